"""Which days and hours of a message are not wished for: refused, gone by, or given up for another."""

from __future__ import annotations

from itertools import pairwise

from bot.flows.answers.bounds import bound_behind
from bot.flows.answers.corrections import OTHERS
from bot.flows.answers.given_up import takes_it_back
from nlu.entities import Mention, Scan
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import WeekdayOf, Which

_NOT = frozenset(
    """not except excluding besides never cant can't cannot won't wont avoid isn't don't dont doesn't without unavailable busy
    no""".split()
)
_EXCEPT = frozenset({"except", "excluding", "besides"})
_EVERY = frozenset({"any", "anyday", "anything", "anytime", "every", "everyday", "all", "everything"})
_NOT_AFTER = frozenset("doesn't doesnt won't wont isn't isnt not bad out impossible terrible no cannot can't".split())
_FITS = frozenset("work suit fit good for possible do an happen . , available".split()) | {""}
_TURNING = frozenset(
    "too before until till after later earlier sooner sure matter problem preference rush hurry".split()
)
_STOPS = frozenset(". ; ! ? but however instead".split())
_PAST = frozenset(
    """since started starting began begun happened fell woke sent requested called saw was were had been took tried went
    noticed returned crashed froze errored failed hurt injured came broke ordered told ago ran passed missed spoke emailed messaged did felt developed threw put
    dropped filled picked submitted withdrew switched billed applied filed registered signed asked wrote written left faxed
    mailed joined enrolled stopped""".split()
)
_WISHED = frozenset(
    """appointment appt visit come coming schedule book booking available availability free prefer preferably can could need
    want would like hoping hope open opening slot move change reschedule please pls works better best seen anything any
    anytime""".split()
)
_BUSY = frozenset("work working teach teaching babysit study commute busy away vacation school class".split())


def refused_here(reading: Scan, mention: Mention, *, after_refused: bool) -> bool:
    """Whether the words around say this is not wanted. "Not Tuesday, Wednesday" wants the second day.

    `after_refused` says that the day or hour before was refused.
    """
    beside = _refused_beside(reading, mention)
    if beside is not None:
        return beside
    tokens, index = reading.tokens, mention.first - 1
    other_ends = {m.end - 1: m.end for m in reading.of("date", "time", "day_part") if m.end <= mention.first}
    while index >= 0 and mention.first - index <= 8:
        word = tokens[index].norm
        if word == "but" and index == mention.first - 1 and any(t.norm in _EVERY for t in tokens[:index]):
            return True
        if _begins_anew(tokens, index):
            return False
        if index in other_ends:
            link = norm_at(tokens, other_ends[index])
            other_kind = mention.kind == "day_part" and any(
                m.end == other_ends[index] and m.kind == "date" for m in reading.of("date")
            )  # "except that Wednesday, mornings"
            listed = not other_kind and link == "," and any(token.norm in _EXCEPT for token in tokens[:index])
            return after_refused and (listed or link in ("or", "and", "&", "nor"))
        if word in _NOT:
            told_before = word in _NOT_AFTER - {"not"} and (
                index - 1 in other_ends or (index - 2 in other_ends and tokens[index - 1].norm in ("is", "are"))
            )  # "Tuesday doesn't work, maybe Thursday"
            return not told_before and not _turned(reading, index)
        index -= 1
    return False


def _refused_beside(reading: Scan, mention: Mention) -> bool | None:
    """Whether the words right beside settle that it is refused, or that it stands for one that was taken back; None if not."""
    if _refused_after(reading, mention) or _away_then(reading, mention) or _in_its_place(reading, mention):
        return True
    before = [other for other in reading.of(mention.kind) if other.end <= mention.first]
    return False if before and takes_it_back(reading, before[-1], mention) else None


def _begins_anew(tokens: Tokens, index: int) -> bool:
    """Whether a new thought begins here, which a "not" before it does not touch ("... but", "... put me down for")."""
    word, following = tokens[index].norm, norm_at(tokens, index + 1)
    another = word == "," and following in _ANEW
    follows = word == "so" and norm_at(tokens, index - 1) not in ("not", "or", "and") and following not in ("is", "are")
    return (
        another
        or follows
        or (word in _STOPS and not (word == "but" and following == "not"))
        or (word, following) in _PROPOSED
    )


