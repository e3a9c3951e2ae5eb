"""When the office is open: weekly hours, holidays and half days, in the practice's own time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Span = tuple[time, time]

LOOK_AHEAD = 60
"""Days to look for the next opening; a practice closed for longer has no next opening to promise."""
MIDNIGHT = time.max
"""How the end of a day is written in a span: the midnight that the day ends with."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly opening (Monday is 0), with several spans a day where there is a break; `special` overrides single days."""

    weekly: Mapping[int, tuple[Span, ...]]
    special: Mapping[date, tuple[Span, ...]]

    def spans(self, day: date) -> tuple[Span, ...]:
        """The opening spans of one day in their order, none over another; empty when closed."""
        return _in_order(self.special[day] if day in self.special else self.weekly.get(day.weekday(), ()))


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans as a clock meets them, however they were written down: two shifts that overlap are one stretch."""
    if len(spans) < 2:
        return spans
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return tuple(kept)


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
    left = span
    for opened, closed in _stretches(hours, begin, LOOK_AHEAD * 6):
        if opened + left <= closed:
            return (opened + left).astimezone(begin.tzinfo)
        left -= closed - opened
    return begin + span


def open_between(hours: Hours, begin: datetime, end: datetime) -> timedelta:
    """How much opening time lies between two moments of the practice's zone; less than nothing when `end` is the earlier."""
    if end < begin:
        return -open_between(hours, end, begin)
    passed = timedelta()
    for opened, closed in _stretches(hours, begin, (end.date() - begin.date()).days + 2):
        if opened >= end.astimezone(UTC):
            break
        passed += min(closed, end.astimezone(UTC)) - opened
    return passed


def _stretches(hours: Hours, begin: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Every stretch of opening from `begin` on, in UTC: on the night the clocks change, wall-clock sums are an hour off."""
    for offset in range(days):
        day = begin.date() + timedelta(days=offset)
        for start, end in hours.spans(day):
            opened = max(moment(day, start, begin.tzinfo), begin.astimezone(UTC))
            closed = moment(day, end, begin.tzinfo)
            if closed > opened:
                yield opened, closed


def moment(day: date, at: time, zone: tzinfo | None) -> datetime:
    """When a wall clock of `zone` shows `at` on a day, in UTC; `MIDNIGHT` is the one that the day ends with."""
    if at == MIDNIGHT:
        day, at = day + timedelta(days=1), time(0)
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
