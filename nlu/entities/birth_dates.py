"""Births told in other ways than by the name of a month: "the 22 of the 4 of 1961", "Christmas day 1944"."""

from __future__ import annotations

from nlu.entities.dates import Found
from nlu.entities.feast_days import day_in
from nlu.entities.lexicon import Lexicon
from nlu.entities.named_days import feast_at
from nlu.entities.numbers import Count, below_hundred, ordinal, year
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay, FeastDay


def birth_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Found | None:
    """Read a whole date of birth at `at` where birth is being spoken of."""
    return _day_of_the_month(tokens, at, lexicon) or _feast_and_year(tokens, at, lexicon)


def _day_of_the_month(tokens: Tokens, at: int, lexicon: Lexicon) -> Found | None:
    """Read "the first of the first, seventy", "22 of the 4 of 1961": the day goes first, and the year must follow."""
    day = _which(tokens, _past(tokens, at, ("the", "day")), lexicon, 31)
    if day is None or norm_at(tokens, day.end) not in ("of", "day"):
        return None
    begin = _past(tokens, day.end, ("day", "of", "the", "month"))
    month = _which(tokens, begin, lexicon, 12)
    told = (
        year(tokens, _past(tokens, month.end, ("month", "of", "in", ",", ".", "the", "year", "-")), lexicon)
        if month
        else None
    )
    if month is None or told is None:
        return None
    return Found(CalendarDay(day.value, month.value, told.value, told.short), told.end)


def _which(tokens: Tokens, at: int, lexicon: Lexicon, most: int) -> Count | None:
    """Read a number of a day or month: 22, 22nd, twenty second."""
    count = ordinal(tokens, at, lexicon) if at < len(tokens) else None
    if count is None and at < len(tokens) and tokens[at].is_number and len(tokens[at].norm) <= 2:
        count = Count(int(tokens[at].norm), at + 1)
    count = count or below_hundred(tokens, at, lexicon)
    return count if count and 1 <= count.value <= most else None


def _past(tokens: Tokens, at: int, words: tuple[str, ...]) -> int:
    """Step over each of these words once at most, in their order."""
    for word in words:
        at += norm_at(tokens, at) == word
    return at


def _feast_and_year(tokens: Tokens, at: int, lexicon: Lexicon) -> Found | None:
    """Read "Christmas day 1944", "Valentine's day of '50", "1944, Christmas eve"."""
    led = year(tokens, at, lexicon) if tokens[at].is_number else None
    begin = _past(tokens, led.end, (",", "on")) if led and not led.short else at
    feast = feast_at(tokens, begin, lexicon) if begin < len(tokens) else None
    if feast is None or not isinstance(feast.day, FeastDay):
        return None
    if begin > at:
        told, end = led, feast.end
    else:
        told = year(tokens, _past(tokens, feast.end, (",", "of", "in")), lexicon)
        end = told.end if told else feast.end
    if told is None or (told.short and feast.day.day is None):
        return None
    when = day_in(feast.day, told.value + 2000 if told.short else told.value)
    return Found(CalendarDay(when.day, when.month, told.value, told.short), end) if when else None
