"""Days told from today: tomorrow, next Thursday, in two weeks, the week of December 7, the 15th, after Thanksgiving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from nlu.entities.dates import Found, date_at, month_named
from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import Count, cardinal, ordinal
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import CalendarDay, Day, FeastDay, FromToday, Month, Week, WeekdayOf, Which

_WHICH = {
    "this": Which.THIS, "coming": Which.THIS, "upcoming": Which.THIS, "next": Which.NEXT, "nxt": Which.NEXT, "nex": Which.NEXT,
    "following": Which.NEXT, "last": Which.LAST, "past": Which.LAST, "previous": Which.LAST,
}  # fmt: skip
_BEFORE_WEEKDAY = frozenset("on this next every each or and , - / any by before after until till for thru through to between from of except not either last".split())
_BEFORE_NTH = frozenset("on the by after before until till between and or to from for of through thru - , past than in".split())
_AFTER_NTH = frozenset(
    """, . ! ? ; : - – ) and or to until till at in around between after before if please pls works work would is are was through thru morning mornings
    afternoon evening with for about from but preferably because so any anytime when works? instead thanks thank can could also i my""".split()
)
_UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7, "fortnight": 14}
_UNIT_MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}
_VAGUE = frozenset({"couple", "few", "several"})
_PARTS = {"early": "first", "beginning": "first", "start": "first", "mid": "middle", "middle": "middle", "late": "last", "later": "last", "end": "last"}


class Told(NamedTuple):
    """A day or stretch of days that was read, and the place after it."""

    day: Day
    end: int


def day_at(tokens: Tokens, at: int, lexicon: Lexicon, *, loose: bool = False) -> Told | None:
    """Read a day, week or month that begins at `at`."""
    for reader in _READERS:
        told = reader(tokens, at, lexicon)
        if told:
            return told
    found = date_at(tokens, at, lexicon, loose=loose)
    if found:
        return Told(found.day, found.end)
    return _nth(tokens, at, lexicon) or _month(tokens, at, lexicon)


# --- weekdays ----------------------------------------------------------------------------------------------


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
    return Count(value, at + 2 if len(word) <= 5 and norm_at(tokens, at + 1) == "." and at + 2 < len(tokens) else at + 1)


def _meant_as_weekday(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    before, after = norm_at(tokens, at - 1), norm_at(tokens, at + 1)
    return (
        before in _BEFORE_WEEKDAY
        or after in lexicon.day_parts
        or after in ("at", "@", "or", "after", "before", "-", "/", "between", "")
        or (at + 1 < len(tokens) and tokens[at + 1].is_number)
        or len(tokens) <= 2
    )


def _weekday(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    which, begin = _pointed(tokens, at)
    named = weekday_at(tokens, begin, lexicon)
    if named is None:
        return None
    plural = tokens[begin].norm.endswith("days") and which is Which.PLAIN
    told = WeekdayOf(named.value, which, plural=plural or norm_at(tokens, at - 1) in ("every", "each", "any"))
    dated = _date_beside(tokens, named, lexicon)
    if dated:
        return Told(replace(dated.day, weekday=named.value), dated.end)
    return _week_beside(tokens, named.end, told, lexicon)


def _pointed(tokens: Tokens, at: int) -> tuple[Which, int]:
    """Read this, next, this coming, the following, next week's … before a weekday."""
    which, index = Which.PLAIN, at
    if norm_at(tokens, index) == "the" and norm_at(tokens, index + 1) in ("following", "coming", "next"):
        index += 1
    while index < at + 3 and norm_at(tokens, index) in _WHICH:
        which, index = _WHICH[norm_at(tokens, index)], index + 1
    if which is not Which.PLAIN and norm_at(tokens, index) in ("week", "week's", "weeks"):
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
    if second == "week" and first in ("next", "this", "following"):
        return Told(replace(told, which=_WHICH[first]), begin + 2)
    if first == "after" and second == "next":
        return Told(replace(told, which=Which.NEXT, weeks=1), begin + 2)
    if norm_at(tokens, end) == "week":
        return Told(replace(told, weeks=told.weeks + 1), end + 1)
    return _beside_feast(tokens, end, told, lexicon)


