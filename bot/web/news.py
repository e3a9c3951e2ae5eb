"""Work that is new: an open page of the desk is told how much came that nobody has. A number, and nothing about anybody."""

from __future__ import annotations

from typing import Protocol

from bot.views import StaffView
from bot.web.stream import event
from bot.workviews import WorkDesk


class Watch(Protocol):
    """What one line is told."""

    async def look(self) -> str | None:
        """What is new since the last look."""
        ...

    def over(self) -> None:
        """The line ended."""
        ...


class NewsWatch:
    """Counts the unassigned work of somebody's lists, whatever list they look at and whichever request they are in."""

    def __init__(self, desk: WorkDesk, staff: StaffView) -> None:
        self._desk, self._staff = desk, staff
        self._mark: str | None = None
        self._waiting: int | None = None

    async def look(self) -> str | None:
        """How much more there is than at the last look, if there is more. Most looks ask for one number only."""
        old, self._mark = self._mark, await self._desk.changed(self._staff)
        if old == self._mark and self._waiting is not None:
            return None
        before, self._waiting = self._waiting, await self._desk.waiting(self._staff)
        more = 0 if before is None else self._waiting - before
        return event("news", str(more)) if more > 0 else None

    def over(self) -> None:
        """Nobody is told who listens."""


class Together:
    """One line that is told what several watches find."""

    def __init__(self, *watches: Watch) -> None:
        self._watches = watches

    async def look(self) -> str | None:
        """Everything that is new."""
        return "".join([told for one in self._watches if (told := await one.look())]) or None

    def over(self) -> None:
        """The line ended."""
        for one in self._watches:
            one.over()
