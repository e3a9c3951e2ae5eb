"""Work that is new: an open page of the desk is told how much came that nobody has. A number, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.views import StaffView
from bot.web.forms import number
from bot.web.stream import event
from bot.workviews import WorkDesk


@dataclass(frozen=True, slots=True)
class Since:
    """What a page was made with: the mark of its list or request, and how much work nobody had."""

    mark: str
    waiting: int

    def __str__(self) -> str:
        return f"{self.mark}.{self.waiting}"


async def since_now(desk: WorkDesk, staff: StaffView, ref: str = "") -> Since:
    """What a page that is made now goes on from."""
    return Since(await desk.changed(staff, ref), await desk.waiting(staff))


def since_in(text: str) -> Since | None:
    """What a line says it goes on from; None for what no page of ours says."""
    mark, _, waiting = text.partition(".")
    count = number(waiting)
    return Since(mark, count) if mark.isalnum() and count is not None else None


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

    def __init__(self, desk: WorkDesk, staff: StaffView, since: Since | None = None) -> None:
        """`since` is what the page was made with: it is counted from there."""
        self._desk, self._staff = desk, staff
        self._mark: str | None = None
        self._waiting = since.waiting if since else None

    async def look(self) -> str | None:
        """How much more there is than at the last look, if there is more. Most looks ask for one number only."""
        old, self._mark = self._mark, await self._desk.changed(self._staff)
        if old == self._mark:
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
