"""Picks the name of a message from the ranking: first whether it is ours to answer at all, then which name.

What lies outside is known by classes of its own: their probabilities are added up, and together they are held against
all the names we answer to. So a message that is surely off our ground, but of an unclear kind, is not taken for a wish.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from nlu.components.base import Component
from nlu.components.fields import ASKED, RANKING
from nlu.reading.asked import weighed

OUTSIDE = "oos."


class Decision(Component):
    """Adds `intent` and `intent_ranking`, as Rasa's own classifiers do."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """From which probability on a message counts as outside; how many names are reported."""
        return {"outside_from": 0.5, "reported": 5}

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message."""
        for message in messages:
            chances = weighed(message.get(RANKING), message.get(ASKED))
            ranked = self.ranked(chances)
            message.set(INTENT, ranked[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranked[: self.config["reported"]], add_to_output=True)
        return messages

    def ranked(self, chances: dict[str, float]) -> list[dict[str, Any]]:
        """All names, those on the chosen side of the border first."""
        outside = sum(chance for name, chance in chances.items() if name.startswith(OUTSIDE))
        chosen = outside >= self.config["outside_from"]
        order = sorted(chances, key=lambda name: (name.startswith(OUTSIDE) != chosen, -chances[name], name))
        return [{"name": name, "confidence": chances[name]} for name in order]
