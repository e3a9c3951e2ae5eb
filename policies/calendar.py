"""The practice's time in short stretches, each within one hour of the clock and either open or closed throughout.

With them a database can tell how much opening time lies between two moments, and in which hour and on which weekday
something came in: whatever the breaks, holidays, half days and changes of the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from policies.opening import MIDNIGHT, Hours, moment


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins` (in UTC) to the beginning of the next one. `before` is the opening time that lies before it."""

    begins: datetime
    weekday: int  # Monday is 0
    hour: int
    open: bool
    before: timedelta


def stretches(hours: Hours, zone: tzinfo, first: date, until: date) -> Iterator[Stretch]:
    """Every stretch from the beginning of one day to the end of another, in order and without a gap."""
    before = timedelta()
    for offset in range((until - first).days + 1):
        day = first + timedelta(days=offset)
        spans = [(moment(day, start, zone), moment(day, end, zone)) for start, end in hours.spans(day)]
        ends = moment(day, MIDNIGHT, zone)
        marks = {moment(day, time(hour), zone) for hour in range(24)} | {mark for span in spans for mark in span}
        for begins, over in pairwise(sorted({*(mark for mark in marks if mark < ends), ends})):
            local, is_open = begins.astimezone(zone), any(start <= begins < end for start, end in spans)
            yield Stretch(begins, local.weekday(), local.hour, is_open, before)
            before += over - begins if is_open else timedelta()
