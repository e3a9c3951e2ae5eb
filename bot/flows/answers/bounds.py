"""What the words around a day or hour make of it: after, before, by, from, or later, next Tuesday or Wednesday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.flows.answers.hours import Hours, between, time_of
from bot.flows.answers.resolve import Dates, resolve
from nlu.entities import Mention, Scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay, Clock, Day, FeastDay, Month, Week, WeekdayOf, Which

_AFTER = frozenset({"after", "past", "following"})
_FROM = frozenset({"from", "starting", "beginning", "since"})
_UNTIL = frozenset({"before", "by", "until", "till", "til", "prior"})
_SKIPPED = frozenset("the on about around like than to in of a maybe say roughly".split())
_OR_LATER = frozenset({("or", "later"), ("or", "after"), ("and", "after"), ("and", "later"), ("and", "on")})
_OR_BEFORE = frozenset({("or", "earlier"), ("or", "before")})
_FINE = frozenset("fine ok okay good works work too fits alright possible".split())
_STOPS = frozenset(", . ; ok okay works fine good is".split())  # "after 2 ok, before that busy"
_JOINING = frozenset({"or", "and", ",", "/", "-", "to", "through"})


def dates_of(reading: Scan, mention: Mention, paired: Mention | None, today: date) -> Dates:
    """Return the dates a mention stands for; `paired` is the other end of a range."""
    first = _of_its_month(reading, mention, resolve(_with_last(_pointed(reading, mention), paired), today), today)
    if paired is not None:
        last = _of_its_month(reading, paired, resolve(paired.value, today), today)
        if first.first is None or last.last is None:
            return Dates(doubt=first.doubt or last.doubt or "ambiguous")
        wraps = last.last < first.first and isinstance(paired.value, WeekdayOf)
        end = last.last + timedelta(days=7) if wraps else last.last
        return Dates(first.first, end, first.doubt or last.doubt) if end >= first.first else Dates(doubt="ambiguous")
    return _bounded(reading, mention, _whole_month(reading, mention, first))


def _of_its_month(reading: Scan, mention: Mention, told: Dates, today: date) -> Dates:
    """A day told by its number alone is one of the month that was named before ("Jan 5 or the 7th", "the 26th of Dec is bad so the 28th")."""
    day: Day = mention.value
    if not isinstance(day, CalendarDay) or day.month is not None or day.day is None or day.weekday is not None:
        return told
    before = [m.value for m in reading.of("date") if m.end <= mention.first and mention.first - m.end <= _SAME_BREATH]
    named = [one for one in before if isinstance(one, (CalendarDay, FeastDay)) and one.month is not None]
    if not named:
        return told
    same = resolve(CalendarDay(day.day, named[-1].month), today)
    return told if same.doubt else same


_SAME_BREATH = 12


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
    if _before_next_week(reading, mention):
        return replace(day, which=Which.NEXT)
    for other in reversed(reading.of("date")):
        between_them = [token.norm for token in reading.tokens[other.end : mention.first]]
        if _is_next_weekday(other.value) and other.end <= mention.first and len(between_them) <= 2:
            return replace(day, which=Which.NEXT) if all(word in _JOINING for word in between_them) else day
        if _is_next_week(other.value) and abs(mention.first - other.end) <= 4:
            return replace(day, which=Which.NEXT)
    return day


def _before_next_week(reading: Scan, mention: Mention) -> bool:
    """Whether the last of several weekdays is told to be one of next week ("mon tues or wed next week")."""
    end = mention.end
    for other in reading.of("date"):
        if other.first < end:
            continue
        if any(token.norm not in _JOINING for token in reading.tokens[end : other.first]) or other.first - end > _NEAR:
            return False
        if _is_next_weekday(other.value) and norm_at(reading.tokens, other.end - 1) in ("week", "wk"):
            return True
        end = other.end
    return False


_NEAR = 2


def _is_next_weekday(day: Day) -> bool:
    return isinstance(day, WeekdayOf) and day.which is Which.NEXT


def _is_next_week(day: Day) -> bool:
    return isinstance(day, Week) and day.of is None and not day.weekend and day.shift == 1


def _bounded(reading: Scan, mention: Mention, told: Dates) -> Dates:
    """Read "after the 3rd", "by Friday", "from Monday on", "the 3rd or later"."""
    if told.first is None or told.last is None:
        return told
    outer = _outermost(reading, mention.first)
    beyond = "" if outer else bound_behind(reading, mention)
    if beyond:
        return _beyond(reading, mention, beyond, told.first, told.last)
    word, negated = _lead(reading, mention.first)
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


def _beyond(reading: Scan, mention: Mention, beyond: str, first: date, last: date) -> Dates:
    """Read "I leave the 15th so before that", "the 9th or any day after that"."""
    if beyond == "before":
        return Dates(None, first - timedelta(days=1))
    return Dates(first if _or_whenever(reading, mention) else last + timedelta(days=1), None)


def _or_whenever(reading: Scan, mention: Mention) -> bool:
    """Whether the day itself will do, and any behind it ("1/12 or whenever after that", "the 9th or any day after that")."""
    words = [norm_at(reading.tokens, mention.end + step) for step in range(_BEHIND)]
    return words[0] in ("or", "and") and words[1] in ("whenever", "any", "anytime", "anything", "sometime", "after")


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


def _outermost_behind(reading: Scan, end: int) -> str:
    """Return "earliest" or "latest" where "at the latest" follows ("5 at the latest")."""
    words = [norm_at(reading.tokens, end + step) for step in range(3)]
    word = words[2] if words[:2] == ["at", "the"] else words[0]
    return word if word in ("earliest", "latest") else ""


def _lead(reading: Scan, first: int) -> tuple[str, bool]:
    """Return the word that bounds what follows, and whether it is turned round ("not before", "no later than")."""
    index = first - 1
    while index >= 0 and first - index <= 4 and norm_at(reading.tokens, index) in _SKIPPED:
        index -= 1
    word = norm_at(reading.tokens, index)
    event = _event_before(reading, first)
    if event:
        return event, False
    if word == "by" and norm_at(reading.tokens, index - 1) in ("come", "coming", "stop", "drop", "swing"):
        return "", False
    if word in ("later", "earlier", "sooner") and norm_at(reading.tokens, index + 1) == "than":
        word = "after" if word == "later" else "before"
    if word == "up" and norm_at(reading.tokens, index + 1) in ("to", "until", "till", "til"):
        word = "until"
    if word == "4" and norm_at(reading.tokens, index - 1) == "b":
        word, index = "before", index - 1
    negated = norm_at(reading.tokens, index - 1) in ("not", "no", "nothing", "n't")
    return word, negated


def _event_before(reading: Scan, first: int) -> str:
    """Return "after" or "before" where a day is that of something that bounds the wish ("after my MRI on Dec 9")."""
    words = [norm_at(reading.tokens, first - back) for back in range(1, _EVENT + 1)]
    if words[0] != "on":
        return ""
    own = next((at for at in range(2, _EVENT - 1) if words[at] in ("my", "the", "his", "her")), 0)
    return words[own + 1] if own and words[own + 1] in ("after", "before") else ""


_EVENT = 6  # pieces before a day


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
    word, negated = _lead(reading, mention.first)
    settled = word in _UNTIL or (_said_twice(reading, mention, word) and not negated)  # "up to 11, after that I am out"
    beyond = "" if settled else bound_behind(reading, mention)
    if beyond:
        return Hours(since=at) if beyond == "after" else Hours(until=at)
    outer = _outermost(reading, mention.first) or _outermost_behind(reading, mention.end)
    if outer:
        return Hours(since=at) if outer == "earliest" else Hours(until=at)
    if (word in _AFTER or word in _FROM) and not negated or (word == "before" and negated):
        return Hours(since=at)
    if _onward(reading, mention):
        return Hours(since=at)
    if word in _UNTIL or (word in _AFTER and negated) or _after(reading, mention) in _OR_BEFORE:
        return Hours(until=at)
    return Hours(at=at)


def _said_twice(reading: Scan, mention: Mention, word: str) -> bool:
    """Whether "before that" only says once more what "after" has bounded ("after 2 ok, before that busy")."""
    ends = norm_at(reading.tokens, mention.end) in _STOPS
    return word in _AFTER and ends and bound_behind(reading, mention) == "before"


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
