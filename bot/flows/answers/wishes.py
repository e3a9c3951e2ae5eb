"""Days and times as a patient wishes for them: which, which not, from when, until when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.flows.answers.hours import Hours, between, time_of
from bot.flows.answers.resolve import Dates, resolve
from nlu.entities import Mention, Scan
from nlu.entities.clock import RANGE_LINKS
from nlu.entities.tokens import norm_at
from nlu.entities.when import Clock, DayPart, Week, WeekdayOf, Which

_MOST_MENTIONS = 24  # days and hours looked at; no patient names more, and it bounds the work
_NOT = frozenset(
    "not except excluding besides never cant can't cannot won't wont avoid isn't don't dont doesn't without unavailable busy work working no".split()
)
_EXCEPT = frozenset({"except", "excluding", "besides"})
_EVERY = frozenset({"any", "anything", "anytime", "every", "everyday", "all", "everything"})
_NOT_AFTER = frozenset("doesn't doesnt won't wont isn't isnt not bad out impossible terrible no cannot can't".split())
_STOPS = frozenset(". ; ! ? but however instead".split())
_AFTER = frozenset({"after", "past", "following"})
_FROM = frozenset({"from", "starting", "beginning", "since"})
_UNTIL = frozenset({"before", "by", "until", "till", "til", "prior"})
_SKIPPED = frozenset("the on about around like than to in of a maybe say roughly of".split())
_PAST = frozenset(
    """since started starting began begun happened fell woke sent requested called saw was were had been took tried went noticed hurt injured came broke
    ordered told ago ran passed missed spoke emailed messaged did felt developed threw put dropped filled picked submitted withdrew switched billed applied filed registered signed
    asked wrote written left faxed mailed joined enrolled stopped""".split()
)
_WISHED = frozenset(
    """appointment appt visit come coming schedule book booking available availability free prefer preferably can could need want would like hoping hope open opening
    slot move change reschedule please pls works better best seen anything any anytime""".split()
)
_CHANGED = frozenset(
    "move moved moving change changed changing reschedule rescheduled switch push swap postpone".split()
)
_BUSY = frozenset("work working busy away vacation school class".split())


@dataclass(frozen=True, slots=True)
class Window:
    """Days with the hours that go with them. No days: any day. No hours: any time."""

    days: tuple[Dates, ...] = ()
    hours: tuple[Hours, ...] = ()
    refused: bool = False


@dataclass(slots=True)
class _Draft:
    days: list[Dates] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    refused: bool = False
    end: int = 0

    def close(self) -> Window:
        return Window(tuple(self.days), tuple(self.hours), self.refused)


@dataclass(frozen=True, slots=True)
class Wish:
    """One day or hour of the message, resolved, with its place."""

    first: int
    end: int
    days: Dates | None = None
    hours: Hours | None = None
    refused: bool = False


def windows(reading: Scan, today: date, skip: frozenset[int] = frozenset()) -> tuple[Window, ...]:
    """Return what is wished for and what is refused, in the order it was said. What merely tells of the past is left out.

    `skip` holds the places of dates that were read as something else.
    """
    done: list[Window] = []
    draft = _Draft()
    for wish in wishes(reading, today, skip):
        starts_new = wish.refused != draft.refused or (wish.days is not None and draft.hours and draft.days)
        if wish.refused and not draft.refused and wish.days is None and draft.end == wish.first:
            starts_new = True
        if starts_new and (draft.days or draft.hours):
            done.append(draft.close())
            draft = _Draft()
        draft.refused, draft.end = wish.refused, wish.end
        if wish.days is not None:
            draft.days.append(wish.days)
        if wish.hours is not None:
            draft.hours.append(wish.hours)
    if draft.days or draft.hours:
        done.append(draft.close())
    return tuple(done)


def wishes(reading: Scan, today: date, skip: frozenset[int] = frozenset()) -> list[Wish]:
    """Resolve each day and hour with the words around it."""
    mentions = [
        m for m in reading.of("date", "time", "day_part") if m.first not in skip and not _told_of_past(reading, m)
    ]
    mentions = mentions[:_MOST_MENTIONS]
    found: list[Wish] = []
    index = 0
    while index < len(mentions):
        mention = mentions[index]
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        paired = following if following and _is_range(reading, mention, following) else None
        refused = _refused(reading, mention, found)
        wish = _wish(reading, mention, paired, today, mentions)
        if wish is not None and not _superseded(reading, mention, paired):
            found.append(replace(wish, refused=refused))
        elif paired is not None and wish is not None:
            index -= 1  # "from Tuesday to Thursday" of a visit that is to be moved: only the second is wished for
        index += 2 if paired else 1
    return found


def _superseded(reading: Scan, mention: Mention, paired: Mention | None) -> bool:
    """Whether this day is the old one of a visit to be moved: "move it from Tuesday to Thursday", "my Dec 3 visit to Dec 10"."""
    tokens = reading.tokens
    later = [m for m in reading.of("date") if m.first >= mention.end]
    if not later or mention.kind != "date" or not any(token.norm in _CHANGED for token in tokens[: later[0].first]):
        return False
    return any(token.norm in ("to", "for", "until") for token in tokens[mention.end : later[0].first])


def _is_range(reading: Scan, one: Mention, two: Mention) -> bool:
    """Whether two mentions are the ends of a range: "2 to 4", "Monday through Friday", "between the 3rd and the 5th"."""
    if one.kind != two.kind or one.kind == "day_part":
        return False
    links = [
        token.norm
        for token in reading.tokens[one.end : two.first]
        if token.norm not in ("the", "to", "on", ",") or token.norm == "to"
    ]
    if len(links) != 1:
        return False
    opened = (
        norm_at(reading.tokens, one.first - 1) in ("between", "btwn", "b/w")
        or norm_at(reading.tokens, one.first - 2) == "between"
    )
    return links[0] in RANGE_LINKS - {"and"} or (links[0] == "and" and opened)


def _wish(reading: Scan, mention: Mention, paired: Mention | None, today: date, all_of: list[Mention]) -> Wish | None:
    end = paired.end if paired else mention.end
    if mention.kind == "date":
        return Wish(mention.first, end, days=_dates(reading, mention, paired, today))
    if mention.kind == "day_part":
        part: DayPart = mention.value
        days = Dates(today, today) if part.today and not any(m.kind == "date" for m in all_of) else None
        return Wish(mention.first, end, days=days, hours=Hours(part=part.name))
    return Wish(mention.first, end, hours=_hours(reading, mention, paired, all_of))


# --- days --------------------------------------------------------------------------------------------------


def _dates(reading: Scan, mention: Mention, paired: Mention | None, today: date) -> Dates:
    first = resolve(_pointed(reading, mention), today)
    if paired is not None:
        last = resolve(paired.value, today)
        if first.first is None or last.last is None:
            return Dates(doubt=first.doubt or last.doubt or "ambiguous")
        end = (
            last.last
            if last.last >= first.first
            else last.last + timedelta(days=7)
            if isinstance(paired.value, WeekdayOf)
            else last.last
        )
        return Dates(first.first, end, first.doubt or last.doubt) if end >= first.first else Dates(doubt="ambiguous")
    return _bounded(reading, mention, first)


def _pointed(reading: Scan, mention: Mention) -> object:
    """Let a bare weekday share the "next" or "next week" of the one before it ("next Tuesday or Wednesday")."""
    day = mention.value
    if not (isinstance(day, WeekdayOf) and day.which is Which.PLAIN and not day.plural):
        return day
    for other in reversed(reading.of("date")):
        linked = other.end <= mention.first and mention.first - other.end <= 2
        if linked and isinstance(other.value, WeekdayOf) and other.value.which is Which.NEXT:
            joined = all(
                t.norm in ("or", "and", ",", "/", "-", "to", "through")
                for t in reading.tokens[other.end : mention.first]
            )
            return replace(day, which=Which.NEXT) if joined else day
        week = other.value
        if (
            isinstance(week, Week)
            and week.of is None
            and not week.weekend
            and week.shift == 1
            and abs(mention.first - other.end) <= 4
        ):
            return replace(day, which=Which.NEXT)
    return day


def _bounded(reading: Scan, mention: Mention, told: Dates) -> Dates:
    """Read "after the 3rd", "by Friday", "from Monday on", "the 3rd or later"."""
    if told.first is None or told.last is None:
        return told
    word, negated = _lead(reading, mention.first)
    after = norm_at(reading.tokens, mention.end), norm_at(reading.tokens, mention.end + 1)
    if word in _AFTER and not negated:
        return Dates(told.last + timedelta(days=1), None)
    if (
        word in _FROM
        or (word == "before" and negated)
        or after in (("or", "later"), ("or", "after"), ("and", "on"))
        or after[0] in ("onward", "onwards")
    ):
        return Dates(told.first, None)
    if word in ("and", "until", "till", "to", "through") and norm_at(reading.tokens, mention.first - 2) == "now":
        return Dates(None, told.last)
    if word in ("before", "prior") and not negated:
        return Dates(None, told.first - timedelta(days=1))
    if word in _UNTIL or (word in _AFTER and negated):
        return Dates(None, told.last)
    return told


def _lead(reading: Scan, first: int) -> tuple[str, bool]:
    """Return the word that bounds what follows, and whether it is turned round ("not before", "no later than")."""
    index = first - 1
    while index >= 0 and first - index <= 4 and norm_at(reading.tokens, index) in _SKIPPED:
        index -= 1
    word = norm_at(reading.tokens, index)
    if word == "by" and norm_at(reading.tokens, index - 1) in ("come", "coming", "stop", "drop", "swing"):
        return "", False
    if word in ("later", "earlier") and norm_at(reading.tokens, index + 1) == "than":
        word = "after" if word == "later" else "before"
    if word == "4" and norm_at(reading.tokens, index - 1) == "b":
        word = "before"
    negated = norm_at(reading.tokens, index - 1) in ("not", "no", "nothing", "n't")
    return word, negated


# --- hours -------------------------------------------------------------------------------------------------


def _hours(reading: Scan, mention: Mention, paired: Mention | None, all_of: list[Mention]) -> Hours:
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
    after = norm_at(reading.tokens, mention.end), norm_at(reading.tokens, mention.end + 1)
    if (word in _AFTER or word in _FROM) and not negated or (word == "before" and negated):
        return Hours(since=at)
    if after in (("or", "later"), ("or", "after"), ("and", "after"), ("and", "later")) or after[0] in (
        "onward",
        "onwards",
    ):
        return Hours(since=at)
    if word in _UNTIL or (word in _AFTER and negated) or after in (("or", "earlier"), ("or", "before")):
        return Hours(until=at)
    return Hours(at=at)


def _part_beside(mention: Mention, all_of: list[Mention]) -> str | None:
    """Return the part of the day said close by ("tomorrow evening at 7")."""
    close = [
        m
        for m in all_of
        if m.kind == "day_part" and (abs(m.first - mention.end) <= 3 or abs(mention.first - m.end) <= 3)
    ]
    return close[0].value.name if close else None


# --- refused and past --------------------------------------------------------------------------------------


def _refused(reading: Scan, mention: Mention, before: list[Wish]) -> bool:
    """Whether the words around say this is not wanted. "Not Tuesday, Wednesday" wants the second day."""
    if _refused_after(reading, mention):
        return True
    tokens, index = reading.tokens, mention.first - 1
    other_ends = {m.end - 1: m.end for m in reading.of("date", "time", "day_part") if m.end <= mention.first}
    while index >= 0 and mention.first - index <= 8:
        word = tokens[index].norm
        if word == "but" and index == mention.first - 1 and any(t.norm in _EVERY for t in tokens[:index]):
            return True
        if word in _STOPS and not (word == "but" and norm_at(tokens, index + 1) == "not"):
            return False
        if index in other_ends:
            link = norm_at(tokens, other_ends[index])
            listed = link == "," and any(token.norm in _EXCEPT for token in tokens[:index])
            return bool(before and before[-1].refused and (listed or link in ("or", "and", "&", "nor")))
        if word in _NOT:
            return not _turned(reading, index) and index - 1 not in other_ends
        index -= 1
    return False


def _turned(reading: Scan, index: int) -> bool:
    """ "Not before", "no later than", "not until" bound a time and refuse nothing."""
    following = norm_at(reading.tokens, index + 1)
    return following in (
        "before",
        "until",
        "till",
        "after",
        "later",
        "earlier",
        "sure",
        "matter",
        "problem",
        "preference",
        "rush",
        "hurry",
    ) or (reading.tokens[index].norm in ("no", "not") and following in ("later", "earlier"))


def _refused_after(reading: Scan, mention: Mention) -> bool:
    words = [norm_at(reading.tokens, mention.end + step) for step in range(3)]
    if words[0] in ("is", "are", "was") and words[1] in _NOT_AFTER:
        return words[2] not in ("problem", "only")
    return words[0] in _NOT_AFTER and words[1] in (
        "work",
        "suit",
        "fit",
        "good",
        "for",
        "possible",
        "do",
        "an",
        "happen",
        "",
        ".",
        ",",
        "available",
    )


def _told_of_past(reading: Scan, mention: Mention) -> bool:
    """Whether a day or hour tells what happened, or when the patient is busy, and is no wish."""
    day = mention.value
    if isinstance(day, WeekdayOf) and day.which is Which.LAST:
        return True
    if mention.kind == "day_part" and norm_at(reading.tokens, mention.first - 1) == "last":
        return True
    if norm_at(reading.tokens, mention.first - 1) in ("it's", "its") and len(reading.tokens) > 4:
        return True  # "it's Monday" tells what day it is
    tokens, index = reading.tokens, mention.first - 1
    while index >= 0 and mention.first - index <= 12:
        word = tokens[index].norm
        if word in (".", ";", "!", "?", ",", "but", "so") or word in _WISHED:
            return False
        if word in _PAST and not (word == "starting" and mention.kind != "time"):
            return True
        if word in _BUSY and norm_at(tokens, index - 1) in ("i", "i'm", "im", "am", "we", "at", "on"):
            return True
        index -= 1
    return False
