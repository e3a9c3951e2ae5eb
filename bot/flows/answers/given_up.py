"""Which day or hour of a message is given up for another that is named later: taken back, settled otherwise, or to be moved."""

from __future__ import annotations

from itertools import pairwise

from nlu.entities import Mention, Scan
from nlu.entities.taken_back import FARTHEST, takes_back
from nlu.entities.tokens import norm_at
from nlu.entities.when import CalendarDay, Month, Week, WeekdayOf

_CHANGED = frozenset(
    "prepone preponed postponed advance bump move moved moving change changed changing reschedule rescheduled switch push swap postpone".split()
)


def takes_it_back(reading: Scan, first: Mention, second: Mention) -> bool:
    """Whether one day or hour was said, taken back, and the other said in its place ("Tuesday, no wait, Wednesday")."""
    if first.kind != second.kind or not first.end <= second.first <= first.end + FARTHEST:
        return False
    if isinstance(second.value, Month) and not isinstance(first.value, Month):
        return False  # "next Tuesday, I mean the one in December" says which Tuesday
    between = [token.norm for token in reading.tokens[first.end : second.first]]
    days = isinstance(second.value, WeekdayOf) and second.value.plural
    plural = days or (second.kind == "day_part" and reading.tokens[second.end - 1].norm.endswith("s"))  # "no Fridays"
    return takes_back(between, bare_no=not plural)


def given_up(reading: Scan, mention: Mention) -> bool:
    """Whether a day or hour is put right by a later one, or another was settled on after all ("Thursday? ... Friday then")."""
    later = [m for m in reading.of(mention.kind) if m.first >= mention.end]
    if not later:
        return _given_up_before(reading, mention)
    another = mention.kind == "date" and (_settled(reading, mention, later[-1]) or _less_liked(reading, mention, later))
    reasoned = _follows_from_it(reading, later[-1])
    return takes_it_back(reading, mention, later[0]) or another or reasoned


def _given_up_before(reading: Scan, mention: Mention) -> bool:
    """Whether the same part of the day was taken back before ("morning, no, afternoon, the aide comes in the morning")."""
    parts = reading.of(mention.kind) if mention.kind in ("day_part", "date") else []
    return any(
        _same(one, mention)
        and not _same(two, mention)
        and two.first < mention.first
        and takes_it_back(reading, one, two)
        for one, two in pairwise(parts)
    )


def _same(one: Mention, other: Mention) -> bool:
    """Whether both name the same part of the day, or the same day of a month that may be left out ("12/11", "the 11th")."""
    days = [m.value for m in (one, other) if isinstance(m.value, CalendarDay)]
    if len(days) < 2:  # both
        return bool(one.value == other.value)
    return days[0].day == days[1].day and (None in (days[0].month, days[1].month) or days[0].month == days[1].month)


def _less_liked(reading: Scan, mention: Mention, later: list[Mention]) -> bool:
    """Whether one of the days said later is liked better ("7 Dec or 9 Dec, prefer 9 Dec"); a week is only narrowed."""
    if isinstance(mention.value, (Week, Month)):
        return False
    return any({norm_at(reading.tokens, one.first - back) for back in (1, 2)} & _PREFER for one in later)


_PREFER = frozenset("prefer preferably preferred ideally rather".split())


def _follows_from_it(reading: Scan, last: Mention) -> bool:
    """Whether the last day follows from what was told of the others ("I have dialysis Monday so Tuesday", "so it would have to be the 8th")."""
    index = last.first - 1
    while index >= 0 and last.first - index <= _LEADS_ON and norm_at(reading.tokens, index) in _SO:
        if norm_at(reading.tokens, index) == "so":
            return norm_at(reading.tokens, index + 1) not in ("is", "are") and index > 0
        index -= 1
    return False


_LEADS_ON = 8
_SO = frozenset(
    """so it would it'd have to be the on make it lets let's how about do maybe then i can could need want please is its it's better at in this next
    any , put me for down book prefer""".split()
)


def _settled(reading: Scan, mention: Mention, last: Mention) -> bool:
    """Whether the last day is settled on instead of one that stood in a question or a sentence before."""
    after, following = norm_at(reading.tokens, last.end), norm_at(reading.tokens, last.end + 1)
    ends = following in ("", ".", ",", "!", "?", "please", "pls", ";")
    between = {token.norm for token in reading.tokens[mention.end : last.first]}
    if after == "instead":
        return following != "of" and not between & {"or"}
    return after == "then" and ends and bool(between & {"?", "."})


def _hour_of_old_day(reading: Scan, mention: Mention) -> bool:
    """Whether an hour goes with the old day of a visit that is to be moved ("my Thursday 10 am to Friday 2 pm")."""
    later = [m for m in reading.of("time") if m.first >= mention.end]
    day = [m for m in reading.of("date") if later and mention.end < m.first < later[0].first]
    changed = any(token.norm in _CHANGED for token in reading.tokens[: mention.first])
    return (
        bool(day)
        and changed
        and any(t.norm in ("to", "for", "until") for t in reading.tokens[mention.end : later[0].first])
    )


def superseded(reading: Scan, mention: Mention) -> bool:
    """Whether this is the old day of a visit to be moved ("from Tuesday to Thursday", "my Dec 3 visit to Dec 10")."""
    if given_up(reading, mention):
        return True
    tokens = reading.tokens
    if mention.kind == "time" and _hour_of_old_day(reading, mention):
        return True
    later = [m for m in reading.of("date") if m.first >= mention.end]
    if mention.kind == "date" and later and "cancel" in [norm_at(tokens, mention.first - back) for back in (1, 2, 3)]:
        return True  # "cancel my Tuesday thing and give me Thursday"
    if not later or mention.kind != "date" or not any(token.norm in _CHANGED for token in tokens[: later[0].first]):
        return False
    return any(token.norm in ("to", "for", "until") for token in tokens[mention.end : later[0].first])
