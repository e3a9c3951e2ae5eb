"""The place of a shop told by what stands near it: "the walgreens by the train station", "cvs inside target on westchester ave", "the one on north avenue"."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities import Mention
from nlu.entities.pharmacy import titled
from nlu.entities.tokens import kept, norm_at

_BY_THE = frozenset("by near behind beside opposite past inside in at across next off on".split())
_WITHIN = frozenset("inside".split())
_ENDS = frozenset(
    """, . ; ! ? ( ) - – — not please pls plz thanks thank but i i'm im that thats that's it its it's where because for instead is was if and as since so
    they he she we you do does has have my me us here there""".split()
)
_NO_PLACE = frozenset(
    "my me us here home work house job office phone file way moment time same usual one past next corner other hill".split()
)
_SMALL = _BY_THE | frozenset("the of to from and".split())
_MOST = 8


def with_landmark(draft: Draft, store: Mention) -> str:
    """Return a shop's name with the place told behind it, where it was read without one in an answer to the question for it."""
    value, tokens = str(store.value), draft.reading.tokens
    if draft.asked != {"pharmacy"} or not _plain(draft, store):
        return value
    begin = store.end
    if not _is_link(draft, begin):
        begin = next((at + 2 for at in range(begin, len(tokens) - 2) if _one_at(draft, at)), -1)
    end = _end(draft, begin) if begin >= 0 else begin
    only = norm_at(tokens, begin + 1) == "the" and norm_at(tokens, begin + 2) in draft.lexicon.streets
    if end <= begin + 1 or (only and end == begin + len("in the mall".split())):
        return value
    place = " ".join(kept(draft.reading.text, tokens, begin, end).split())
    if tokens[end - 1].norm in draft.lexicon.streets:
        place = " ".join(word if word.lower() in _SMALL else titled(word) for word in place.split())
    return f"{value} {place}"


def _plain(draft: Draft, store: Mention) -> bool:
    """Whether only the name of a chain was read."""
    chain = draft.lexicon.pharmacies.match(draft.reading.tokens, store.first)
    return chain is not None and chain.meaning == store.value


def _one_at(draft: Draft, at: int) -> bool:
    """Whether "the one on ..." stands at `at`, and is not the one that is refused."""
    tokens = draft.reading.tokens
    the_one = (norm_at(tokens, at), norm_at(tokens, at + 1)) == ("the", "one")
    return the_one and norm_at(tokens, at - 1) != "not" and _is_link(draft, at + 2)


def _is_link(draft: Draft, at: int) -> bool:
    """Whether a place is told at `at`: "by the ...", "next to ...", "inside target", "on north avenue"."""
    tokens = draft.reading.tokens
    word, following = norm_at(tokens, at), norm_at(tokens, at + 1)
    if word in ("next", "across", "close"):
        return following in ("to", "from") and norm_at(tokens, at + 2) not in _NO_PLACE
    if word not in _BY_THE or at + 1 >= len(tokens):
        return False
    named = word in _WITHIN or draft.lexicon.pharmacies.match(tokens, at + 1) is not None
    street = tokens[_end(draft, at) - 1].norm in draft.lexicon.streets
    return (following == "the" and norm_at(tokens, at + 2) not in _NO_PLACE) or named or street


def _end(draft: Draft, begin: int) -> int:
    """Return where the words of a place end that begins at `begin` with its link."""
    tokens = draft.reading.tokens
    days = {m.first for m in draft.reading.of("date", "time", "day_part", "phone", "medication")}
    end = begin + 1
    while end < len(tokens) and end - begin < _MOST and tokens[end].norm not in _ENDS and end not in days:
        end += 1
    while end > begin + 1 and norm_at(tokens, end - 1) in ("the", "on", "in", "at", "by", "near", "a", "of", "to"):
        end -= 1
    return end
