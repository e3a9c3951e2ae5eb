"""Dates told by number or by the name of a month: 12/7/2026, Dec 7th, the fourth of July, nineteen eighty."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import Count, Year, below_hundred, ordinal, year
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay

_SEPARATORS = frozenset("/-.")
# A fraction of a tablet, a strength, or "all week long" is no date.
_NOT_DATE_AFTER = frozenset(
    "tablet tablets tab tabs pill pills mg mcg ml cup teaspoon tsp hour hours percent % scale stars days day month months weeks years".split()
)
NOT_MONTH_AFTER = frozenset("i we you he she they it be not have also please want need".split())


class Found(NamedTuple):
    """A date that was read, and the place after it."""

    day: CalendarDay
    end: int


def date_at(tokens: Tokens, at: int, lexicon: Lexicon, *, loose: bool = False) -> Found | None:
    """Read a date that begins at `at`.

    `loose` is for an answer about a date: digits alone (08121979), spaces between (8 12 79) and numbers in words count.
    """
    if tokens[at].is_number:
        if tokens[at].norm == "4" and tokens[at].glued and norm_at(tokens, at - 1) == "b":
            return None  # "b4 dec 1"
        found = _numeric(tokens, at, loose) or (_digits_only(tokens, at) if loose else None)
        if found:
            return found
    found = (
        _month_first(tokens, at, lexicon, loose)
        or _day_first(tokens, at, lexicon, loose)
        or _year_first(tokens, at, lexicon)
    )
    if found or not loose:
        return found
    return _spoken_numeric(tokens, at, lexicon)


# --- figures only ------------------------------------------------------------------------------------------


def _numeric(tokens: Tokens, at: int, loose: bool) -> Found | None:
    parts, end, mark = _figure_parts(tokens, at, loose)
    if len(parts) == 3:
        day = numeric_day(parts)
        return Found(day, end) if day and not _continues(tokens, end, mark) else None
    separated = mark == "/" or (loose and mark == "-")
    if (
        len(parts) == 2
        and separated
        and norm_at(tokens, end) not in _NOT_DATE_AFTER
        and not _is_ratio(tokens, at, parts)
    ):
        day = _month_and_day(int(parts[0]), int(parts[1]))
        return Found(day, end) if day else None
    return None


def _figure_parts(tokens: Tokens, at: int, loose: bool) -> tuple[list[str], int, str]:
    """Collect up to three numbers with one kind of mark between them."""
    parts, end, mark = [tokens[at].norm], at + 1, ""
    while len(parts) < 3 and end < len(tokens):
        sign = tokens[end].norm if tokens[end].norm in _SEPARATORS else " " if loose and tokens[end].is_number else ""
        after = end if sign == " " else end + 1
        if not sign or (mark and sign != mark) or after >= len(tokens) or not tokens[after].is_number:
            break
        parts, end, mark = [*parts, tokens[after].norm], after + 1, sign
    return parts, end, mark


def _continues(tokens: Tokens, end: int, mark: str) -> bool:
    """Whether more figures follow with the same mark, as in a phone number or a version."""
    return (
        mark in _SEPARATORS
        and norm_at(tokens, end) == mark
        and end + 1 < len(tokens)
        and tokens[end].glued
        and tokens[end + 1].glued
        and tokens[end + 1].is_number
    )


def _is_ratio(tokens: Tokens, at: int, parts: list[str]) -> bool:
    """24/7 is all the time, 1/2 before a unit a half, 120/80 a pressure, $3/4 a price."""
    return (
        parts == ["24", "7"]
        or norm_at(tokens, at - 1) in ("$", "#", "over", "score", "was")
        or len(parts[0]) > 2
        or len(parts[1]) > 2
    )


def numeric_day(parts: list[str]) -> CalendarDay | None:
    """Read three figures as a date: year first when it has four digits, else month first, day first where only that works."""
    if any(len(part) > 4 for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return (
            CalendarDay(day=third, month=second, year=first) if second <= 12 and 1 <= third <= 31 and second else None
        )
    if len(parts[0]) > 2 or len(parts[1]) > 2 or len(parts[2]) == 3:
        return None
    day = _month_and_day(first, second)
    return replace(day, year=third, short=len(parts[2]) <= 2) if day and len(parts[2]) != 1 else None


def _month_and_day(first: int, second: int) -> CalendarDay | None:
    if 1 <= first <= 12 and 1 <= second <= 31:
        return CalendarDay(day=second, month=first)
    if 12 < first <= 31 and 1 <= second <= 12:
        return CalendarDay(day=first, month=second, swapped=True)
    return None


def _digits_only(tokens: Tokens, at: int) -> Found | None:
    """Read 08121979, 081279 or 19790812."""
    digits = tokens[at].norm
    if len(digits) == 4 and len(norm_at(tokens, at + 1)) == 4 and tokens[at + 1].is_number:
        split = numeric_day([digits[:2], digits[2:], tokens[at + 1].norm])  # "0812 1979"
        return Found(split, at + 2) if split else None
    if len(digits) == 8:
        if (
            digits[:2] in ("19", "20")
            and 1 <= int(digits[4:6]) <= 12
            and int(digits[6:]) <= 31
            and not 1 <= int(digits[:2]) <= 12
        ):
            parts = [digits[:4], digits[4:6], digits[6:]]
        else:
            parts = [digits[:2], digits[2:4], digits[4:]]
    elif len(digits) == 6:
        parts = [digits[:2], digits[2:4], digits[4:]]
    else:
        return None
    day = numeric_day(parts)
    return Found(day, at + 1) if day else None


def _spoken_numeric(tokens: Tokens, at: int, lexicon: Lexicon) -> Found | None:
    """Read "eight twelve seventy nine", "oh three oh four nineteen eighty five", "three slash four slash eighty"."""
    month = _spoken_part(tokens, at, lexicon)
    day = _spoken_part(tokens, _past_mark(tokens, month.end), lexicon) if month else None
    told = year(tokens, _past_mark(tokens, day.end), lexicon) if day else None
    if not (month and day and told):
        return None
    read = _month_and_day(month.value, day.value)
    return Found(replace(read, year=told.value, short=told.short), told.end) if read else None


def _past_mark(tokens: Tokens, at: int) -> int:
    return at + 1 if norm_at(tokens, at) in ("/", "-", ",", ".", "slash", "dash") else at


def _spoken_part(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    if norm_at(tokens, at) in ("oh", "o", "zero"):
        unit = below_hundred(tokens, at + 1, lexicon)
        return unit if unit and unit.value <= 9 else None
    if at < len(tokens) and tokens[at].is_number and len(tokens[at].norm) <= 2:
        return Count(int(tokens[at].norm), at + 1)
    count = ordinal(tokens, at, lexicon) or below_hundred(tokens, at, lexicon)
    return count if count and count.value <= 31 else None


# --- with the name of a month ------------------------------------------------------------------------------


def month_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    """Read the name of a month (misspelt too); the place after it is past its full stop."""
    word = tokens[at].bare if at < len(tokens) and tokens[at].is_word else ""
    value = lexicon.months.get(word)
    if value is None and len(word) >= 6 and not lexicon.is_ordinary(word):
        near = lexicon.day_spelling.near(word, 1)
        value = lexicon.months.get(near.words[0]) if near else None
    if value is None:
        return None
    stop = norm_at(tokens, at + 1) == "." and len(word) <= 4 and at + 2 < len(tokens)
    return Count(value, at + 2 if stop else at + 1)


def _day_number(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    if norm_at(tokens, at) == "the":
        at += 1
    count = ordinal(tokens, at, lexicon)
    if count is None and at < len(tokens) and tokens[at].is_number and len(tokens[at].norm) <= 2:
        count = Count(int(tokens[at].norm), at + 1)
    if count is None:
        count = below_hundred(tokens, at, lexicon)
    return count if count and 1 <= count.value <= 31 else None


def _year_after(tokens: Tokens, at: int, lexicon: Lexicon, loose: bool) -> Year | None:
    """Read the year after day and month; two digits count only after a comma, a mark or in an answer about a date."""
    marked = norm_at(tokens, at) in (",", "/", "-", ".", "of", "in", "'") and at + 1 < len(tokens)
    begin = at + 1 if marked and norm_at(tokens, at) != "'" else at
    if norm_at(tokens, begin) == "of":
        begin += 1
    told = year(tokens, begin, lexicon)
    if told is None or (told.short and _is_hour(tokens, told.end)):
        return None
    sure = not told.short or loose or norm_at(tokens, begin) == "'" or (marked and norm_at(tokens, at) in "/-")
    return told if sure else None


def _is_hour(tokens: Tokens, end: int) -> bool:
    return norm_at(tokens, end) in (":", "am", "pm", "a", "p", "o'clock", "mg", "tablets", "pills", "st", "th")


def _month_first(tokens: Tokens, at: int, lexicon: Lexicon, loose: bool) -> Found | None:
    month = month_at(tokens, at, lexicon)
    if month is None:
        return None
    begin = month.end + 1 if norm_at(tokens, month.end) in ("-", "/", ",") else month.end
    day = _day_number(tokens, begin, lexicon)
    if day and norm_at(tokens, day.end) != ":" and not _starts_year(tokens, begin, lexicon):
        stretch = not loose and begin == month.end and norm_at(tokens, day.end) == "-"
        told = _year_after(tokens, day.end, lexicon, loose)
        if told and told.short and stretch:
            told = None  # "dec 14-18" runs from one day to another
        return Found(
            CalendarDay(day.value, month.value, told.value if told else None, bool(told and told.short)),
            told.end if told else day.end,
        )
    told = _year_after(tokens, month.end, lexicon, loose=False)
    if told and not told.short:
        return Found(CalendarDay(month=month.value, year=told.value), told.end)
    return None


def _starts_year(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether words such as "nineteen eighty" begin here, which are a year and not the nineteenth."""
    told = year(tokens, at, lexicon)
    if told is None or told.short or tokens[at].is_number:
        return False
    after = year(tokens, told.end, lexicon)  # "march twenty nineteen eighty": the day, then the year
    return after is None


