"""One deed of staff: a transaction with its item as it stands now, the audit line, and whoever is woken afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.conversation import ConversationId
from bot.desk.holding import Holding
from bot.desk.part import Part
from bot.desk.rows import found_by
from bot.desk.telling import Telling
from bot.queue.item import IllegalMove, Item
from bot.services import Services
from bot.store import Unit
from bot.views import DeskError, StaffView


@dataclass(slots=True)
class Deed:
    """What somebody is about to do with an item."""

    unit: Unit
    staff: StaffView
    item: Item
    text: str = ""
    key: str = ""
    topics: set[str] = field(default_factory=lambda: {"queue", "outbox"})


class Acting(Part):
    """What every deed is done with."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.telling = Telling(services)
        self.holding = Holding(services, self.telling)

    @asynccontextmanager
    async def doing(
        self, staff: StaffView, ref: str, event: str, detail: Mapping[str, str] | None = None, moves: int | None = None
    ) -> AsyncIterator[Deed]:
        """One deed, whole or not at all. Raises DeskError for what may not be done, or not now.

        With `moves`, only while the item has made no other move than somebody saw.
        """
        try:
            async with self.services.store.begin() as unit:
                item = await found_by(unit, staff, ref)
                # The conversation is locked before the item, as a turn does it: two that wait for each other never finish.
                await unit.conversations.load(ConversationId(item.conversation_id))
                deed = Deed(
                    unit, staff, await found_by(unit, staff, ref)
                )  # As it stands now: somebody may have been quicker.
                if moves is not None and deed.item.moves != moves:
                    raise DeskError("staff.error.moved_on")
                yield deed
                await unit.audit.append(event, staff.id, ref, dict(detail or {}))
        except IllegalMove as error:
            raise DeskError("staff.error.not_possible_now", status=error.status.value) from None
        for topic in deed.topics:
            self.services.signals.wake(topic)
