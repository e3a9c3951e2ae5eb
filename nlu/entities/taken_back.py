"""Words that take back what was just said: "no wait", "actually", "make it", "i mean", "they upped it to"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

MOST_BETWEEN = 8
"""More pieces than this between two values, and the second puts the first right only if it is said right before it."""
FARTHEST = 24
"""No second value farther away than this puts the first right."""

_ALONE = frozenset(
    """wait actually oops ooops whoops woops scratch correction rather sorry nvm nevermind strike typo mistyped shoot dang darn apologies pardon
    mistake mistook mixing mixed confusing confused""".split()
)
_PAIRS = frozenset(
    {
        ("i", "mean"),
        ("i", "meant"),
        ("make", "it"),
        ("make", "that"),
        ("my", "bad"),
        ("no", "no"),
        ("no", "its"),
        ("no", "it's"),
        ("no", "not"),
        ("no", "do"),
        ("nope", "its"),
        ("better", "yet"),
        ("should", "be"),
        ("never", "mind"),
        ("second", "thought"),
        ("change", "that"),
        ("not", "that"),
        ("excuse", "me"),
        ("hold", "on"),
        ("hang", "on"),
        ("oh", "no"),
        ("oh", "thats"),
        ("oh", "that's"),
        ("oh", "i"),
        ("oh", "shoot"),
    }
)
_HUMS = frozenset("uh um er erm uhm hmm hm ah".split())
_MARKS = frozenset(", . ! ? ; : - – — ( …".split())
_NO = frozenset("no nope nah nooo noo".split())
_A_WAIT = frozenset("the a this long no-wait's".split())
_SAID_LAST = 4  # words right before the second value


def takes_back(words: Sequence[str], *, bare_no: bool = False) -> bool:
    """Whether the words between two values of a kind say that the first was wrong and the second is meant.

    `bare_no` takes "Tuesday no Wednesday" so, which of medicines and of "no Fridays" would refuse the second.
    """
    words = [word for word in words if word not in _HUMS]
    if not words or len(words) > FARTHEST or words[-1] == "not":
        return False
    if sum(word not in _MARKS for word in words) > MOST_BETWEEN:
        return takes_back(words[-_SAID_LAST:], bare_no=bare_no) or _denied_at_once(words)
    alone = any(
        word in _ALONE and not (word == "wait" and before in _A_WAIT) for before, word in pairwise(("", *words))
    )
    said = alone or any(pair in _PAIRS for pair in pairwise(words)) or _plain_no(words, bare_no)
    return said and "for" not in words[-1:]  # "sorry for the trouble"


def _denied_at_once(words: Sequence[str]) -> bool:
    """Whether the first was taken back right behind it, whatever is told before the second ("no wait she stopped that, its ...")."""
    said = [word for word in words[: _SAID_LAST + 1] if word not in _MARKS and word not in ("oh", "well", "so")]
    return tuple(said[:2]) in _DENIED


_DENIED = frozenset(
    {("no", "wait"), ("wait", "no"), ("scratch", "that"), ("no", "sorry"), ("sorry", "no"), ("strike", "that")}
    | {("hang", "on"), ("hold", "on"), ("oh", "no"), ("no", "no")}
    | {("actually", "no"), ("no", "actually"), ("oh", "wait"), ("oops", "no"), ("never", "mind")}
)


def restarts(words: Sequence[str]) -> list[int]:
    """Return the places after words that take back what was said before, where it may be said anew."""
    found: list[int] = []
    for at in range(1, len(words)):
        following = words[at + 1] if at + 1 < len(words) else ""
        denied = words[at] in _NO and following not in _NOT_TAKEN
        if denied or (words[at] in _ALONE and words[at - 1] not in _A_WAIT and following not in _SORRY_FOR):
            found.append(at + 1)
        elif tuple(words[at : at + 2]) in _PAIRS:
            found.append(at + 2)
    return found


_SORRY_FOR = frozenset("for about to that if im i'm".split())
_NOT_TAKEN = frozenset(
    """later earlier more problem matter preference idea spaces space caps h e dashes hyphen apostrophe accent need longer
    capitals capital dots dot underscore underscores punctuation""".split()
)


def has_changed(words: Sequence[str]) -> bool:
    """Whether the words between two values tell that the second holds now: "now its", "they upped it to", "changed me to"."""
    if len(words) > MOST_BETWEEN or {"and", "also", "plus", "or"} & set(words):
        return False
    now = any(word == "now" and before not in _UNTIL for before, word in pairwise(("", *words)))
    return now or (bool(_CHANGED & set(words)) and words[-1] in ("to", "it's", "its"))


_UNTIL = frozenset("until till til right for by from as since".split())
_CHANGED = frozenset(
    "changed upped raised increased bumped lowered reduced dropped switched moved went cut put doubled gone started".split()
)


def _plain_no(words: Sequence[str], bare: bool) -> bool:
    """Whether nothing but "no" stands between, set off by a mark, or "no" and a mark right before the second: "... so no, Wednesday"."""
    said = [word for word in words if word not in _MARKS]
    if len(words) > 1 and words[-2] in _NO and words[-1] in (",", ".", "-", "—", "…"):
        return True
    return len(said) == 1 and said[0] in _NO and (bare or words[-1] != said[0] or words[0] == "?")
