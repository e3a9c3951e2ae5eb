"""Reads a message against the question just asked: then *yes*, *no*, *go back* and *stop* are likelier than they would be.

The weights are light. A name whose probability is more than `MARGIN` times that of a plain answer still wins, so that a
clear question or a new wish is heard in the middle of a flow. Two things are held back instead: a name or a number is no
gibberish when it answers a question, and a message that is little but the thing asked for is no new wish.
"""

from __future__ import annotations

from collections.abc import Mapping

LIKELIER = frozenset({"chat.yes", "chat.no", "chat.back", "chat.cancel"})
UNLIKELIER = frozenset({"oos.gibberish"})
MARGIN = 3.0
BARE = 0.6
"""From this share of recognised letters on, a message is the bare answer."""
HELD_BACK = 0.5
"""What the confidence of anything else is multiplied by then: too little to outrank the open question."""


def weighed(chances: Mapping[str, float], asked: str | None, covered: float = 0.0) -> dict[str, float]:
    """The probabilities after the question is taken into account; unchanged where nothing was asked."""
    if not asked:
        return dict(chances)
    raised = {name: chance * _weight(name) for name, chance in chances.items()}
    total = sum(raised.values())
    held = HELD_BACK if covered >= BARE else 1.0
    return {name: chance / total * (1.0 if name in LIKELIER else held) for name, chance in raised.items()}


def _weight(name: str) -> float:
    if name in LIKELIER:
        return MARGIN
    return 1 / MARGIN if name in UNLIKELIER else 1.0
