"""Dates told by number or by the name of a month: 12/7/2026, Dec 7th, the fourth of July, nineteen eighty."""

from __future__ import annotations

from dataclasses import replace

from nlu.entities.figure_dates import Found, digits_only, spoken_date, typed_date
from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import Count, Year, below_hundred, ordinal, year
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay

NOT_MONTH_AFTER = frozenset("i we you he she they it be not have also please want need".split())


def date_at(tokens: Tokens, at: int, lexicon: Lexicon, *, loose: bool = False) -> Found | None:
    """Read a date that begins at `at`.

    `loose` is for an answer about a date: digits alone (08121979), spaces between (8 12 79) and numbers in words count.
    """
    if tokens[at].is_number:
        if tokens[at].norm == "4" and tokens[at].glued and norm_at(tokens, at - 1) == "b":
            return None  # "b4 dec 1"
        found = typed_date(tokens, at, loose) or (digits_only(tokens, at) if loose else None)
        if found:
            return found
    found = (
        _month_first(tokens, at, lexicon, loose)
        or _day_first(tokens, at, lexicon, loose)
        or _year_first(tokens, at, lexicon)
    )
    if found or not loose:
        return found
    return spoken_date(tokens, at, lexicon)


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
        comma = 1 if norm_at(tokens, told.end) == "," else 0
        nth = ordinal(tokens, told.end + comma + 1, lexicon) if norm_at(tokens, told.end + comma) == "the" else None
        return Found(CalendarDay(nth.value if nth else None, month.value, told.value), nth.end if nth else told.end)
    return None


def _starts_year(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether words such as "nineteen eighty" begin here, which are a year and not the nineteenth."""
    told = year(tokens, at, lexicon)
    if told is None or told.short or tokens[at].is_number:
        return False
    after = year(tokens, told.end, lexicon)  # "march twenty nineteen eighty": the day, then the year
    return after is None


def _day_first(tokens: Tokens, at: int, lexicon: Lexicon, loose: bool) -> Found | None:
    word = tokens[at].norm
    if tokens[at].is_word and word != "the" and word not in lexicon.ordinals and word not in lexicon.cardinals:
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
    found = found or (_day_first(tokens, begin, lexicon, loose=False) if begin < len(tokens) else None)
    whole = found and found.day.day is not None and found.day.year is None
    return Found(replace(found.day, year=told.value), found.end) if found and whole else None


def _is_plain_word(tokens: Tokens, at: int, end: int, lexicon: Lexicon) -> bool:
    """Whether "may", "march" and the like are used as verbs here ("at 5 may I come")."""
    return tokens[at].norm in lexicon.plain_months and norm_at(tokens, end) in NOT_MONTH_AFTER
