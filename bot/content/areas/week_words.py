"""A week of opening hours as patients read it: days with the same hours told together, breaks told as two spans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.content.areas.rows import spans_of
from bot.content.practice import DAYS
from bot.content.wording import Wording
from bot.pieces import Value


def week_in_words(week: Value, wording: Wording) -> str:
    """The open days with their hours, like *Monday to Friday, 8:00 am to 4:30 pm*."""
    hours: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number, day in enumerate(DAYS):
        if spans := tuple(spans_of(week.get(day, ()))):
            hours.setdefault(spans, []).append(number)
    told = [
        wording.put("office_hours.on_days", days=_days(days, wording), times=times_in_words(spans, wording))
        for spans, days in hours.items()
    ]
    return wording.put("office_hours.then", first="", second="").join(told)


def _days(numbers: Sequence[int], wording: Wording) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return _listed([_run(one, wording) for one in runs], wording)


def _run(numbers: Sequence[int], wording: Wording) -> str:
    first, last = (wording.put(f"calendar.weekday.{number}") for number in (numbers[0], numbers[-1]))
    if len(numbers) == 1:
        return first
    key = "office_hours.both" if len(numbers) == 2 else "office_hours.through"
    return wording.put(key, first=first, second=last)


def times_in_words(spans: Sequence[tuple[str, str]], wording: Wording) -> str:
    """Some spans of one day, like *8:00 am to 12:00 pm and 1:00 pm to 5:00 pm*."""
    told = [
        wording.put("office_hours.through", first=_clock(start, wording), second=_clock(end, wording))
        for start, end in spans
    ]
    return _listed(told, wording)


def _clock(text: str, wording: Wording) -> str:
    return wording.put("office_hours.midnight") if text == "24:00" else wording.clock(time.fromisoformat(text))


def _listed(told: Sequence[str], wording: Wording) -> str:
    """Several in a row: with commas, and an *and* before the last."""
    *before, last = told
    if not before:
        return last
    return wording.put("office_hours.both", first=", ".join(before), second=last)
