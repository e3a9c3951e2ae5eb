"""Names what a message means, with a probability for every name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import RANKING, dense_of, examples_of, runs_known, scaled_runs
from nlu.reading.linear import Linear, fit, softmax


class IntentHead(Learner):
    """Adds the ranking of all names. The last component picks one of them."""

    _linear: Linear

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How much the runs count beside the vector, how far the examples are trusted, how long is trained, how sure it sounds."""
        return {"share": 0.7, "strength": 20.0, "steps": 60, "heat": 1.0}

    def learn(self, training_data: TrainingData) -> None:
        """Learn from all examples that carry a name."""
        messages = training_data.intent_examples
        answers = [str(message.get(INTENT)) for message in messages]
        names = sorted(set(answers))
        numbers = {name: number for number, name in enumerate(names)}
        given = [numbers[answer] for answer in answers]
        runs = runs_known(messages)
        examples = examples_of(messages, given, [1.0] * len(given), self.config["share"], runs)
        self._linear = fit(names, examples, self.config["strength"], self.config["steps"]).cooled(self.config["heat"])

    def keep(self, folder: Path) -> None:
        """Write the weights."""
        self._linear.save(folder / "intent.npz")

    def restore(self, folder: Path) -> None:
        """Read the weights back."""
        self._linear = Linear.load(folder / "intent.npz")

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the names for each message."""
        for message in messages:
            scores = self._linear.scores(dense_of(message), *scaled_runs(message, self.config["share"]))
            message.set(RANKING, dict(zip(self._linear.names, softmax(scores).tolist(), strict=True)))
        return messages
