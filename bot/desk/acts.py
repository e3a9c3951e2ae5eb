"""What staff do with an item by one word: take it, give it back, note, answer, close, open again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.desk.acting import Acting, Deed
from bot.dialogue.heard import StaffMoved
from bot.perform import due
from bot.queue.item import Move, Status, ThreadEntry, after
from bot.resetting import issue_token
from bot.views import DeskError, StaffView
from bot.workviews import outcomes
from nlu.understanding import JsonValue
from policies import roles

MAX_REPLY = 10_000
Hand = Callable[[Deed], Awaitable[None]]


class Hands(Acting):
    """What somebody who is signed in does with an item."""

    async def act(self, staff: StaffView, ref: str, verb: str, text: str = "", key: str = "") -> None:
        """`take`, `release`, `reply`, `note`, `close` (text is the outcome) or `reopen`; a repeated `key` changes nothing."""
        await self.act_on(staff, ref, verb, text, key)

    async def act_on(
        self, staff: StaffView, ref: str, verb: str, text: str, key: str = "", moves: int | None = None
    ) -> None:
        """As `act`; with `moves`, only while the item has made no other move than somebody saw."""
        hands: Mapping[str, Hand] = {
            "take": self._take,
            "release": self._release,
            "reply": self._reply,
            "note": self._note,
            "close": self._close,
            "reopen": self._reopen,
        }
        if verb not in hands:
            raise DeskError("staff.error.no_such_action")
        async with self.doing(staff, ref, f"item.{verb}", moves=moves) as deed:
            deed.text, deed.key = text.strip(), key
            await hands[verb](deed)

    async def issue_token(self, staff: StaffView, ref: str) -> str:
        """A reset token to be read out to the patient, shown once; for who holds a request for sign-in help."""
        async with self.doing(staff, ref, "portal.token_issued") as deed:
            return await issue_token(self.services, deed.unit, staff, deed.item)

    async def _take(self, deed: Deed) -> None:
        item, staff = deed.item, deed.staff
        after(item.status, Move.TAKE) if item.status is not Status.TAKEN else None
        own_list = roles.list_of(item.kind.value, item.role) in roles.lists(staff.role)
        if not await deed.unit.queue.take(item.ref, staff.name, self.services.clock(), own_list=own_list):
            raise DeskError("staff.error.taken_by_other", by=item.assignee)
        deed.topics |= await self.telling.moved(deed.unit, item, StaffMoved("taken", item.ref, staff.name), "take")

    async def _release(self, deed: Deed) -> None:
        item, staff = deed.item, deed.staff
        after(item.status, Move.RELEASE)
        deed.topics |= await self.holding.let_all_go(deed.unit, item)
        if not await deed.unit.queue.release(item.ref, staff.name):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        deed.topics |= await self.telling.moved(
            deed.unit, item, StaffMoved("released", item.ref, staff.name), "release"
        )

    async def _close(self, deed: Deed) -> None:
        item, staff = deed.item, deed.staff
        after(item.status, Move.CLOSE)
        deed.topics |= await self.holding.let_all_go(deed.unit, item)
        outcome = deed.text if deed.text in outcomes(item.kind.value) else "done"
        if not await deed.unit.queue.close(item.ref, staff.name, outcome, self.services.clock()):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        moved = StaffMoved("closed", item.ref, staff.name, outcome=outcome)
        deed.topics |= await self.telling.moved(deed.unit, item, moved, "close")

    async def _reopen(self, deed: Deed) -> None:
        item = deed.item
        after(item.status, Move.REOPEN)
        await deed.unit.queue.reopen(item.ref, due(self.services, item.priority), deed.staff.name)
        deed.topics |= await self.telling.moved(deed.unit, item, StaffMoved("reopened", item.ref), "reopen")

    async def _note(self, deed: Deed) -> None:
        if not deed.text:
            raise DeskError("staff.error.empty")
        entry = ThreadEntry("note", deed.text[:MAX_REPLY], self.services.clock(), deed.staff.name)
        await deed.unit.queue.thread_add(deed.item.ref, entry, key=f"note:{deed.key}" if deed.key else None)

    async def _reply(self, deed: Deed) -> None:
        await self.answer(deed, deed.text)

    async def answer(
        self, deed: Deed, text: str, move: str = "replied", meta: Mapping[str, JsonValue] | None = None
    ) -> bool:
        """Write to the patient, as whoever holds the item; it goes in a few seconds. False for a repeat of the same words."""
        item = deed.item
        must_hold(deed)
        if not text or len(text) > MAX_REPLY:
            raise DeskError("staff.error.empty" if not text else "staff.error.too_long")
        if (blank := self._blank_left(text)) is not None:
            raise DeskError("staff.error.blank_left", blank=blank)
        kept: dict[str, JsonValue] = {**(meta or {}), "move": move}
        entry = ThreadEntry("staff", text, self.services.clock(), deed.staff.name, delivery="held", meta=kept)
        seq = await deed.unit.queue.thread_once(item.ref, entry, f"reply:{deed.key}" if deed.key else None)
        if seq is None:
            return False  # The same reply sent twice is one reply.
        await self.holding.hold(deed.unit, item, seq)
        return True

    def _blank_left(self, text: str) -> str | None:
        """A blank of a canned answer that nobody filled in; words in brackets that somebody wrote are none."""
        blanks = (blank for answers in self.services.content.canned.values() for one in answers for blank in one.blanks)
        return next((blank for blank in blanks if blank in text), None)


def must_hold(deed: Deed) -> None:
    """Refuse whoever does not hold the item now: somebody else may have it, or nobody."""
    if deed.item.status is not Status.TAKEN or deed.item.assignee != deed.staff.name:
        raise DeskError("staff.error.not_holder", by=deed.item.assignee)