def _day_first(tokens: Tokens, at: int, lexicon: Lexicon, loose: bool) -> Found | None:
    if (
        tokens[at].is_word
        and norm_at(tokens, at) != "the"
        and norm_at(tokens, at) not in (*lexicon.ordinals, *lexicon.cardinals)
    ):
        return None
    day = _day_number(tokens, at, lexicon)
    if day is None:
        return None
    begin = day.end
    while begin < len(tokens) and norm_at(tokens, begin) in ("of", "-", "/", ".", "day"):
        begin += 1
        if begin - day.end > 2:
            return None
    month = month_at(tokens, begin, lexicon)
    if month and _ends_hours(tokens, at, day.end, month.end, lexicon):
        return None
    if month is None or (begin == day.end and _is_plain_word(tokens, begin, month.end, lexicon)):
        return None
    told = _year_after(tokens, month.end, lexicon, loose)
    return Found(
        CalendarDay(day.value, month.value, told.value if told else None, bool(told and told.short)),
        told.end if told else month.end,
    )


def _ends_hours(tokens: Tokens, at: int, day_end: int, month_end: int, lexicon: Lexicon) -> bool:
    """Whether the number is the last hour of a range before the real date ("between 2 and 4 dec 5th")."""
    bare = day_end == at + 1 and tokens[at].is_number and norm_at(tokens, at - 1) in ("and", "to", "-", "till", "until")
    after = _day_number(tokens, month_end, lexicon) if bare and month_end < len(tokens) else None
    return after is not None


def _year_first(tokens: Tokens, at: int, lexicon: Lexicon) -> Found | None:
    """Read "1937, January the 6th"."""
    told = year(tokens, at, lexicon)
    if told is None or told.short or not 1800 <= told.value <= 2199:
        return None
    begin = told.end + 1 if norm_at(tokens, told.end) in (",", "-", "/", ".") else told.end
    found = _month_first(tokens, begin, lexicon, loose=False) if begin < len(tokens) else None
    whole = found and found.day.day is not None and found.day.year is None
    return Found(replace(found.day, year=told.value), found.end) if found and whole else None


def _is_plain_word(tokens: Tokens, at: int, end: int, lexicon: Lexicon) -> bool:
    """Whether "may", "march" and the like are used as verbs here ("at 5 may I come")."""
    return tokens[at].norm in lexicon.plain_months and norm_at(tokens, end) in NOT_MONTH_AFTER
