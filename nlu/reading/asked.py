"""Reads a message against the question just asked: then *yes*, *no*, *go back* and *stop* are likelier than they would be.

The weights are light. A name whose probability is more than `MARGIN` times that of a plain answer still wins, so that a
clear question or a new wish is heard in the middle of a flow.
"""

from __future__ import annotations

from collections.abc import Mapping

LIKELIER = ("chat.yes", "chat.no", "chat.back", "chat.cancel")
MARGIN = 3.0


def weighed(chances: Mapping[str, float], asked: str | None) -> dict[str, float]:
    """The probabilities after the question is taken into account; unchanged where nothing was asked."""
    if not asked:
        return dict(chances)
    raised = {name: chance * (MARGIN if name in LIKELIER else 1.0) for name, chance in chances.items()}
    total = sum(raised.values())
    return {name: chance / total for name, chance in raised.items()}
