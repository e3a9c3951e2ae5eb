"""What a message can say about a day or an hour, before a clock has been looked at.

"Next Thursday" is kept as said; which date that is depends on today, and is worked out by `bot.flows.answers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Which(StrEnum):
    """How a weekday, week or month was pointed at."""

    PLAIN = "plain"
    THIS = "this"
    NEXT = "next"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date told by its parts. A missing part was not said; `short` means a year of two digits.

    `swapped` is set where only reading the day first makes a date. `weekday` was said beside it ("Tuesday, December 8").
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None
    short: bool = False
    swapped: bool = False
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """A weekday (Monday is 0), so many weeks further on."""

    weekday: int
    which: Which = Which.PLAIN
    weeks: int = 0
    plural: bool = False
    after: CalendarDay | FeastDay | None = None  # "the Wednesday after Thanksgiving"
    before: CalendarDay | FeastDay | None = None


@dataclass(frozen=True, slots=True)
class FromToday:
    """So many days, weeks or months from today; below zero is past."""

    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class FeastDay:
    """A feast, or so many days from one ("the day after Thanksgiving")."""

    month: int
    day: int | None = None
    weekday: int | None = None
    which: int | None = None
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """A week: this one, next one, so many on, or the one of a given day. `part`: first or last half; `weekend` its end."""

    shift: int = 0
    of: CalendarDay | WeekdayOf | FeastDay | None = None
    weekend: bool = False
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month: by name, or so many from this one. `part`: start, middle or end; `week`: its n-th week; `day`: its n-th day.

    `weekday` with `nth`: the second Tuesday of it, -1 for the last.
    """

    month: int | None = None
    shift: int = 0
    year: int | None = None
    part: str | None = None
    week: int | None = None
    day: int | None = None
    weekday: int | None = None
    nth: int | None = None


Day = CalendarDay | WeekdayOf | FromToday | FeastDay | Week | Month


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `half` is am or pm where said; None leaves it open. `exact` is a 24-hour time or noon."""

    hour: int
    minute: int = 0
    half: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class DayPart:
    """Morning, afternoon or evening; `today` when said as *this morning* or *tonight*."""

    name: str
    today: bool = False
