"""Which days and hours of a message are not wished for: refused, gone by, or given up for another."""

from __future__ import annotations

from nlu.entities import Mention, Scan
from nlu.entities.tokens import norm_at
from nlu.entities.when import WeekdayOf, Which

_NOT = frozenset(
    """not except excluding besides never cant can't cannot won't wont avoid isn't don't dont doesn't without unavailable busy
    no""".split()
)
_EXCEPT = frozenset({"except", "excluding", "besides"})
_EVERY = frozenset({"any", "anything", "anytime", "every", "everyday", "all", "everything"})
_NOT_AFTER = frozenset("doesn't doesnt won't wont isn't isnt not bad out impossible terrible no cannot can't".split())
_FITS = frozenset("work suit fit good for possible do an happen . , available".split()) | {""}
_TURNING = frozenset("before until till after later earlier sure matter problem preference rush hurry".split())
_STOPS = frozenset(". ; ! ? but however instead".split())
_PAST = frozenset(
    """since started starting began begun happened fell woke sent requested called saw was were had been took tried went
    noticed hurt injured came broke ordered told ago ran passed missed spoke emailed messaged did felt developed threw put
    dropped filled picked submitted withdrew switched billed applied filed registered signed asked wrote written left faxed
    mailed joined enrolled stopped""".split()
)
_WISHED = frozenset(
    """appointment appt visit come coming schedule book booking available availability free prefer preferably can could need
    want would like hoping hope open opening slot move change reschedule please pls works better best seen anything any
    anytime""".split()
)
_CHANGED = frozenset(
    "move moved moving change changed changing reschedule rescheduled switch push swap postpone".split()
)
_BUSY = frozenset("work working teach teaching babysit study commute busy away vacation school class".split())


def refused_here(reading: Scan, mention: Mention, *, after_refused: bool) -> bool:
    """Whether the words around say this is not wanted. "Not Tuesday, Wednesday" wants the second day.

    `after_refused` says that the day or hour before was refused.
    """
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
            other_kind = mention.kind == "day_part" and any(
                m.end == other_ends[index] and m.kind == "date" for m in reading.of("date")
            )  # "except that Wednesday, mornings"
            listed = not other_kind and link == "," and any(token.norm in _EXCEPT for token in tokens[:index])
            return after_refused and (listed or link in ("or", "and", "&", "nor"))
        if word in _NOT:
            told_before = (
                word in _NOT_AFTER - {"not"} and index - 1 in other_ends
            )  # "Tuesday doesn't work, maybe Thursday"
            return not told_before and not _turned(reading, index)
        index -= 1
    return False


def _turned(reading: Scan, index: int) -> bool:
    """Whether a "not" bounds a time and refuses nothing ("not before", "no later than", "not until")."""
    return norm_at(reading.tokens, index + 1) in _TURNING


def _refused_after(reading: Scan, mention: Mention) -> bool:
    words = [norm_at(reading.tokens, mention.end + step) for step in range(3)]
    if words[0] in ("is", "are", "was") and words[1] in _NOT_AFTER:
        return words[2] not in ("problem", "only")
    return words[0] in _NOT_AFTER and words[1] in _FITS


def told_of_past(reading: Scan, mention: Mention) -> bool:
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
        if word in (".", ";", "!", "?", ",", "but", "so") or word in _WISHED or _put_down(reading, index):
            return False
        if word in _PAST and not (word == "starting" and mention.kind != "time"):
            return True
        if word in _BUSY and norm_at(tokens, index - 1) in ("i", "i'm", "im", "am", "we", "at", "on"):
            return True
        index -= 1
    return False


def _put_down(reading: Scan, index: int) -> bool:
    """Whether "put me down" stands here, which asks; "put it in the mail" tells."""
    return norm_at(reading.tokens, index) == "put" and norm_at(reading.tokens, index + 1) in ("me", "us", "him", "her")


def superseded(reading: Scan, mention: Mention) -> bool:
    """Whether this is the old day of a visit to be moved ("from Tuesday to Thursday", "my Dec 3 visit to Dec 10")."""
    tokens = reading.tokens
    later = [m for m in reading.of("date") if m.first >= mention.end]
    if not later or mention.kind != "date" or not any(token.norm in _CHANGED for token in tokens[: later[0].first]):
        return False
    return any(token.norm in ("to", "for", "until") for token in tokens[mention.end : later[0].first])
