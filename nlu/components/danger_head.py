"""Says how likely a message tells of danger, by the level of care it calls for. It widens the rules and never narrows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import DANGER, dense_of, examples_of, runs_known, scaled_runs
from nlu.reading.linear import Linear, fit, softmax


class DangerHead(Learner):
    """Adds a probability for every disposition but `none`."""

    _linear: Linear

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """As for the names; `calm` is what an everyday example counts beside one of danger."""
        return {"share": 0.7, "strength": 20.0, "steps": 60, "calm": 1.0}

    def learn(self, training_data: TrainingData) -> None:
        """Learn from every example that carries a level of care, `none` included."""
        messages = [message for message in training_data.training_examples if message.get(DANGER)]
        answers = [str(message.get(DANGER)) for message in messages]
        names = sorted(set(answers))
        counts = [self.config["calm"] if answer == "none" else 1.0 for answer in answers]
        runs = runs_known(training_data.training_examples)
        given = [names.index(answer) for answer in answers]
        examples = examples_of(messages, given, counts, self.config["share"], runs)
        self._linear = fit(names, examples, self.config["strength"], self.config["steps"])

    def keep(self, folder: Path) -> None:
        """Write the weights."""
        self._linear.save(folder / "danger.npz")

    def restore(self, folder: Path) -> None:
        """Read the weights back."""
        self._linear = Linear.load(folder / "danger.npz")

    def process(self, messages: list[Message]) -> list[Message]:
        """Weigh each message."""
        for message in messages:
            scores = self._linear.scores(dense_of(message), *scaled_runs(message, self.config["share"]))
            chances = dict(zip(self._linear.names, softmax(scores).tolist(), strict=True))
            chances.pop("none", None)
            message.set(DANGER, chances, add_to_output=True)
        return messages
