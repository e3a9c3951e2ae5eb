"""Dates told by figures only, typed or said: 12/7/2026, 08121979, "eight twelve seventy nine", "zero six one eight nineteen fifty four"."""

from __future__ import annotations

from collections.abc import Iterator
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


class Found(NamedTuple):
    """A date that was read, and the place after it."""

    day: CalendarDay
    end: int


def typed_date(tokens: Tokens, at: int, loose: bool) -> Found | None:
    """Read figures with one kind of mark between them; `loose` lets spaces count and two figures with a hyphen."""
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


def digits_only(tokens: Tokens, at: int) -> Found | None:
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


# --- said aloud --------------------------------------------------------------------------------------------


def spoken_date(tokens: Tokens, at: int, lexicon: Lexicon) -> Found | None:
    """Read "eight twelve seventy nine", "zero six one eight nineteen fifty four", "three slash four slash eighty".

    Month and day are also told digit by digit; of several ways to divide the words the one that uses most of them counts.
    """
    if at < len(tokens) and norm_at(tokens, at) not in lexicon.cardinals and not _leads_spoken(tokens, at, lexicon):
        return None
    found: list[Found] = []
    for month in _parts(tokens, at, lexicon):
        for day in _parts(tokens, _past_mark(tokens, month.end), lexicon):
            read = _month_and_day(month.value, day.value)
            told = _spoken_year(tokens, _past_mark(tokens, day.end), lexicon) if read else None
            if read and told:
                found.append(Found(replace(read, year=told.value, short=told.short), told.end))
    longest = [one for one in found if one.end == max(other.end for other in found)]
    return longest[0] if longest else None


def _leads_spoken(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    return norm_at(tokens, at) in ("oh", "o") or tokens[at].is_number or tokens[at].norm in lexicon.ordinals


def _past_mark(tokens: Tokens, at: int) -> int:
    return at + 1 if norm_at(tokens, at) in ("/", "-", ",", ".", "slash", "dash") else at


def _parts(tokens: Tokens, at: int, lexicon: Lexicon) -> Iterator[Count]:
    """Each way to read a month or day at `at`: "twelve", "oh two", "one two"."""
    if norm_at(tokens, at) in ("oh", "o", "zero"):
        unit = below_hundred(tokens, at + 1, lexicon)
        if unit and 1 <= unit.value <= 9 and unit.end == at + 2:
            yield unit
        return
    if at < len(tokens) and tokens[at].is_number and len(tokens[at].norm) <= 2:
        yield Count(int(tokens[at].norm), at + 1)
        return
    count = ordinal(tokens, at, lexicon) or below_hundred(tokens, at, lexicon)
    if count and 1 <= count.value <= 31:
        yield count
        second = _digit(tokens, at + 1, lexicon)
        both = int(f"{count.value}{second}") if second and count.value <= 3 and count.end == at + 1 else 0
        if 10 <= both <= 31:
            yield Count(both, at + 2)


def _spoken_year(tokens: Tokens, at: int, lexicon: Lexicon) -> Year | None:
    """Read a year, also digit by digit: "one nine five four", "five four"."""
    digits = ""
    while len(digits) <= len("1954") and (unit := _digit(tokens, at + len(digits), lexicon)):
        digits += unit
    if len(digits) == len("1954") and digits[:2] in ("19", "20"):
        return Year(int(digits), False, at + len(digits))
    if len(digits) == len("54"):
        return Year(int(digits), True, at + len(digits))
    return year(tokens, at, lexicon)


def _digit(tokens: Tokens, at: int, lexicon: Lexicon) -> str:
    word = norm_at(tokens, at)
    value = 0 if word in ("oh", "o") else lexicon.cardinals.get(word, -1)
    return str(value) if 0 <= value <= 9 else ""
