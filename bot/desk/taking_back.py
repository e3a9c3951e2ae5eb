"""Taking an answer back while it waits; it comes back as the draft it was."""

from __future__ import annotations

from bot.desk.acting import Acting
from bot.dialogue.staff_words import times_of
from bot.views import DeskError, StaffView
from bot.workviews import TakenBack


class TakingBack(Acting):
    """Second thoughts about words."""

    async def take_back(self, staff: StaffView, ref: str, seq: int) -> TakenBack:
        """Take one's own answer back before it goes; what it was."""
        async with self.doing(staff, ref, "item.take_back") as deed:
            line = await self.holding.take_back(deed.unit, deed.item, seq)
            if line is None or line.by != staff.name:
                raise DeskError("staff.error.sent_already")
            minutes = line.meta.get("minutes")
            return TakenBack(
                str(line.meta.get("move", "replied")),
                str(line.meta.get("note", line.text)),
                times_of(line),
                minutes if isinstance(minutes, int) else 0,
            )
