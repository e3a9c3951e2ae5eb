"""What the pages that look over the whole desk may ask and what they get: reminders, figures, search, records.

`bot.desk` implements `Overview`; the web only shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.views import StaffView


@dataclass(frozen=True, slots=True)
class Reached:
    """A member of staff, and where they are reminded. `refused_at`: their mail server knows no such mailbox."""

    id: str
    name: str
    role: str
    address: str
    refused_at: datetime | None
    mine: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class ReminderSent:
    """A reminder that went out: about which request, at which step, and to how many people."""

    ref: str
    kind: str
    step: str
    at: datetime
    mails: int


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """Whom reminders reach. `unreached`: roles of which nobody can be mailed."""

    people: tuple[Reached, ...]
    unreached: tuple[str, ...]
    latest: tuple[ReminderSent, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: for half of the requests, and for nine of ten; in opening time and by the clock."""

    count: int = 0
    open_median: timedelta | None = None
    open_ninth: timedelta | None = None
    clock_median: timedelta | None = None
    clock_ninth: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The figures of one group of requests: all, one kind, one hour of the day, one weekday."""

    by: str  # all | kind | hour | weekday
    key: str
    came: int = 0
    answered: int = 0
    in_time: int = 0
    closed: int = 0
    first: Spread = Spread()
    done: Spread = Spread()


@dataclass(frozen=True, slots=True)
class Load:
    """What is live of one kind now."""

    kind: str
    open: int
    taken: int
    overdue: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board: what is live now, and the figures of what came in from `since` until `until`, both days included."""

    since: date
    until: date
    now: datetime
    load: tuple[Load, ...]
    ages: tuple[tuple[int, int], ...]  # waiting and taken, for each group of ages
    figures: tuple[Figure, ...]

    def by(self, name: str) -> tuple[Figure, ...]:
        """The figures of one way to tell requests apart."""
        return tuple(one for one in self.figures if one.by == name)


class Overview(Protocol):
    """Looking over the desk. Every method checks the role itself, writes the audit, and raises DeskError."""

    async def reminders(self, staff: StaffView) -> RemindersPage:
        """Whom reminders reach: everybody for who looks after the desk, oneself for all others."""
        ...

    async def board(
        self, staff: StaffView, since: date | None, until: date | None, *, export: bool = False
    ) -> BoardPage:
        """The figures of a range of days; the last thirty if none is named. `export`: they are taken along."""
        ...

    async def set_address(self, staff: StaffView, member: str, address: str) -> None:
        """Where a member of staff is reminded; empty: nowhere. One's own, or anybody's for who looks after the desk."""
        ...
