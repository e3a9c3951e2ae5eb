"""Handing an item on, to a person or to a role; and second thoughts about the last move, within a few seconds."""

from __future__ import annotations

from bot.conversation import ConversationId
from bot.desk.acting import Acting, Deed
from bot.dialogue.heard import StaffMoved
from bot.queue.item import Item, LastMove, Move, Status, ThreadEntry, after
from bot.store import Staff
from bot.views import DeskError, StaffView
from bot.workviews import Handed
from policies import limits, roles

UNDONE = ("take", "release", "close", "transfer")
"""Moves that can be undone."""
LONGEST_NOTE = 2_000


class Passing(Acting):
    """Hands items on, and undoes."""

    async def transfer(self, staff: StaffView, ref: str, to: str, note: str = "") -> Handed:
        """Hand an item to `role:<role>` or `staff:<id>`, with a note."""
        return await self.hand_on(staff, ref, to, note)

    async def hand_on(self, staff: StaffView, ref: str, to: str, note: str, moves: int | None = None) -> Handed:
        """As `transfer`; with `moves`, only while the item has made no other move than somebody saw."""
        async with self.doing(staff, ref, "item.transfer", {"to": to}, moves) as deed:
            deed.text = note.strip()[:LONGEST_NOTE]
            holder = None if roles.may_reassign(staff.role) else staff.name
            if holder and (deed.item.status is not Status.TAKEN or deed.item.assignee != holder):
                raise DeskError("staff.error.not_holder", by=deed.item.assignee)
            kind, _, name = to.partition(":")
            colleague = await _colleague(deed, name) if kind == "staff" else None
            if kind == "role" and name in roles.HANDED_TO:
                await self._to_role(deed, name, holder)
            elif colleague is not None:
                await self._to_person(deed, colleague, holder)
            else:
                raise DeskError("staff.error.nobody_there")
            handed = await deed.unit.queue.get(ref)
        seen = handed is not None and roles.may_see(staff.role, handed.kind.value, handed.role)
        return Handed(seen, handed.moves if handed else 0)

    async def undo(self, staff: StaffView, ref: str, moves: int) -> None:
        """Undo one's own last move, if nothing has happened since and it is no longer ago than a few seconds."""
        now, topics = self.services.clock(), {"queue", "outbox"}
        async with self.services.store.begin() as unit:
            item = await unit.queue.get(ref)
            if item is not None:
                await unit.conversations.load(ConversationId(item.conversation_id))
                item = await unit.queue.get(ref)
            last = item.last if item else None
            if item is None or last is None or last.verb not in UNDONE:
                raise DeskError("staff.error.too_late_to_undo")
            if await unit.queue.undo(ref, staff.name, moves, now - limits.UNDO_FOR) is None:
                raise DeskError("staff.error.too_late_to_undo")
            if (moved := _taken_back(item, last)) is not None:
                topics |= await self.telling.moved(unit, item, moved, "undo")
            await unit.audit.append("item.undo", staff.id, ref, {"verb": last.verb})
        for topic in topics:
            self.services.signals.wake(topic)

    async def _to_role(self, deed: Deed, role: str, holder: str | None) -> None:
        item = deed.item
        after(item.status, Move.FORWARD)
        deed.topics |= await self.holding.let_all_go(deed.unit, item)
        if not await deed.unit.queue.forward(item.ref, deed.staff.name, role, holder):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        await self._noted(deed, self.services.content.say(f"staff.role.{role}"))
        moved = StaffMoved("forwarded", item.ref, deed.staff.name, text=role)
        deed.topics |= await self.telling.moved(deed.unit, item, moved, "forward")

    async def _to_person(self, deed: Deed, to: Staff, holder: str | None) -> None:
        item, now = deed.item, self.services.clock()
        after(item.status, Move.HAND)
        deed.topics |= await self.holding.let_all_go(deed.unit, item)
        role = None if item.kind.value in roles.kinds(to.role) else to.role
        if not await deed.unit.queue.hand(item.ref, deed.staff.name, to.name, role, now, holder):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        await self._noted(deed, to.name)
        if item.status is Status.OPEN:  # For the patient nothing changes when one colleague hands it to another.
            deed.topics |= await self.telling.moved(deed.unit, item, StaffMoved("taken", item.ref, to.name), "hand")

    async def _noted(self, deed: Deed, to: str) -> None:
        """Who handed it to whom, and why, stands in the thread for staff."""
        words = self.services.content.say("staff.work.handed", to=to)
        text = f"{words} {deed.text}" if deed.text else words
        await deed.unit.queue.thread_add(
            deed.item.ref, ThreadEntry("note", text, self.services.clock(), deed.staff.name)
        )


async def _colleague(deed: Deed, ident: str) -> Staff | None:
    """Somebody who works here now, other than who has it already."""
    found = next((one for one in await deed.unit.staff.list() if one.id == ident), None)
    if found is None or not found.active or found.role not in roles.KINDS:
        return None
    return found if found.name != deed.item.assignee else None


def _taken_back(item: Item, last: LastMove) -> StaffMoved | None:
    """What an undone move means to the patient: what was said before is taken back in words as true."""
    before, held = Status(str(last.before["status"])), str(last.before["assignee"] or "")
    if last.verb == "close":
        return StaffMoved("reopened", item.ref, held)
    if before is item.status and (before is Status.TAKEN or item.role == last.before["role"]):
        return None  # From one colleague to another: the patient was told nothing.
    return StaffMoved("taken", item.ref, held) if before is Status.TAKEN else StaffMoved("released", item.ref)
