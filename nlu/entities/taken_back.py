"""Words that take back what was just said: "no wait", "actually", "make it", "i mean"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

MOST_BETWEEN = 8
"""More pieces than this between two values, and the second no longer puts the first right."""

_ALONE = frozenset(
    "wait actually oops ooops whoops woops scratch correction rather sorry nvm nevermind strike typo mistyped".split()
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
        ("nope", "its"),
        ("better", "yet"),
        ("should", "be"),
        ("never", "mind"),
        ("second", "thought"),
        ("change", "that"),
        ("not", "that"),
    }
)
_MARKS = frozenset(", . ! ? ; : - – — ( …".split())
_NO = frozenset("no nope nah nooo noo".split())
_A_WAIT = frozenset("the a this long no-wait's".split())


def takes_back(words: Sequence[str], *, bare_no: bool = False) -> bool:
    """Whether the words between two values of a kind say that the first was wrong and the second is meant.

    `bare_no` takes "Tuesday no Wednesday" so, which of medicines and of "no Fridays" would refuse the second.
    """
    if not words or len(words) > MOST_BETWEEN or words[-1] == "not":
        return False
    alone = any(
        word in _ALONE and not (word == "wait" and before in _A_WAIT) for before, word in pairwise(("", *words))
    )
    return alone or any(pair in _PAIRS for pair in pairwise(words)) or _plain_no(words, bare_no)


def _plain_no(words: Sequence[str], bare: bool) -> bool:
    """Whether nothing but "no" stands between, set off by a mark: "Tuesday, no, Wednesday"."""
    said = [word for word in words if word not in _MARKS]
    return len(said) == 1 and said[0] in _NO and (bare or words[-1] != said[0] or words[0] == "?")
