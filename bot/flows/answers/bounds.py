"""What the words around a day or hour make of it: after, before, by, from, or later, next Tuesday or Wednesday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.flows.answers.hours import Hours, between, time_of
from bot.flows.answers.resolve import Dates, resolve
from nlu.entities import Mention, Scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import Clock, Day, Month, Week, WeekdayOf, Which

_AFTER = frozenset({"after", "past", "following"})
_FROM = frozenset({"from", "starting", "beginning", "since"})
_UNTIL = frozenset({"before", "by", "until", "till", "til", "prior"})
_SKIPPED = frozenset("the on about around like than to in of a maybe say roughly".split())
_OR_LATER = frozenset({("or", "later"), ("or", "after"), ("and", "after"), ("and", "later"), ("and", "on")})
_OR_BEFORE = frozenset({("or", "earlier"), ("or", "before")})
_FINE = frozenset("fine ok okay good works work too fits alright possible".split())
_JOINING = frozenset({"or", "and", ",", "/", "-", "to", "through"})


def dates_of(reading: Scan, mention: Mention, paired: Mention | None, today: date) -> Dates:
    """Return the dates a mention stands for; `paired` is the other end of a range."""
    first = resolve(_with_last(_pointed(reading, mention), paired), today)
    if paired is not None:
        last = resolve(paired.value, today)
        if first.first is None or last.last is None:
            return Dates(doubt=first.doubt or last.doubt or "ambiguous")
        wraps = last.last < first.first and isinstance(paired.value, WeekdayOf)
        end = last.last + timedelta(days=7) if wraps else last.last
        return Dates(first.first, end, first.doubt or last.doubt) if end >= first.first else Dates(doubt="ambiguous")
    return _bounded(reading, mention, _whole_month(reading, mention, first))


def _whole_month(reading: Scan, mention: Mention, told: Dates) -> Dates:
    """A month is a stretch of days where any day of it will do; a month alone leaves the day open."""
    if told.doubt != "incomplete" or not isinstance(mention.value, Month) or mention.value.part is not None:
        return told
    before = {token.norm for token in reading.tokens[max(0, mention.first - 4) : mention.first]}
    words = [token.norm for token in reading.tokens]
    whole = any(pair in _WHOLE_MONTH for pair in pairwise(words))
    return replace(told, doubt=None) if whole or before & _ANY_OF else told


_ANY_OF = frozenset("sometime anytime any whenever all whole entire throughout during".split())
_WHOLE_MONTH = frozenset(
    {("whole", "month"), ("all", "month"), ("entire", "month"), ("month", "long"), ("month", "is")}
)


def _with_last(day: Day, paired: Mention | None) -> Day:
    """Let the first weekday share the "next week" that was said after the second ("Monday through Wednesday next week")."""
    last = paired.value if paired else None
    plain = isinstance(day, WeekdayOf) and day.which is Which.PLAIN and not day.plural
    return (
        replace(day, which=Which.NEXT)
        if plain and isinstance(day, WeekdayOf) and last and _is_next_weekday(last)
        else day
    )


def _pointed(reading: Scan, mention: Mention) -> Day:
    """Let a bare weekday share the "next" or "next week" of the one before it ("next Tuesday or Wednesday")."""
    day: Day = mention.value
    if not (isinstance(day, WeekdayOf) and day.which is Which.PLAIN and not day.plural):
        return day
    for other in reversed(reading.of("date")):
        between_them = [token.norm for token in reading.tokens[other.end : mention.first]]
        if _is_next_weekday(other.value) and other.end <= mention.first and len(between_them) <= 2:
            return replace(day, which=Which.NEXT) if all(word in _JOINING for word in between_them) else day
        if _is_next_week(other.value) and abs(mention.first - other.end) <= 4:
            return replace(day, which=Which.NEXT)
    return day


def _is_next_weekday(day: Day) -> bool:
    return isinstance(day, WeekdayOf) and day.which is Which.NEXT


def _is_next_week(day: Day) -> bool:
    return isinstance(day, Week) and day.of is None and not day.weekend and day.shift == 1


def _bounded(reading: Scan, mention: Mention, told: Dates) -> Dates:
    """Read "after the 3rd", "by Friday", "from Monday on", "the 3rd or later"."""
    if told.first is None or told.last is None:
        return told
    word, negated = _lead(reading, mention.first)
    outer = _outermost(reading, mention.first)
    if outer:
        return Dates(told.first, None) if outer == "earliest" else Dates(None, told.last)
    if word in _AFTER and not negated:
        return Dates(told.last + timedelta(days=1), None)
    if word in _FROM or (word == "before" and negated) or _onward(reading, mention):
        return Dates(told.first, None)
    if word in ("and", "until", "till", "to", "through") and norm_at(reading.tokens, mention.first - 2) == "now":
        return Dates(None, told.last)
    if word in ("before", "prior") and not negated:
        return Dates(None, told.first - timedelta(days=1))
    if word in _UNTIL or (word in _AFTER and negated):
        return Dates(None, told.last)
    return told


def _after(reading: Scan, mention: Mention) -> tuple[str, str]:
    return norm_at(reading.tokens, mention.end), norm_at(reading.tokens, mention.end + 1)


def _onward(reading: Scan, mention: Mention) -> bool:
    """Whether "or later", "onwards" and the like follow."""
    after = _after(reading, mention)
    return after in _OR_LATER or after[0] in ("onward", "onwards") or _later_is_fine(reading, mention.end)


def _later_is_fine(reading: Scan, at: int) -> bool:
    """Whether "later is fine", "after works too" follows, or an "or later" behind a comma."""
    index = at
    while norm_at(reading.tokens, index) in (",", "-", "and", ".", "but", "or"):
        index += 1
    if index - at > 2 or norm_at(reading.tokens, index) not in ("later", "after"):
        return False
    following = norm_at(reading.tokens, index + 1)
    fits = norm_at(reading.tokens, index + 2) if following in ("is", "would", "will", "be", "are") else following
    return fits in _FINE


def _outermost(reading: Scan, first: int) -> str:
    """Return "earliest" or "latest" where "the earliest I can do is" leads to what begins at `first`, else an empty text."""
    tokens = reading.tokens
    if norm_at(tokens, first - 1) not in ("is", ":", "be", "at", "on") or first < 2:
        return ""
    for index in range(first - 2, max(-1, first - 9), -1):
        word = tokens[index].norm
        if word in ("earliest", "latest"):
            told = first - 1 - index == 1 or any(t.norm in ("is", ":", "be") for t in tokens[index:first])
            asked = norm_at(tokens, index - 1) in ("is", "what's", "whats") or norm_at(tokens, index - 2) in (
                "is",
                "what's",
                "whats",
            )
            return word if told and not asked else ""
        if word in (".", "?", "!", ";", ","):
            return ""
    return ""


def _lead(reading: Scan, first: int) -> tuple[str, bool]:
    """Return the word that bounds what follows, and whether it is turned round ("not before", "no later than")."""
    index = first - 1
    while index >= 0 and first - index <= 4 and norm_at(reading.tokens, index) in _SKIPPED:
        index -= 1
    word = norm_at(reading.tokens, index)
    if word == "by" and norm_at(reading.tokens, index - 1) in ("come", "coming", "stop", "drop", "swing"):
        return "", False
    if word in ("later", "earlier", "sooner") and norm_at(reading.tokens, index + 1) == "than":
        word = "after" if word == "later" else "before"
    if word == "4" and norm_at(reading.tokens, index - 1) == "b":
        word, index = "before", index - 1
    negated = norm_at(reading.tokens, index - 1) in ("not", "no", "nothing", "n't")
    return word, negated


def hours_of(reading: Scan, mention: Mention, paired: Mention | None, all_of: list[Mention]) -> Hours:
    """Return the hours a mention stands for; `all_of` may hold the part of the day that settles am or pm."""
    part = _part_beside(mention, all_of)
    clock: Clock = mention.value
    if paired is not None:
        since, until = between(clock, paired.value, part)
        clear = since is not None and until is not None and since <= until
        return Hours(since=since, until=until) if clear else Hours(doubt="ambiguous")
    at = time_of(clock, part)
    if at is None:
        return Hours(doubt="ambiguous")
    beyond = bound_behind(reading, mention)
    if beyond:
        return Hours(since=at) if beyond == "after" else Hours(until=at)
    word, negated = _lead(reading, mention.first)
    outer = _outermost(reading, mention.first)
    if outer:
        return Hours(since=at) if outer == "earliest" else Hours(until=at)
    if (word in _AFTER or word in _FROM) and not negated or (word == "before" and negated):
        return Hours(since=at)
    if _onward(reading, mention):
        return Hours(since=at)
    if word in _UNTIL or (word in _AFTER and negated) or _after(reading, mention) in _OR_BEFORE:
        return Hours(until=at)
    return Hours(at=at)


def bound_behind(reading: Scan, mention: Mention) -> str:
    """Return "before" or "after" where an hour bounds what is said behind it ("pick up is at 2:50 so before that")."""
    words = [norm_at(reading.tokens, mention.end + step) for step in range(_BEHIND)]
    for word, following in pairwise(words):
        if word in ("before", "after") and following in ("that", "then"):
            return word
    return ""


_BEHIND = 7


def _part_beside(mention: Mention, all_of: list[Mention]) -> str | None:
    """Return the part of the day said close by ("tomorrow evening at 7")."""
    parts = [m for m in all_of if m.kind == "day_part"]
    close = [m for m in parts if 0 <= m.first - mention.end <= 2 or 0 <= mention.first - m.end <= 2]
    return close[0].value.name if close else None
