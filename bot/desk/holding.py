"""Replies wait a few seconds before they go, so that they can be taken back; then the patient is told, once.

A reply that waits is a row of the outbox like any other: it survives a crash, and one of several workers sends it.
"""

from __future__ import annotations

from bot.channels.base import Rendered
from bot.conversation import ConversationId
from bot.desk.telling import Telling
from bot.dialogue.heard import StaffMoved
from bot.queue.item import Item, ThreadEntry
from bot.services import Services
from bot.store import Unit

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
        now = self.services.clock()
        moved = StaffMoved(
            str(line.meta.get("move", "replied")), item.ref, line.by or "", text=line.text, about=item.patient_id
        )
        talk, topics = await self.telling.tell(unit, item, moved, f"reply:{item.ref}:{seq}")
        await unit.queue.answered(item.ref, now)
        await unit.queue.set_delivery(item.ref, seq, "notified" if talk.waiting else "shown")
        if talk.waiting == 1:
            await self.telling.mail_notice(unit, talk, item, seq, now)
        return {"queue", "outbox", *topics}

    async def let_all_go(self, unit: Unit, item: Item) -> set[str]:
        """Whoever goes on with an item has no second thoughts about what they wrote: it goes now, ahead of what comes next."""
        topics: set[str] = set()
        for seq in await unit.queue.held_lines(item.ref):
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


def _key(ref: str, seq: int) -> str:
    return f"held:{ref}:{seq}"