_PROPOSED = frozenset(
    {("put", "me"), ("put", "us"), ("book", "me"), ("sign", "me"), ("how", "about"), ("what", "about"), ("make", "it")}
)


_ANEW = frozenset("nothing anything anytime maybe just is are how what can could do would will".split())


def _in_its_place(reading: Scan, mention: Mention) -> bool:
    """Whether another is wished for in place of this one ("Friday instead of Thursday")."""
    begin = max([mention.first - 3, 0, *(m.end for m in reading.of("date", "time") if m.end <= mention.first)])
    before = [token.norm for token in reading.tokens[begin : mention.first]]
    pairs = list(pairwise(before))
    return any(pair in pairs for pair in (("instead", "of"), ("rather", "than"), ("other", "than"), ("better", "than")))


def _turned(reading: Scan, index: int) -> bool:
    """Whether a "not" bounds a time and refuses nothing ("not before", "no later than", "not until")."""
    return norm_at(reading.tokens, index + 1) in _TURNING


def _refused_after(reading: Scan, mention: Mention) -> bool:
    words = [norm_at(reading.tokens, mention.end + step) for step in range(3)]
    if words[0] in ("is", "are", "was", "looks") and words[1] in _NOT_AFTER | _FULL:
        return words[2] not in ("problem", "only", "day", "time", "but")
    return words[0] in _NOT_AFTER and words[1] in _FITS


_FULL = frozenset(
    "crazy busy packed full tough hectic terrible tight rough awful nuts booked swamped nuts insane hard".split()
)


def told_of_past(reading: Scan, mention: Mention) -> bool:
    """Whether a day or hour tells what happened, or when the patient is busy, and is no wish."""
    beside = _told_beside(reading, mention)
    if beside is not None:
        return beside
    tokens, index = reading.tokens, mention.first - 1
    while index >= 0 and mention.first - index <= 12:
        word = tokens[index].norm
        if word in (".", ";", "!", "?", ",", "but", "so") or word in _WISHED or _put_down(reading, index):
            return False
        if word == "down" and index < mention.first:
            return False  # "I had written down Dec 17" tells of a visit that is to come
        if word in _PAST and not (word == "starting" and mention.kind != "time") and not _still_left(reading, index):
            return True
        if word == "shift" and norm_at(tokens, index - 1) == "on" and not bound_behind(reading, mention):
            return True  # "on shift til 7p so leave a message"
        duty = mention.kind == "time" and norm_at(tokens, mention.first - 1) == "after" and index == mention.first - 2
        if duty and word in _DUTIES and norm_at(tokens, index - 1) in ("have", "got", "has"):
            return True  # "mornings only, I have dialysis after noon"
        if word in _BUSY and norm_at(tokens, index - 1) in ("i", "i'm", "im", "am", "we", "at", "on"):
            return True
        index -= 1
    return False


_DUTIES = frozenset(
    """pickup up dropoff off school bus class shift practice dialysis daycare flight train church meeting work lunch milking chores recess
    kindergarten carpool""".split()
)
_TURNS = frozenset(
    "off out over done ends end starts start begins finish finishes finished closes opens leaves leave starting".split()
)


def _wishes(reading: Scan) -> bool:
    return any(token.norm in _WISHED for token in reading.tokens)


def _tells_the_day(reading: Scan, mention: Mention) -> bool:
    """Whether an hour tells how somebody's day goes ("off work at 4", "done by eight", "pick up is at 2:50")."""
    words = [norm_at(reading.tokens, mention.first - back) for back in range(1, 5)]
    if words[0] not in ("at", "by", "around", "@") or (words[2] == "be" and words[1] != "up"):
        return False
    if words[1] in ("is", "was") and words[2] in _DUTIES:
        return True
    if words[1] == "up" and words[2] in _AM_UP:
        return True  # "I am up at five anyhow"
    left = words[1] in _DUTIES and "out" in words[2:4]  # "i get out of school at 3:30"
    turned = left or words[1] in _TURNS or (words[1] in _DUTIES and words[2] in (*_TURNS, "get", "gets", "finish"))
    return turned and not _WISHED & set(words)


