"""Picks the name of a message from the ranking: first whether it is ours to answer at all, then which name.

What lies outside is known by classes of its own: their probabilities are added up, and together they are held against
all the names we answer to. So a message that is surely off our ground, but of an unclear kind, is not taken for a wish.
Danger is judged by two heads, of which one also learned near misses of every presentation; their views are averaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from nlu.components.base import Component
from nlu.components.fields import ASKED, DANGER, RANKING, text_of
from nlu.examples import EMERGENCY_NAME
from nlu.reading.asked import weighed

OUTSIDE = "oos."
NO_WISH = "oos.gibberish"
FACTS = frozenset({"email", "phone", "zip", "dob"})
ALONE = 0.9
"""Part of the letters; the rest is a comma or a full stop."""
ACUTE = ("emergency", "crisis", "poison")


class Decision(Component):
    """Adds `intent` and `intent_ranking`, as Rasa's own classifiers do."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """From which probability on a message counts as outside; how many names are reported."""
        return {"outside_from": 0.4, "reported": 5}

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message."""
        for message in messages:
            ranking = fact_alone(message.get(RANKING)) if is_fact_alone(message) else message.get(RANKING)
            chances = with_danger(ranking, message.get(DANGER))
            ranked = self.ranked(weighed(chances, message.get(ASKED), covered(message)))
            message.set(INTENT, ranked[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranked[: self.config["reported"]], add_to_output=True)
        return messages

    def ranked(self, chances: Mapping[str, float]) -> list[dict[str, Any]]:
        """All names, those on the chosen side of the border first."""
        outside = sum(chance for name, chance in chances.items() if name.startswith(OUTSIDE))
        chosen = outside >= self.config["outside_from"]
        order = sorted((name.startswith(OUTSIDE) != chosen, -chance, name) for name, chance in chances.items())
        return [{"name": name, "confidence": -chance} for _, chance, name in order]


def with_danger(chances: Mapping[str, float], danger: Mapping[str, float]) -> dict[str, float]:
    """The ranking after the danger head had its say on the one name for danger."""
    named = chances.get(EMERGENCY_NAME)
    if named is None:
        return dict(chances)
    joined = (named + min(1.0, sum(danger.get(level, 0.0) for level in ACUTE))) / 2
    rest = (1 - joined) / max(1 - named, 1e-9)
    return {name: joined if name == EMERGENCY_NAME else chance * rest for name, chance in chances.items()}


def is_fact_alone(message: Message) -> bool:
    """Whether somebody typed nothing but an address, a number or a day of birth. That is an answer, and no wish of its own."""
    kinds = {one["entity"] for one in message.get(ENTITIES) or ()}
    return bool(kinds) and kinds <= FACTS and covered(message) > ALONE


def fact_alone(chances: Mapping[str, float]) -> dict[str, float]:
    """The ranking of such a message: outside, so that it is asked what to do with it."""
    return {name: float(name == NO_WISH) for name in chances} if NO_WISH in chances else dict(chances)


def covered(message: Message) -> float:
    """Which part of a message's letters the entity readers recognised."""
    length = len(text_of(message).strip())
    found = sum(int(one["end"]) - int(one["start"]) for one in message.get(ENTITIES) or ())
    return found / max(length, 1)
