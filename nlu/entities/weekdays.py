"""Weekdays: next Thursday, Tuesday the 8th, Wednesday after Thanksgiving, wensday."""

from __future__ import annotations

from dataclasses import replace

from nlu.entities.dates import date_at
from nlu.entities.figure_dates import Found
from nlu.entities.lexicon import Lexicon
from nlu.entities.named_days import Told, feast_at
from nlu.entities.numbers import Count, ordinal
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay, FeastDay, WeekdayOf, Which

WHICH = (
    dict.fromkeys("this coming upcoming".split(), Which.THIS)
    | dict.fromkeys("next nxt nex following".split(), Which.NEXT)
    | dict.fromkeys("last past previous".split(), Which.LAST)
)
_BEFORE_WEEKDAY = frozenset(
    """on this next every each or and , - / any by before after until till for thru through to between from of except not
    either last""".split()
)


_NO_DAY_BEHIND = frozenset(
    "the a has have had he she i we they was were just who got get newly not".split()
)  # "who sat?"


def weekday_day(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read a weekday with what points at it and a date said beside it."""
    which, begin = _pointed(tokens, at)
    named = weekday_at(tokens, begin, lexicon)
    if named is None:
        return None
    plural = tokens[begin].norm.endswith("days") and which is Which.PLAIN
    told = WeekdayOf(named.value, which, plural=plural or norm_at(tokens, at - 1) in ("every", "each", "any", "a"))
    dated = (
        _date_beside(tokens, named, lexicon) if norm_at(tokens, at - 1) != "a" else None
    )  # "oh that's a Sunday, Dec 7"
    if dated:
        return Told(replace(dated.day, weekday=named.value), dated.end)
    return _week_beside(tokens, named.end, told, lexicon)


def weekday_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    """Read the name of a weekday, misspelt too; short ones that are also words need company."""
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    word = tokens[at].norm
    value = lexicon.weekdays.get(word, lexicon.weekdays.get(tokens[at].bare))
    if value is None:
        if len(word) < 6 or lexicon.is_ordinary(word):
            return None
        near = lexicon.day_spelling.near(word, 1)
        value = lexicon.weekdays.get(near.words[0]) if near else None
        return None if value is None else Count(value, at + 1)
    if word in lexicon.plain_weekdays and not _meant_as_weekday(tokens, at, lexicon):
        return None
    return Count(
        value, at + 2 if len(word) <= 5 and norm_at(tokens, at + 1) == "." and at + 2 < len(tokens) else at + 1
    )


def _meant_as_weekday(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    before, after = norm_at(tokens, at - 1), norm_at(tokens, at + 1)
    return (
        before in _BEFORE_WEEKDAY
        or after in lexicon.day_parts
        or after in lexicon.weekdays
        or after in ("thru", "through")
        or (after in ("to", "till", "-") and norm_at(tokens, at + 2) in lexicon.weekdays)
        or after in ("at", "@", "or", "after", "before", "-", "/", "between", "")
        or (at + 1 < len(tokens) and tokens[at + 1].is_number)
        or len(tokens) <= 2
        or (after == "?" and before not in _NO_DAY_BEHIND)
        or (after in (".", ",") and tokens[at].norm not in ("sat", "sun"))
    )


def _pointed(tokens: Tokens, at: int) -> tuple[Which, int]:
    """Read this, next, this coming, the following, next week's … before a weekday."""
    which, index = Which.PLAIN, at
    if norm_at(tokens, index) == "the" and norm_at(tokens, index + 1) in ("following", "coming", "next"):
        index += 1
    while index < at + 3 and norm_at(tokens, index) in WHICH:
        which, index = WHICH[norm_at(tokens, index)], index + 1
    if which is not Which.PLAIN and norm_at(tokens, index) in ("week", "wk", "week's", "weeks"):
        index += 1
        if norm_at(tokens, index) in ("on", "'", ","):
            index += 1
    return which, index


def _date_beside(tokens: Tokens, named: Count, lexicon: Lexicon) -> Found | None:
    """Read the date in "Tuesday, December 8", "tues 12/8", "Tuesday the 8th"."""
    begin = named.end + 1 if norm_at(tokens, named.end) in (",", "(", "-") else named.end
    if begin >= len(tokens):
        return None
    found = date_at(tokens, begin, lexicon)
    if found and found.day.day is not None:
        return found
    if norm_at(tokens, begin) != "the" and not tokens[begin].is_number:
        return None
    nth = ordinal(tokens, begin + 1 if norm_at(tokens, begin) == "the" else begin, lexicon)
    return Found(CalendarDay(day=nth.value), nth.end) if nth and 1 <= nth.value <= 31 else None


def _week_beside(tokens: Tokens, end: int, told: WeekdayOf, lexicon: Lexicon) -> Told:
    """Take in "(Tuesday) next week", "(Tuesday) after next", "(Tuesday) week"."""
    begin = end + 1 if norm_at(tokens, end) in ("of", ",", "the") else end
    first, second = norm_at(tokens, begin), norm_at(tokens, begin + 1)
    if second in ("week", "wk") and first in ("next", "this", "following"):
        return Told(replace(told, which=WHICH[first]), begin + 2)
    if first == "after" and second == "next":
        return Told(replace(told, which=Which.NEXT, weeks=1), begin + 2)
    if norm_at(tokens, end) == "week":  # counted from today where today is that weekday
        which = Which.THIS if told.which is Which.PLAIN else told.which
        return Told(replace(told, which=which, weeks=told.weeks + 1), end + 1)
    return _beside_feast(tokens, end, told, lexicon)


def _beside_feast(tokens: Tokens, end: int, told: WeekdayOf, lexicon: Lexicon) -> Told:
    """Take in "(the Wednesday) after Thanksgiving", "(the Monday) before December 15"."""
    side = norm_at(tokens, end)
    if side not in ("after", "before") or end + 1 >= len(tokens):
        return Told(told, end)
    feast = feast_at(tokens, end + 1, lexicon)
    found = date_at(tokens, end + 1, lexicon)
    day = feast.day if feast else found.day if found and found.day.month and found.day.day else None
    if not isinstance(day, (CalendarDay, FeastDay)):
        return Told(told, end)
    after = feast.end if feast else found.end if found else end
    return Told(replace(told, after=day) if side == "after" else replace(told, before=day), after)
