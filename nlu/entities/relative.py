"""Days told from today: tomorrow, in two weeks, a week from Tuesday; and whatever else names a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nlu.entities.dates import date_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.named_days import Told, feast_at, nth_at, relative_word
from nlu.entities.numbers import Count, cardinal
from nlu.entities.stretches import month_at_all, nth_weekday_at, stretch_at
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.weekdays import weekday_day
from nlu.entities.when import FeastDay, FromToday, WeekdayOf, Which

_UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7, "fortnight": 14}
_UNIT_MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}


def day_at(tokens: Tokens, at: int, lexicon: Lexicon, *, loose: bool = False) -> Told | None:
    """Read a day, week or month that begins at `at`. `loose` is for an answer about a date."""
    for reader in _READERS:
        told = reader(tokens, at, lexicon)
        if told:
            return told
    found = date_at(tokens, at, lexicon, loose=loose)
    if found:
        return Told(found.day, found.end)
    return nth_at(tokens, at, lexicon) or month_at_all(tokens, at, lexicon)


def _from_today(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    word = tokens[at].norm
    if word == "the" and norm_at(tokens, at + 1) == "day":
        at, word = at + 1, "day"
    if word == "day" and norm_at(tokens, at + 1) in ("after", "before"):
        return _day_beside(tokens, at + 2, 1 if norm_at(tokens, at + 1) == "after" else -1, lexicon)
    days = relative_word(tokens, at, lexicon)
    compared = norm_at(tokens, at - 1) == "as" and any(norm_at(tokens, at - back) == "same" for back in (2, 3, 4))
    return None if days is None or compared else Told(FromToday(days), at + 1)


def _day_beside(tokens: Tokens, at: int, shift: int, lexicon: Lexicon) -> Told | None:
    days = relative_word(tokens, at, lexicon)
    if days is not None:
        return Told(FromToday(days + shift), at + 1)
    feast = feast_at(tokens, at, lexicon) if at < len(tokens) else None
    return Told(replace(feast.day, shift=shift), feast.end) if feast and isinstance(feast.day, FeastDay) else None


def _counted(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "in 3 days", "two weeks from Tuesday", "a week from today", "5 days ago"."""
    led = tokens[at].norm == "in"
    begin = at + 1 if led else at
    if norm_at(tokens, begin) in ("about", "like", "another"):
        begin += 1
    one = norm_at(tokens, begin) in ("a", "an", "one")
    count = Count(1, begin + 1) if one else cardinal(tokens, begin, lexicon)
    if count is None or count.value > 400:
        return None
    unit = norm_at(tokens, count.end).rstrip("'")
    length = FromToday(_UNIT_DAYS.get(unit, 0) * count.value, _UNIT_MONTHS.get(unit, 0) * count.value)
    if not length.days and not length.months:
        return None
    counted = _from_where(tokens, count.end + 1, length, lexicon)
    bare = led and norm_at(tokens, count.end + 1) not in ("of", "supply")
    return counted or (Told(length, count.end + 1) if bare else None)


def _from_where(tokens: Tokens, at: int, length: FromToday, lexicon: Lexicon) -> Told | None:
    """Read what a length of time is counted from: now, tomorrow, Tuesday, or back from today."""
    link = norm_at(tokens, at)
    if link in ("ago", "back"):
        return Told(FromToday(-length.days, -length.months), at + 1)
    if length.days == _A_WEEK and link not in ("from", "after"):
        return _a_week_on(tokens, at + 1 if link in ("on", "this", "come") else at, lexicon)
    if link not in ("from", "after") or at + 1 >= len(tokens):
        return None
    if norm_at(tokens, at + 1) == "now":
        return Told(length, at + 2)
    later = relative_word(tokens, at + 1, lexicon)
    if later is not None:
        return Told(FromToday(length.days + later, length.months), at + 2)
    named = weekday_day(tokens, at + 1, lexicon)
    if named and isinstance(named.day, WeekdayOf) and length.days % 7 == 0:
        return Told(replace(named.day, weeks=named.day.weeks + length.days // 7), named.end)
    return None


_A_WEEK = 7


def _a_week_on(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read the rest of "a week on Friday", "a week Friday"; "once a week on Friday" is a habit."""
    named = weekday_day(tokens, at, lexicon) if at < len(tokens) else None
    habit = any(word in _HABITS for word in (norm_at(tokens, at - back) for back in (3, 4, 5)))
    if named is None or habit or not isinstance(named.day, WeekdayOf) or named.day.plural:
        return None
    return Told(replace(named.day, which=Which.THIS, weeks=named.day.weeks + 1), named.end)


_HABITS = frozenset("once twice times days hours nights pills tablets per every each".split())

_READERS: tuple[Callable[[Tokens, int, Lexicon], Told | None], ...] = (
    nth_weekday_at,
    weekday_day,
    _from_today,
    _counted,
    stretch_at,
    feast_at,
)
