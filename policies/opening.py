"""When the office is open: weekly hours, holidays and half days, in the practice's own time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

Span = tuple[time, time]

LOOK_AHEAD = 60
"""Days to look for the next opening; a practice closed for longer has no next opening to promise."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly opening (Monday is 0), with several spans a day where there is a break; `special` overrides single days."""

    weekly: Mapping[int, tuple[Span, ...]]
    special: Mapping[date, tuple[Span, ...]]

    def spans(self, day: date) -> tuple[Span, ...]:
        """The opening spans of one day; empty when closed."""
        return self.special[day] if day in self.special else self.weekly.get(day.weekday(), ())


def is_open_day(hours: Hours, day: date) -> bool:
    """Whether the office opens at all on `day`."""
    return bool(hours.spans(day))


def is_open(hours: Hours, now: datetime) -> bool:
    """Whether the office is open at `now`, a time in the practice's zone."""
    return any(start <= now.time().replace(tzinfo=None) < end for start, end in hours.spans(now.date()))


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """The next moment the office opens after `now`, or None within the look-ahead."""
    for offset in range(LOOK_AHEAD):
        day = now.date() + timedelta(days=offset)
        for start, _end in hours.spans(day):
            opening = datetime.combine(day, start, tzinfo=now.tzinfo)
            if opening > now:
                return opening
    return None


def add_open_time(hours: Hours, begin: datetime, span: timedelta) -> datetime:
    """The moment when `span` of opening time has passed since `begin`: the clock that targets are measured by."""
    left, day = span, begin.date()
    for _ in range(LOOK_AHEAD * 6):
        for start, end in hours.spans(day):
            # Counted in UTC: on the night the clocks change, wall-clock arithmetic is an hour off.
            opened = max(datetime.combine(day, start, tzinfo=begin.tzinfo).astimezone(UTC), begin.astimezone(UTC))
            closed = datetime.combine(day, end, tzinfo=begin.tzinfo).astimezone(UTC)
            if closed <= opened:
                continue
            if opened + left <= closed:
                return (opened + left).astimezone(begin.tzinfo)
            left -= closed - opened
        day += timedelta(days=1)
    return begin + span
