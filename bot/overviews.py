"""What the pages that look over the whole desk may ask and what they get: reminders, figures, search, records.

`bot.desk` implements `Overview`; the web only shows.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.views import ItemView, StaffView


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


@dataclass(frozen=True, slots=True)
class SearchAsk:
    """What is searched for; everything that is given has to fit. Days are those on which a request came in."""

    ref: str = ""
    name: str = ""
    dob: date | None = None
    since: date | None = None
    until: date | None = None
    kind: str = ""
    outcome: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Which fields were filled in: all that the audit hears of a search."""
        return tuple(one.name for one in dataclasses.fields(self) if getattr(self, one.name))


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found, newest first. `older`: the key of the next page; empty when there is none."""

    ask: SearchAsk
    rows: tuple[ItemView, ...]
    older: str = ""


Cell = str | int | datetime | None


@dataclass(frozen=True, slots=True)
class RecordAsk:
    """Whose record is handed out: by the reference of a request, or by name and birthday; and why."""

    reason: str
    ref: str = ""
    name: str = ""
    dob: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a record: its name, the names of its columns, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything held about one patient, who read it and when, and for what it was handed out now."""

    patient: str
    dob: date
    made_at: datetime
    made_by: str
    reason: str
    sections: tuple[Section, ...]


class Overview(Protocol):
    """Looking over the desk. Every method checks the role itself, writes the audit, and raises DeskError."""

    async def reminders(self, staff: StaffView) -> RemindersPage:
        """Whom reminders reach: everybody for who looks after the desk, oneself for all others."""
        ...

    async def search(self, staff: StaffView, ask: SearchAsk) -> str:
        """Search (audited, without the words); the name under which this search can be looked at for a while."""
        ...

    async def found(self, staff: StaffView, search: str, after: str = "") -> FoundPage:
        """A page of what one's own search finds now. Raises DeskError for a search that is somebody else's, or too old."""
        ...

    async def board(
        self, staff: StaffView, since: date | None, until: date | None, *, export: bool = False
    ) -> BoardPage:
        """The figures of a range of days; the last thirty if none is named. `export`: they are taken along."""
        ...

    async def record(self, staff: StaffView, ask: RecordAsk, form: str) -> RecordPage:
        """One patient's record, to be handed out as a `page` or as `json`; audited before anything is read."""
        ...

    async def set_address(self, staff: StaffView, member: str, address: str) -> None:
        """Where a member of staff is reminded; empty: nowhere. One's own, or anybody's for who looks after the desk."""
        ...