def _beside_feast(tokens: Tokens, end: int, told: WeekdayOf, lexicon: Lexicon) -> Told:
    """Take in "(the Wednesday) after Thanksgiving", "(the Monday) before December 15"."""
    side = norm_at(tokens, end)
    if side not in ("after", "before") or end + 1 >= len(tokens):
        return Told(told, end)
    feast = _feast(tokens, end + 1, lexicon)
    found = date_at(tokens, end + 1, lexicon)
    day = feast.day if feast else found.day if found and found.day.month and found.day.day else None
    if not isinstance(day, (CalendarDay, FeastDay)):
        return Told(told, end)
    after = feast.end if feast else found.end if found else end
    return Told(replace(told, after=day) if side == "after" else replace(told, before=day), after)


# --- counted from today ------------------------------------------------------------------------------------


def _from_today(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    word = tokens[at].norm
    if word == "the" and norm_at(tokens, at + 1) == "day":
        at, word = at + 1, "day"
    if word == "day" and norm_at(tokens, at + 1) in ("after", "before"):
        return _day_beside(tokens, at + 2, 1 if norm_at(tokens, at + 1) == "after" else -1, lexicon)
    days = relative_word(tokens, at, lexicon)
    compared = norm_at(tokens, at - 1) == "as" and any(norm_at(tokens, at - back) == "same" for back in (2, 3, 4))
    return None if days is None or compared else Told(FromToday(days), at + 1)


def relative_word(tokens: Tokens, at: int, lexicon: Lexicon) -> int | None:
    """Read today, tomorrow or yesterday, misspelt too, as a number of days."""
    word = norm_at(tokens, at)
    days = lexicon.relative_days.get(word)
    if days is None and len(word) >= 7 and not lexicon.is_ordinary(word):
        near = lexicon.day_spelling.near(word, 1)
        days = lexicon.relative_days.get(near.words[0]) if near else None
    if word in ("tonight", "tonite"):
        days = 0
    return days


def _day_beside(tokens: Tokens, at: int, shift: int, lexicon: Lexicon) -> Told | None:
    days = relative_word(tokens, at, lexicon)
    if days is not None:
        return Told(FromToday(days + shift), at + 1)
    feast = _feast(tokens, at, lexicon) if at < len(tokens) else None
    return Told(replace(feast.day, shift=shift), feast.end) if feast and isinstance(feast.day, FeastDay) else None


def _counted(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "in 3 days", "two weeks from Tuesday", "a week from today", "5 days ago"."""
    led = tokens[at].norm == "in"
    begin = at + 1 if led else at
    if norm_at(tokens, begin) in ("about", "like", "another"):
        begin += 1
    count = Count(1, begin + 1) if norm_at(tokens, begin) in ("a", "an", "one") else cardinal(tokens, begin, lexicon) if begin < len(tokens) else None
    if count is None or count.value > 400:
        return None
    unit = norm_at(tokens, count.end).rstrip("'")
    days, months = _UNIT_DAYS.get(unit, 0) * count.value, _UNIT_MONTHS.get(unit, 0) * count.value
    if not days and not months:
        return None
    return _from_where(tokens, count.end + 1, days, months, led, lexicon)


def _from_where(tokens: Tokens, at: int, days: int, months: int, led: bool, lexicon: Lexicon) -> Told | None:
    link = norm_at(tokens, at)
    if link in ("ago", "back"):
        return Told(FromToday(-days, -months), at + 1)
    if link in ("from", "after") and at + 1 < len(tokens):
        if norm_at(tokens, at + 1) == "now":
            return Told(FromToday(days, months), at + 2)
        later = relative_word(tokens, at + 1, lexicon)
        if later is not None:
            return Told(FromToday(days + later, months), at + 2)
        named = _weekday(tokens, at + 1, lexicon)
        if named and isinstance(named.day, WeekdayOf) and days % 7 == 0:
            return Told(replace(named.day, weeks=named.day.weeks + days // 7), named.end)
    bare = led and link not in ("of", "supply")
    return Told(FromToday(days, months), at) if bare else None


# --- weeks, months, feasts, the 15th -----------------------------------------------------------------------


def _stretch(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "next week", "this weekend", "end of the month", "the week of the 7th", "early next week"."""
    index, part = at, None
    if tokens[index].norm in _PARTS:
        part, index = _PARTS[tokens[index].norm], index + 1
        while norm_at(tokens, index) in ("part", "of", "on", "in", "-"):
            index += 1
    if norm_at(tokens, index) == "the":
        index += 1
    named = _week_of(tokens, index, lexicon) or _this_or_next(tokens, index, part)
    if named:
        return Told(_with_part(named.day, part), named.end)
    month = month_named(tokens, index, lexicon) if part and index < len(tokens) else None
    return Told(Month(month.value, part=part), month.end) if month else None


def _with_part(day: Day, part: str | None) -> Day:
    return replace(day, part=part) if part and isinstance(day, (Week, Month)) else day


def _week_of(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    if norm_at(tokens, at) != "week":
        nth = ordinal(tokens, at, lexicon) if norm_at(tokens, at + 1) == "week" or norm_at(tokens, at) == "last" else None
        which = 5 if norm_at(tokens, at) == "last" and norm_at(tokens, at + 2) in ("of", "in") else nth.value if nth else 0
        begin = at + 3 if norm_at(tokens, at + 2) in ("of", "in") else at + 2
        month = month_named(tokens, begin, lexicon) if which and norm_at(tokens, at + 1) == "week" and begin < len(tokens) else None
        return Told(Month(month.value, week=which), month.end) if month else None
    if norm_at(tokens, at + 1) == "after" and norm_at(tokens, at + 2) == "next":
        return Told(Week(2), at + 3)
    if norm_at(tokens, at + 1) not in ("of", "beginning", "starting", "after") or at + 2 >= len(tokens):
        return None
    told = _plain_day(tokens, at + 2, lexicon)
    if told is None or not isinstance(told.day, (CalendarDay, WeekdayOf, FeastDay)):
        return None
    return Told(Week(1 if norm_at(tokens, at + 1) == "after" else 0, of=told.day), told.end)


def _plain_day(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    found = date_at(tokens, at, lexicon)
    if found:
        return Told(found.day, found.end)
    return _weekday(tokens, at, lexicon) or _feast(tokens, at, lexicon) or _nth(tokens, at, lexicon)


def _this_or_next(tokens: Tokens, at: int, part: str | None) -> Told | None:
    shift = {"this": 0, "next": 1, "nxt": 1, "following": 1, "coming": 1, "last": -1, "past": -1}.get(norm_at(tokens, at))
    unit = norm_at(tokens, at if shift is None else at + 1)
    end = at + 1 if shift is None else at + 2
    if shift is None and not (part or unit in ("weekend", "weekends")):
        return None
    if unit in ("week", "wk", "weeks") and norm_at(tokens, end) not in ("supply", "s"):
        return Told(Week(shift or 0), end)
    if unit in ("weekend", "weekends"):
        return Told(Week(shift or 0, weekend=True), end)
    return Told(Month(shift=shift or 0), end) if unit == "month" else None


def _feast(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    match = lexicon.feasts.match(tokens, at)
    if match is None:
        return None
    feast = match.meaning
    return Told(FeastDay(feast.month, feast.day, feast.weekday, feast.which), match.end)


def _nth(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    """Read "the 15th", where nothing that is counted follows."""
    begin = at + 1 if tokens[at].norm == "the" else at
    nth = ordinal(tokens, begin, lexicon) if begin < len(tokens) else None
    if nth is None or not 1 <= nth.value <= 31:
        return None
    after = norm_at(tokens, nth.end)
    if after and after not in _AFTER_NTH:
        return None
    before = norm_at(tokens, at - 1)
    led = before in _BEFORE_NTH if tokens[begin].is_number else (begin > at and before in _BEFORE_NTH)
    alone = tokens[begin].is_number and (at == 0 or begin > at)
    return Told(CalendarDay(day=nth.value), nth.end) if led or alone else None


def _month(tokens: Tokens, at: int, lexicon: Lexicon) -> Told | None:
    month = month_named(tokens, at, lexicon)
    return Told(Month(month.value), month.end) if month else None


_READERS: tuple[Callable[[Tokens, int, Lexicon], Told | None], ...] = (_weekday, _from_today, _counted, _stretch, _feast)
