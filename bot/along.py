"""What is taken for sending in the very unit that puts it before the sender, so that no other unit is needed for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.services import Services
from bot.store import IN_HAND, OutRow, Unit

Take = Callable[[Unit, OutRow, datetime], Awaitable[bool]]
"""Takes one row for sending; False when it may not go now."""


class TakenAlong:
    """What is taken for sending in one unit of work, and when."""

    def __init__(self, services: Services, take: Take) -> None:
        self._services, self._take = services, take
        self.at = services.clock()
        self.rows: list[OutRow] = []

    async def take(self, unit: Unit, *lanes: str) -> bool:
        """Take the first row of each lane that the unit has put something into, and of `lanes`, if somebody waits for it.

        True when something is left that the outbox has to look at itself.
        """
        left, self.at = False, self._services.clock()
        for lane in dict.fromkeys((*lanes, *unit.outbox.lanes)):
            row = await unit.outbox.head(lane, self.at)
            if row is None:
                continue  # It waits behind what is being sent, or for its time.
            if await self._take(unit, row, self.at):
                self.rows.append(row)
            else:
                left = True
        # Before anybody can see that it is taken.
        await self._services.store.living.hold(IN_HAND, [row.id for row in self.rows])
        return left
