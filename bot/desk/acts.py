"""Every action on an item: one transaction each, with its audit line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.conversation import ConversationId
from bot.desk.rows import found_by
from bot.desk.telling import Telling
from bot.dialogue.heard import StaffMoved
from bot.perform import due
from bot.queue.item import IllegalMove, Item, Kind, Move, Status, ThreadEntry, after
from bot.resetting import issue_token
from bot.services import Services
from bot.store import Unit
from bot.views import DeskError, StaffView
from policies import roles

OUTCOMES = ("done", "answered", "not_possible", "duplicate", "no_answer")
MAX_REPLY = 10_000
Hand = Callable[[Unit, StaffView, Item, str, str], Awaitable[set[str]]]


class Hands:
    """What somebody who is signed in does with an item."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.telling = Telling(services)

    async def act(self, staff: StaffView, ref: str, verb: str, text: str = "", key: str = "") -> None:
        """`take`, `release`, `reply`, `note`, `close` (text is the outcome) or `reopen`; a repeated `key` changes nothing."""
        hands: dict[str, Hand] = {
            "take": self._take,
            "release": self._release,
            "reply": self._reply,
            "propose": self._propose,
            "note": self._note,
            "close": self._close,
            "reopen": self._reopen,
        }
        if verb not in hands:
            raise DeskError("staff.error.no_such_action")
        try:
            async with self.services.store.begin() as unit:
                item = await found_by(unit, staff, ref)
                # The conversation is locked before the item, as a turn does it: two that wait for each other never finish.
                await unit.conversations.load(ConversationId(item.conversation_id))
                item = await found_by(unit, staff, ref)  # As it stands now: somebody may have been quicker meanwhile.
                topics = await hands[verb](unit, staff, item, text.strip(), key)
                await unit.audit.append(f"item.{verb}", staff.id, ref, {})
        except IllegalMove as error:
            raise DeskError("staff.error.not_possible_now", status=error.status.value) from None
        for topic in {"queue", "outbox", *topics}:
            self.services.signals.wake(topic)

    async def issue_token(self, staff: StaffView, ref: str) -> str:
        """A reset token to be read out to the patient, shown once; for who holds a request for sign-in help."""
        async with self.services.store.begin() as unit:
            token = await issue_token(self.services, unit, staff, await found_by(unit, staff, ref))
        self.services.signals.wake("queue")
        return token

    async def _take(self, unit: Unit, staff: StaffView, item: Item, _text: str, _key: str) -> set[str]:
        after(item.status, Move.TAKE) if item.status is not Status.TAKEN else None
        own_list = roles.list_of(item.kind.value, item.role) in roles.lists(staff.role)
        if not await unit.queue.take(item.ref, staff.name, self.services.clock(), own_list=own_list):
            raise DeskError("staff.error.taken_by_other", by=item.assignee)
        return await self.telling.moved(unit, item, StaffMoved("taken", item.ref, staff.name), "take")

    async def _release(self, unit: Unit, staff: StaffView, item: Item, _text: str, _key: str) -> set[str]:
        after(item.status, Move.RELEASE)
        if not await unit.queue.release(item.ref, staff.name):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        return await self.telling.moved(unit, item, StaffMoved("released", item.ref, staff.name), "release")

    async def _close(self, unit: Unit, staff: StaffView, item: Item, text: str, _key: str) -> set[str]:
        after(item.status, Move.CLOSE)
        outcome = text if text in OUTCOMES else "done"
        if not await unit.queue.close(item.ref, staff.name, outcome, self.services.clock()):
            raise DeskError("staff.error.not_holder", by=item.assignee)
        return await self.telling.moved(
            unit, item, StaffMoved("closed", item.ref, staff.name, outcome=outcome), "close"
        )

    async def _reopen(self, unit: Unit, staff: StaffView, item: Item, _text: str, _key: str) -> set[str]:
        after(item.status, Move.REOPEN)
        await unit.queue.reopen(item.ref, due(self.services, item.priority), staff.name)
        return set()

    async def _note(self, unit: Unit, staff: StaffView, item: Item, text: str, key: str) -> set[str]:
        if not text:
            raise DeskError("staff.error.empty")
        entry = ThreadEntry("note", text[:MAX_REPLY], self.services.clock(), staff.name)
        await unit.queue.thread_add(item.ref, entry, key=f"note:{key}" if key else None)
        return set()

    async def _propose(self, unit: Unit, staff: StaffView, item: Item, text: str, key: str) -> set[str]:
        """A time for a visit, which the patient takes or turns down in the chat."""
        if item.kind is not Kind.APPOINTMENT:
            raise DeskError("staff.error.not_possible_now", status=item.status)
        topics = await self._reply(unit, staff, item, text, key, move="proposed")
        await unit.queue.add_fields(item.ref, {"proposal": text, "proposal_answer": "waiting"})
        return topics

    async def _reply(
        self, unit: Unit, staff: StaffView, item: Item, text: str, key: str, *, move: str = "replied"
    ) -> set[str]:
        if item.status is not Status.TAKEN or item.assignee != staff.name:
            raise DeskError("staff.error.not_holder", by=item.assignee)
        if not text or len(text) > MAX_REPLY:
            raise DeskError("staff.error.empty" if not text else "staff.error.too_long")
        now = self.services.clock()
        meta = {"proposal": True} if move == "proposed" else {}
        entry = ThreadEntry("staff", text, now, staff.name, delivery="queued", meta=meta)
        seq = await unit.queue.thread_once(item.ref, entry, f"reply:{key}" if key else None)
        if seq is None:
            return set()  # The same reply sent twice is one reply.
        await unit.queue.answered(item.ref, now)
        talk, topics = await self.telling.tell(
            unit,
            item,
            StaffMoved(move, item.ref, staff.name, text=text, about=item.patient_id),
            f"reply:{item.ref}:{seq}",
        )
        await unit.queue.set_delivery(item.ref, seq, "notified" if talk.waiting else "shown")
        if talk.waiting == 1:
            await self.telling.mail_notice(unit, talk, item, seq, now)
        return topics
