"""Staff in a rehearsal: what an event says they do, done at the real desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.bootstrap import Application
from bot.doors.lines import BadLine
from bot.queue.item import Item, Kind, Status
from bot.store import Staff
from bot.views import DeskError, StaffView

STAFF_VERBS = ("take", "reply", "note", "token", "release", "close", "reopen", "transfer", "undo")
DECISIONS = ("propose", "book", "approve", "decline")
Items = Callable[[], Awaitable[Sequence[Item]]]


class RehearsedStaff:
    """Everybody at the desk of one practice in rehearsal."""

    def __init__(self, items: Items) -> None:
        self._items = items
        self.count = 0
        self.made: dict[str, str] = {}  # what staff just made, to be read out: a token

    async def act(self, app: Application, verb: str, event: Mapping[str, Any]) -> None:
        """Do what an event says. Raises BadLine for what there is not, or what the desk refuses."""
        if verb not in (*STAFF_VERBS, *DECISIONS):
            raise BadLine(f'"staff" must be one of {", ".join((*STAFF_VERBS, *DECISIONS))}')
        name = str(event.get("as", "Sam"))
        staff = await _member(app, name)
        ref = str(event.get("ref") or "") or _newest(await self._items(), verb, name)
        self.count += 1
        try:
            await self._deed(app, staff, ref, verb, event)
        except DeskError as error:
            raise BadLine(f"staff {verb} was refused: {app.services.content.say(error.key, **error.params)}") from None

    async def _deed(self, app: Application, staff: StaffView, ref: str, verb: str, event: Mapping[str, Any]) -> None:
        text, times, desk = str(event.get("text", "")), event.get("times"), app.desk
        times = [str(one) for one in times] if isinstance(times, list) else []
        if verb == "propose":
            await desk.propose(staff, ref, times, 20, text)
        elif verb == "book":
            await desk.book(staff, ref, times[0] if times else "", 20, text)
        elif verb in DECISIONS:
            await desk.decide(staff, ref, approve=verb == "approve", words=text)
        elif verb == "transfer":
            await desk.transfer(staff, ref, str(event.get("to", "")), text)
        elif verb == "undo":
            await desk.undo(staff, ref, next(item.moves for item in await self._items() if item.ref == ref))
        elif verb == "token":
            self.made["token"] = await self._reset_token(app, staff, ref)
        else:
            await desk.act(staff, ref, verb, text, key=f"r{self.count}")

    async def _reset_token(self, app: Application, staff: StaffView, ref: str) -> str:
        """A token for the patient of a sign-in request, which is taken first if nobody holds it."""
        if (await app.desk.item(staff, ref)).row.status == Status.OPEN:
            await app.desk.act(staff, ref, "take", key=f"r{self.count}t")
        return await app.desk.issue_token(staff, ref)


async def _member(app: Application, name: str) -> StaffView:
    async with app.services.store.begin() as unit:
        if await unit.staff.by_name(name.casefold()) is None:
            await unit.staff.put(
                Staff(id=f"staff-{name.casefold()}", name=name, role="lead", password_phc="", active=True)
            )
    return StaffView(f"staff-{name.casefold()}", name, "lead", "")


def _newest(found: Sequence[Item], verb: str, name: str) -> str:
    """The item that is most likely meant: one's own for what a holder does, else the newest that waits."""
    items = sorted(found, key=lambda item: item.kind is not Kind.RED_FLAG)
    held = [item for item in items if item.status is Status.TAKEN and item.assignee == name]
    held = [item for item in held if verb != "token" or item.kind is Kind.RECOVERY]
    waiting = [item for item in items if item.status is (Status.CLOSED if verb == "reopen" else Status.OPEN)]
    waiting = [item for item in waiting if verb != "token" or item.kind is Kind.RECOVERY]
    waiting = waiting if verb in ("take", "reopen") else held or waiting or items
    if not waiting:
        raise BadLine("there is no item in the queue yet")
    return waiting[-1].ref