_AM_UP = frozenset("am i'm im is are we're get gets wake wakes woke be".split())


def _still_left(reading: Scan, index: int) -> bool:
    """Whether "anything left" stands here, which asks for what is free."""
    before = norm_at(reading.tokens, index - 1)
    return norm_at(reading.tokens, index) == "left" and before in _FREE


_FREE = frozenset(
    "anything something openings appointments appts slots spots times any opening spot slot appointment".split()
)


def _told_beside(reading: Scan, mention: Mention) -> bool | None:
    """Whether the words right beside settle that a day or hour is told and not wished for; None if they do not."""
    day, before = mention.value, norm_at(reading.tokens, mention.first - 1)
    if isinstance(day, WeekdayOf) and day.which is Which.LAST:
        return True
    if mention.kind == "day_part" and before == "last":
        return True
    if _named_as_a_fact(reading, mention):
        return True
    if before in ("it's", "its") and len(reading.tokens) > _MORE_THAN_A_DAY:
        return True  # "it's Monday" tells what day it is
    if before in ("every", "each") and not _wishes(reading):
        return True  # "every Monday my kid brings home a germ"
    if mention.kind != "date" and _of_somebody_else(reading, mention):
        return True
    if mention.kind == "time" and _tells_the_day(reading, mention):
        return not bound_behind(reading, mention)
    return None


_MORE_THAN_A_DAY = 4  # pieces


def _of_somebody_else(reading: Scan, mention: Mention) -> bool:
    """Whether an hour beside another one tells of somebody else's day ("Mornings, my husband naps in the afternoon")."""
    if len(reading.of(mention.kind)) < _ANOTHER:
        return False
    begin = max(
        (m.end for m in reading.of("date", "time", "day_part") if m.end <= mention.first), default=mention.first
    )
    words = [token.norm for token in reading.tokens[begin : mention.first]]
    theirs = any(word in OTHERS for word in words) and "my" in words
    return theirs and not _WISHED & set(words)


def _named_as_a_fact(reading: Scan, mention: Mention) -> bool:
    """Whether another day is named and this only tells which weekday one is, or what was said before ("the 7th is a Monday", "I said the 15th before")."""
    if mention.kind != "date":
        return False
    before = [norm_at(reading.tokens, mention.first - back) for back in range(1, 5)]
    after = [norm_at(reading.tokens, mention.end + step) for step in range(2)]
    told = before[0] in ("a", "an") and before[1] in _IS or after[0] in ("is", "was") and after[1] in ("a", "an")
    said = next((at for at, word in enumerate(before[:3]) if word in _SAID), None)
    earlier = said is not None and before[said + 1] in ("i", "we") and not {".", ","} & set(before[:said])
    return (told or earlier) and len({str(other.value) for other in reading.of("date")}) >= _ANOTHER


_ANOTHER = 2
_IS = frozenset("is was that's thats its it's a".split())
_SAID = frozenset("said put wrote thought typed".split())


def _put_down(reading: Scan, index: int) -> bool:
    """Whether "put me down" stands here, which asks; "put it in the mail" tells."""
    return norm_at(reading.tokens, index) == "put" and norm_at(reading.tokens, index + 1) in ("me", "us", "him", "her")


_AWAY = (
    ("out", "of", "town"),
    ("out", "of", "state"),
    ("out", "of", "the", "country"),
    ("out", "of", "country"),
    ("on", "vacation"),
    ("on", "a", "trip"),
    ("on", "a", "cruise"),
    ("on", "holiday"),
    ("away",),
    ("gone",),
    ("traveling",),
    ("travelling",),
    ("overseas",),
    ("abroad",),
)
_REACH = 7


def _away_then(reading: Scan, mention: Mention) -> bool:
    """Whether the patient is elsewhere on this day ("out of town nov 28 through dec 6")."""
    words = [token.norm for token in reading.tokens[max(0, mention.first - _REACH) : mention.first]]
    stops = [at for at, word in enumerate(words) if word in (".", ";", "!", "?", "but", "so", "then")]
    words = words[stops[-1] + 1 :] if stops else words
    told = any(tuple(words[at : at + len(way)]) == way for way in _AWAY for at in range(len(words)))
    return mention.kind == "date" and told and not _WISHED & set(words)
