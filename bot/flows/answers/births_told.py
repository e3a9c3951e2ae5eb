"""Births told in pieces or by an age: "feb 30 1961, I mean march 30", "9/12/1981 excuse me 1982", "I turn 60 today", "year 1951 month 6 day 4"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.flows.answers.resolve import on
from nlu.entities import Mention, Scan
from nlu.entities.taken_back import takes_back
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay, FromToday

_NEAR = 10  # pieces between a date and what is put right in it
_OLDEST = 115


def put_right(reading: Scan, days: Sequence[Mention]) -> list[Mention]:
    """Return the dates with a part that was put right: the month and day said anew take the year over, a year said anew the day."""
    found: list[Mention] = []
    for mention in days:
        last = found[-1] if found else None
        day: CalendarDay = mention.value
        partial = day.year is None and last is not None and last.value.year is not None
        if partial and last and takes_back([t.norm for t in reading.tokens[last.end : mention.first]]):
            whole = replace(last.value, day=day.day, month=day.month or last.value.month, swapped=False)
            found[-1] = replace(mention, kind="dob" if last.kind == "dob" else mention.kind, value=whole)
        elif last and _said_anew(reading, last, mention):
            found[-1] = replace(mention, kind="dob")
        else:
            found.append(mention)
    taken = frozenset(at for mention in reading.mentions for at in range(mention.first, mention.end))
    return [_with_year(reading, mention, taken) for mention in found]


def _said_anew(reading: Scan, last: Mention, mention: Mention) -> bool:
    """Whether a whole birth date is put in the place of one that was just told ("birthday is 3/8/62, sorry 3/9/62")."""
    between = [token.norm for token in reading.tokens[last.end : mention.first]]
    return last.kind == "dob" != mention.kind and mention.value.year is not None and takes_back(between)


def _year_behind(reading: Scan, mention: Mention) -> Mention:
    """Read "born 7/22 in 1958", "July 22nd of the year 1958"."""
    at = mention.end
    while norm_at(reading.tokens, at) in ("in", "of", "the", "year", ",") and at - mention.end < _MOST_LINKS:
        at += 1
    word = norm_at(reading.tokens, at)
    if at == mention.end and norm_at(reading.tokens, mention.first - 1) in ("on", ","):
        at, word = 0, norm_at(reading.tokens, mention.first - 2)  # "born in 1990 on may 5th"
    year = at != mention.end and word.isdecimal() and len(word) == len("1982") and word[:2] in ("19", "20")
    return replace(mention, value=replace(mention.value, year=int(word))) if year else mention


_MOST_LINKS = 4


def _with_year(reading: Scan, mention: Mention, taken: frozenset[int]) -> Mention:
    """Read "9/12/1981, excuse me, 1982"."""
    if mention.kind == "dob" and mention.value.year is None and mention.value.day is not None:
        return _year_behind(reading, mention)
    for at in range(mention.end + 1, min(len(reading.tokens), mention.end + _NEAR)):
        word = norm_at(reading.tokens, at)
        short = len(word) == len("82") and mention.value.short
        year = word.isdecimal() and (short or (len(word) == len("1982") and word[:2] in ("19", "20")))
        alone = norm_at(reading.tokens, at + 1) not in ("/", "-") and norm_at(reading.tokens, at - 1) not in ("/", "-")
        if year and alone and at not in taken and takes_back([t.norm for t in reading.tokens[mention.end : at]]):
            return replace(mention, value=replace(mention.value, year=int(word), short=short))
    return mention


def born_by_age(reading: Scan, today: date) -> date | None:
    """Return the birth where an age is told that is reached on a day that is named: "I turn 60 today", "turned 70 yesterday"."""
    words = {token.norm for token in reading.tokens}
    when = _day_of_turning(reading, today, words) if words & _TURNING else None
    ages = [age for at in range(len(reading.tokens)) if (age := _age_at(reading, at, words))]
    if when is None:
        return None
    return on(when.year - ages[0], when.month, when.day) if len(set(ages)) == 1 else None


def _day_of_turning(reading: Scan, today: date, words: set[str]) -> date | None:
    """The day on which an age is or was reached: one near today, or the next ("turning 40 this january 12") or last of its name."""
    near = [m.value for m in reading.of("date") if isinstance(m.value, FromToday) and not m.value.months]
    if near:
        return today + timedelta(days=near[0].days) if len(near) == 1 and abs(near[0].days) <= _NEAR else None
    days = [m.value for m in reading.of("date", "dob") if isinstance(m.value, CalendarDay)]
    if len(days) != 1 or days[0].year is not None or not days[0].month or not days[0].day:
        return None
    same = on(today.year, days[0].month, days[0].day)
    past = "turned" in words
    if same and (same <= today if past else same >= today):
        return same
    return on(today.year + (-1 if past else 1), days[0].month, days[0].day)


_TURNING = frozenset("turn turns turned turning birthday bday b-day".split())


def _age_at(reading: Scan, at: int, words: set[str]) -> int:
    """The age told at `at` ("turn 60", "my 60th birthday"); "I am 60 today" counts where a birthday is spoken of; 0 where none is told."""
    token, before = reading.tokens[at], norm_at(reading.tokens, at - 1)
    if not token.is_number or not 1 <= int(token.norm[:4]) <= _OLDEST:
        return 0
    birthday = norm_at(reading.tokens, at + 1) in ("st", "nd", "rd", "th") and "birth" in norm_at(
        reading.tokens, at + 2
    )
    own = before in ("i'm", "im", "am", "he's", "she's", "is") and bool(words & {"birthday", "bday", "b-day"})
    return int(token.norm) if before in ("turn", "turns", "turned", "turning") or birthday or own else 0
