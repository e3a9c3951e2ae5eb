"""Weeks and months: next week, the week of the 7th, this weekend, early December, end of the month."""

from __future__ import annotations

from dataclasses import replace

from nlu.entities.dates import NOT_MONTH_AFTER, date_at, month_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.named_days import Told, feast_at, nth_at
from nlu.entities.numbers import Count, ordinal
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.weekdays import weekday_at, weekday_day
from nlu.entities.when import CalendarDay, Day, FeastDay, Month, Week, WeekdayOf

_MONTH_BEFORE = frozenset(
    "in of on next this last until till by before after since early late mid end during from to through thru and or for - ,".split()
)
PARTS = (
    dict.fromkeys("early beginning start".split(), "first")
    | dict.fromkeys("mid middle".split(), "middle")
    | dict.fromkeys("late later end".split(), "last")
)
WEEKS = frozenset("week wk weekend wkend".split())
SHIFTS = {"this": 0, "next": 1, "nxt": 1, "following": 1, "coming": 1, "last": -1, "past": -1}


def stretch_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "next week", "this weekend", "end of the month", "the week of the 7th", "early next week"."""
    index, part = at, None
    if tokens[index].norm in PARTS:
        part, index = PARTS[tokens[index].norm], index + 1
        while norm_at(tokens, index) in ("part", "of", "on", "in", "-"):
            index += 1
    if norm_at(tokens, index) == "the":
        index += 1
    counted = _day_of_month(tokens, index, lexicon) if part is None else None
    if counted:
        return counted
    if part and norm_at(tokens, index) in ("week", "wk") and norm_at(tokens, index + 1) in ("next", "this", "nxt"):
        index += 1  # "mid week next week"
    named = _week_of(tokens, index, lexicon) or _this_or_next(tokens, index, part)
    if named:
        return Told(_with_part(named.day, part), named.end)
    month = month_named(tokens, index, lexicon) if part and index < len(tokens) else None
    return Told(Month(month.value, part=part), month.end) if month else None


def _with_part(day: Day, part: str | None) -> Day:
    return replace(day, part=part) if part and isinstance(day, (Week, Month)) else day


def _week_of(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "week of the 7th", "week after next", "the week before Christmas"."""
    unit = norm_at(tokens, at)
    if unit not in WEEKS:
        return _week_of_month(tokens, at, lexicon)
    word = norm_at(tokens, at + 1)
    if word == "after" and norm_at(tokens, at + 2) == "next":
        return Told(Week(2), at + 3)
    if word not in _WEEK_SHIFTS or at + 2 >= len(tokens):
        return None
    told = _plain_day(tokens, at + 2, lexicon)
    if told is None or not isinstance(told.day, (CalendarDay, WeekdayOf, FeastDay)):
        return None
    return Told(Week(_WEEK_SHIFTS[word], of=told.day, weekend=unit.endswith("end")), told.end)


_WEEK_SHIFTS = {"of": 0, "beginning": 0, "starting": 0, "after": 1, "before": -1}


def _week_of_month(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "first week of December", "last week in January"."""
    nth = ordinal(tokens, at, lexicon)
    unit = nth.end if nth else at + 1
    if norm_at(tokens, unit) not in ("week", "wk"):
        return None
    which = 5 if norm_at(tokens, at) == "last" else nth.value if nth else 0
    begin = unit + 2 if norm_at(tokens, unit + 1) in ("of", "in") else unit + 1
    month = month_named(tokens, begin, lexicon) if which and begin < len(tokens) else None
    return Told(Month(month.value, week=which), month.end) if month else None


def nth_weekday_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "the second Tuesday in December", "last Friday of the month", "first Monday of next month"."""
    begin = at + 1 if tokens[at].norm == "the" else at
    nth = ordinal(tokens, begin, lexicon) if begin < len(tokens) else None
    which, after = (-1, begin + 1) if norm_at(tokens, begin) == "last" else (nth.value, nth.end) if nth else (0, at)
    after += norm_at(tokens, after) in ("available", "open", "possible", "free")
    named = weekday_at(tokens, after, lexicon) if which and which <= _MOST_WEEKS else None
    if named is None or norm_at(tokens, named.end) not in ("of", "in"):
        return None
    index = named.end + 2 if norm_at(tokens, named.end + 1) == "the" else named.end + 1
    if norm_at(tokens, index) == "month" and index > named.end + 1:
        return Told(Month(weekday=named.value, nth=which), index + 1)
    shift = SHIFTS.get(norm_at(tokens, index))
    if shift is not None and norm_at(tokens, index + 1) == "month":
        return Told(Month(shift=shift, weekday=named.value, nth=which), index + 2)
    month = month_at(tokens, index, lexicon) if index < len(tokens) else None
    return Told(Month(month.value, weekday=named.value, nth=which), month.end) if month else None


_MOST_WEEKS = 5


def _day_of_month(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "third of next month", "15th of this month"."""
    nth = ordinal(tokens, at, lexicon) if at < len(tokens) else None
    if nth is None or not 1 <= nth.value <= 31 or norm_at(tokens, nth.end) not in ("of", "in"):
        return None
    shift = SHIFTS.get(norm_at(tokens, nth.end + 1))
    if shift is None or norm_at(tokens, nth.end + 2) != "month":
        return None
    return Told(Month(shift=shift, day=nth.value), nth.end + 3)


def _plain_day(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    found = date_at(tokens, at, lexicon)
    if found:
        return Told(found.day, found.end)
    return weekday_day(tokens, at, lexicon) or feast_at(tokens, at, lexicon) or nth_at(tokens, at, lexicon)


def _this_or_next(tokens: Tokens, at: int, part: str | None) -> Told | None:
    shift = SHIFTS.get(norm_at(tokens, at))
    unit = norm_at(tokens, at if shift is None else at + 1)
    end = at + 1 if shift is None else at + 2
    if shift is None and not (part or unit in ("weekend", "weekends")):
        return None
    if unit in ("week", "wk", "weeks") and norm_at(tokens, end) not in ("supply", "s"):
        return Told(Week(shift or 0), end)
    if unit in ("weekend", "weekends"):
        return Told(Week(shift or 0, weekend=True), end)
    return Told(Month(shift=shift or 0), end) if unit == "month" else None


def month_at_all(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read a month alone ("in December")."""
    month = month_named(tokens, at, lexicon)
    return Told(Month(month.value), month.end) if month else None


def month_named(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    """Read a month on its own ("in December"); words that are also verbs need a word before that asks for a month."""
    month = month_at(tokens, at, lexicon)
    if month is None:
        return None
    if tokens[at].norm in lexicon.plain_months:
        sure = norm_at(tokens, at - 1) in _MONTH_BEFORE and norm_at(tokens, month.end) not in NOT_MONTH_AFTER
        return month if sure else None
    return month
