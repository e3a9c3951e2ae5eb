"""Which hour of the day a time said in words stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from nlu.entities.when import Clock

# A practice is open by day: an hour said without am or pm is the one that falls into office hours.
_MORNING_HOURS = frozenset({8, 9, 10, 11})
_AFTERNOON_HOURS = frozenset({12, 1, 2, 3, 4, 5, 6})
_HALF_OF_PART = {"morning": "am", "afternoon": "pm", "evening": "pm"}


@dataclass(frozen=True, slots=True)
class Hours:
    """A wish about the time of day: at an hour, from or to an hour, or a part of the day."""

    at: time | None = None
    since: time | None = None
    until: time | None = None
    part: str | None = None
    doubt: str | None = None


def time_of(clock: Clock, part: str | None = None) -> time | None:
    """The time of day, or None when morning and evening are both possible."""
    half = clock.half or _HALF_OF_PART.get(part or "")
    if clock.exact and not (clock.half and clock.hour <= 12):
        return time(clock.hour, clock.minute)
    if half is None:
        if clock.hour in _MORNING_HOURS:
            return time(clock.hour, clock.minute)
        return time(clock.hour % 12 + 12, clock.minute) if clock.hour in _AFTERNOON_HOURS else None
    return time(clock.hour % 12 + (12 if half == "pm" else 0), clock.minute)


def between(first: Clock, last: Clock, part: str | None = None) -> tuple[time | None, time | None]:
    """Both ends of a range: the first takes am or pm from the second where that leaves it earlier ("2-4 pm", "11-1 pm")."""
    end = time_of(last, part)
    if first.half or first.exact or last.half is None or end is None:
        return time_of(first, part), end
    same = time_of(Clock(first.hour, first.minute, last.half), part)
    if same is not None and same <= end:
        return same, end
    return time_of(Clock(first.hour, first.minute, "am" if last.half == "pm" else "pm"), part), end


def written(at: time) -> str:
    """A time as the slots hold it."""
    return f"{at.hour:02d}:{at.minute:02d}"
