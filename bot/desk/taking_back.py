"""Taking a reply back while it waits; it comes back as the draft it was."""

from __future__ import annotations

from bot.desk.acting import Acting
from bot.views import DeskError, StaffView


class TakingBack(Acting):
    """Second thoughts about words."""

    async def take_back(self, staff: StaffView, ref: str, seq: int) -> str:
        """Take one's own reply back before it goes; its words."""
        async with self.doing(staff, ref, "item.take_back") as deed:
            line = await self.holding.take_back(deed.unit, deed.item, seq)
            if line is None or line.by != staff.name:
                raise DeskError("staff.error.sent_already")
            return line.text
