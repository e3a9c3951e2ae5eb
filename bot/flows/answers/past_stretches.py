"""Stretches of days that lie behind: of records, visits and bills, and in answers to "from which day", "until which day"."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.flows.answers.draft import Draft
from bot.flows.answers.resolve import on, resolve
from nlu.entities import Mention
from nlu.entities.clock import AND_LINKS, BETWEEN, RANGE_LINKS
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay, FromToday

_ENDS_ASKED = frozenset({"date_from", "date_to"})
_OF_THE_PAST = frozenset(
    """records record owe owed charged charges billed bills statement statements invoice invoices notes history chart recrods medical-records receipts
    receipt itemized""".split()
)
_TO_COME = ("flow.appointment", "flow.refill")
_YEAR_SHIFTS = {"this": 0, "last": -1, "past": -1}
_NOW = frozenset("now present date".split())
_FIRST_YEAR = 1900


def read_past_stretch(draft: Draft) -> bool:
    """Fill the first and last day where they are asked for or told of what lies behind; whether there was anything to fill."""
    asked = bool(draft.asked) and draft.asked <= _ENDS_ASKED
    words = {token.norm for token in draft.reading.tokens}
    told_of = not draft.asked and bool(words & _OF_THE_PAST) and not (draft.intent or "").startswith(_TO_COME)
    if not (asked or told_of):
        return False
    days = [m for m in draft.reading.of("date") if m.first not in draft.births and _is_day(m)][:2]
    if len(days) > 1 and not _linked(draft, days[0], days[1]):
        return False
    first, last = _ends(draft, days)
    if not days:
        first, last = _whole_years(draft, asked=asked)
        first, last = (first, last) if first or last or not asked else _month(draft)
    if len(days) == 1 and asked and first:
        first, last = (first, last) if "date_from" in draft.asked else (None, first)
    return _put(draft, first, last)


def _put(draft: Draft, first: date | None, last: date | None) -> bool:
    if first and last and first > last:
        return False
    words = draft.reading.text.strip()
    for slot, day in (("date_from", first), ("date_to", last)):
        if day:
            draft.put(slot, day.isoformat(), words)
    return bool(first or last)


def _is_day(mention: Mention) -> bool:
    day = mention.value
    return isinstance(day, FromToday) or (isinstance(day, CalendarDay) and None not in (day.day, day.month))


def _linked(draft: Draft, one: Mention, two: Mention) -> bool:
    """Whether two days are the ends of a stretch."""
    tokens = draft.reading.tokens
    between = [t.norm for t in tokens[one.end : two.first] if t.norm not in ("of", "this", "last", "year", "the", ",")]
    opened = bool({norm_at(tokens, one.first - back) for back in (1, 2)} & BETWEEN)
    return len(between) == 1 and (between[0] in RANGE_LINKS - AND_LINKS or (opened and between[0] in AND_LINKS))


def _ends(draft: Draft, days: list[Mention]) -> tuple[date | None, date | None]:
    """The days themselves; a year told of one is that of both."""
    told = [_dated(draft, mention) for mention in days]
    years = [day.year for day in told if isinstance(day, CalendarDay) and day.year is not None]
    found = []
    for day in told:
        known = replace(day, year=years[0]) if years and isinstance(day, CalendarDay) and day.year is None else day
        found.append(_resolved(draft, known, behind=not draft.asked))
    if len(found) == 1:
        return _alone(draft, days[0], found[0])
    return (found[0], found[1]) if len(found) == 2 and all(found) else (None, None)


def _alone(draft: Draft, mention: Mention, day: date | None) -> tuple[date | None, date | None]:
    """One day: the first of a stretch that lasts until now, or just the first where the first was asked for."""
    after = [norm_at(draft.reading.tokens, mention.end + step) for step in range(3)]
    until_now = after[0] in RANGE_LINKS and (after[1] in _NOW or (after[1] == "the" and after[2] == "present"))
    since = norm_at(draft.reading.tokens, mention.first - 1) == "since"
    if until_now:
        return day, draft.today
    return (day, None) if since or draft.asked else (None, None)


def _dated(draft: Draft, mention: Mention) -> CalendarDay | FromToday:
    """The day with the year that is told behind it ("june 15 of this year")."""
    day: CalendarDay | FromToday = mention.value
    begin = mention.end + (norm_at(draft.reading.tokens, mention.end) in ("of", ","))
    shift = _YEAR_SHIFTS.get(norm_at(draft.reading.tokens, begin))
    told = shift is not None and norm_at(draft.reading.tokens, begin + 1) == "year"
    known = isinstance(day, CalendarDay) and day.year is None and told
    return replace(day, year=draft.today.year + (shift or 0)) if known and isinstance(day, CalendarDay) else day


def _resolved(draft: Draft, day: CalendarDay | FromToday, *, behind: bool) -> date | None:
    """The date; without a year the last one gone by where the words tell of what lies `behind`."""
    if behind and isinstance(day, CalendarDay) and day.year is None and day.month and day.day:
        same = on(draft.today.year, day.month, day.day)
        return same if same and same <= draft.today else on(draft.today.year - 1, day.month, day.day)
    return resolve(day, draft.today).first


def _month(draft: Draft) -> tuple[date | None, date | None]:
    """Read "from march 2024", "until june 2025": the first or the last day of a month told with its year."""
    months = [m.value for m in draft.reading.of("date") if isinstance(m.value, CalendarDay) and m.value.day is None]
    if len(months) != 1 or not months[0].month or not months[0].year or months[0].short:
        return None, None
    year, month = months[0].year, months[0].month
    if "date_from" in draft.asked:
        return date(year, month, 1), None
    return None, date(year, month, monthrange(year, month)[1])


def _whole_years(draft: Draft, *, asked: bool) -> tuple[date | None, date | None]:
    """Read "the whole of 2025", "2019 to 2021", "2023 through now"; unasked only where a first and a last year are told."""
    tokens = draft.reading.tokens
    years = [
        (at, int(token.norm))
        for at, token in enumerate(tokens[:_MOST])
        if token.is_number and len(token.norm) == 4 and _FIRST_YEAR < int(token.norm) <= draft.today.year
    ]
    if len(years) == 2 and any(tokens[at].norm in RANGE_LINKS for at in range(years[0][0], years[1][0])):
        return date(years[0][1], 1, 1), min(date(years[1][1], 12, 31), draft.today)
    words = {token.norm for token in tokens}
    if len(years) != 1 or len(tokens) > _SHORT:
        return None, None
    at, year = years[0]
    if not asked and not (words & _WHOLE and norm_at(tokens, at - 1) == "of"):
        return None, None
    since = norm_at(tokens, at - 1) in ("since", "from") or any(
        b in _NOW for a, b in pairwise([t.norm for t in tokens])
    )
    if since and not words & _WHOLE:
        return date(year, 1, 1), None
    if words & _WHOLE or len(tokens) == 1:
        return date(year, 1, 1), min(date(year, 12, 31), draft.today)
    return None, None


_WHOLE = frozenset("whole all entire full everything year".split())
_MOST, _SHORT = 60, 10
