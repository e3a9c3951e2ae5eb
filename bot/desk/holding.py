"""Replies wait a few seconds before they go, so that they can be taken back; then the patient is told, once.

A reply that waits is a row of the outbox like any other: it survives a crash, and one of several workers sends it.
"""

from __future__ import annotations

from bot.channels.base import Rendered
from bot.conversation import ConversationId
from bot.desk.telling import Telling
from bot.dialogue.heard import StaffMoved
from bot.dialogue.staff_words import times_of
from bot.queue.item import Item, ThreadEntry
from bot.services import Services
from bot.store import Unit
from bot.views import DeskError
from nlu.understanding import JsonValue

CHANNEL = "desk"


class Holding:
    """Holds replies back, lets them go, or takes them back."""

    def __init__(self, services: Services, telling: Telling) -> None:
        self.services = services
        self.telling = telling

    async def hold(self, unit: Unit, item: Item, seq: int) -> None:
        """Have a line of the thread told in a few seconds."""
        at = self.services.clock() + self.services.held
        talk = ConversationId(item.conversation_id)
        await unit.outbox.put(_key(item.ref, seq), talk, CHANNEL, item.ref, "held", {"seq": seq}, at)

    async def take_back(self, unit: Unit, item: Item, seq: int) -> ThreadEntry | None:
        """Take a line back before it goes; None when it has gone. Its words are kept nowhere."""
        line = next(
            (line for number, line in await unit.queue.thread_tail(item.ref, 1, seq + 1) if number == seq), None
        )
        if line is None or not await unit.queue.shift_delivery(item.ref, seq, "held", "taken_back"):
            return None
        await unit.outbox.cancel(_key(item.ref, seq), "taken_back", self.services.clock())
        await unit.queue.blank(item.ref, seq)
        return line

    async def let_go(self, unit: Unit, item: Item, seq: int) -> set[str]:
        """Tell the patient what one line says. Told by somebody else already, or taken back: nothing happens."""
        await unit.conversations.load(ConversationId(item.conversation_id))  # Held before the item, as everywhere.
        if not await unit.queue.shift_delivery(item.ref, seq, "held", "queued"):
            return set()
        await unit.outbox.cancel(_key(item.ref, seq), "told", self.services.clock())
        ((_, line),) = await unit.queue.thread_tail(item.ref, 1, seq + 1)
        return {"queue", "outbox", *await self._told(unit, item, seq, line)}

    async def _told(self, unit: Unit, item: Item, seq: int, line: ThreadEntry) -> set[str]:
        now, move = self.services.clock(), str(line.meta.get("move", "replied"))
        words = str(line.meta.get("note", line.text))
        moved = StaffMoved(move, item.ref, line.by or "", words, about=item.patient_id, times=times_of(line))
        topics = await self.telling.reply(unit, item, moved, seq)
        await unit.queue.answered(item.ref, now)
        if decided := _decided(line):
            await unit.queue.add_fields(item.ref, decided)
        outcome = line.meta.get("then")
        if outcome and await unit.queue.close(item.ref, line.by or "", str(outcome), now):
            closed = StaffMoved("closed", item.ref, line.by or "", outcome=str(outcome))
            topics |= await self.telling.moved(unit, item, closed, "close")
        return topics

    async def let_all_go(self, unit: Unit, item: Item) -> set[str]:
        """Whoever goes on with an item has no second thoughts about what they wrote: it goes now, ahead of what comes next."""
        topics: set[str] = set()
        for seq in await unit.queue.held_lines(item.ref):
            ((_, line),) = await unit.queue.thread_tail(item.ref, 1, seq + 1)
            if line.meta.get("then"):
                raise DeskError("staff.error.finishing")
            topics |= await self.let_go(unit, item, seq)
        return topics


class HeldReplies:
    """A transport of the outbox whose address is an item: what is due there is told to the patient."""

    name = CHANNEL
    private = True

    def __init__(self, services: Services) -> None:
        self.services = services
        self.holding = Holding(services, Telling(services))

    async def send(self, address: str, reply: Rendered) -> str:
        """Let one line of the item's thread go."""
        async with self.services.store.begin() as unit:
            item = await unit.queue.get(address)
            topics = set() if item is None else await self.holding.let_go(unit, item, int(reply.key))
        for topic in topics:
            self.services.signals.wake(topic)
        return address


def _decided(line: ThreadEntry) -> dict[str, JsonValue]:
    """What a line decides about its request, to stand on it."""
    move, meta = line.meta.get("move"), line.meta
    if move == "proposed":
        return {"proposal": meta["times"], "proposal_answer": "waiting", "visit_minutes": meta["minutes"]}
    if move == "booked":
        return {"visit_at": meta["times"], "proposal_answer": "booked", "visit_minutes": meta["minutes"]}
    return {"decision": move} if move in ("approved", "declined") else {}


def _key(ref: str, seq: int) -> str:
    return f"held:{ref}:{seq}"
