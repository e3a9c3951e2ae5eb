"""Says how likely a message tells of danger, by the level of care it calls for. It widens the rules and never narrows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import DANGER, dense_of, runs_and_signs
from nlu.reading.adaptive import Pace, learn
from nlu.reading.linear import Examples, Linear, softmax


class DangerHead(Learner):
    """Adds a probability for every disposition but `none`."""

    _linear: Linear

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`share`: what runs and signs count beside the vector; `named`: what an everyday wording counts beside one of danger."""
        return {"share": 0.7, "named": 0.25}

    def learn(self, training_data: TrainingData) -> None:
        """Learn from every example that carries a level of care, `none` included."""
        messages = [message for message in training_data.training_examples if message.get(DANGER)]
        answers = [str(message.get(DANGER)) for message in messages]
        names = sorted(set(answers))
        sparse = [runs_and_signs(message, self.config["share"]) for message in messages]
        examples = Examples(
            np.stack([dense_of(message) for message in messages]),
            sparse,
            np.array([names.index(answer) for answer in answers]),
            np.array([self.config["named"] if message.get(INTENT) else 1.0 for message in messages], np.float32),
            1 + max(int(places.max(initial=-1)) for places, _ in sparse),
        )
        self._linear = learn(names, examples, Pace())

    def keep(self, folder: Path) -> None:
        """Write the weights."""
        self._linear.save(folder / "danger.npz")

    def restore(self, folder: Path) -> None:
        """Read the weights back."""
        self._linear = Linear.load(folder / "danger.npz")

    def process(self, messages: list[Message]) -> list[Message]:
        """Weigh each message."""
        for message in messages:
            scores = self._linear.scores(dense_of(message), *runs_and_signs(message, self.config["share"]))
            chances = dict(zip(self._linear.names, softmax(scores).tolist(), strict=True))
            chances.pop("none", None)
            message.set(DANGER, chances, add_to_output=True)
        return messages
