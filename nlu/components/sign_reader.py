"""Notes what a message says in the vocabulary of the screening rules, for the reader that learns danger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import SIGNS, runs_known, text_of
from nlu.components.tables import table
from nlu.reading.signs import Signs
from policies.triage import compile_red_flags, marks


class SignReader(Learner):
    """Adds the signs of every message. The rules' vocabulary travels in the archive, so that the model stands on its own."""

    _raw: dict[str, Any]
    _signs: Signs

    def learn(self, training_data: TrainingData) -> None:
        """Learn which signs there are, numbered after the runs, and note them: marking every example twice would cost as much again."""
        self._raw = table(training_data, "triage")
        rules = compile_red_flags([self._raw])
        messages = training_data.training_examples
        found = [marks(text_of(message), rules.languages[0]) for message in messages]
        self._signs = Signs.learn(found, rules, runs_known(messages))
        for message, each in zip(messages, found, strict=True):
            message.set(SIGNS, self._signs.weighed(each))

    def keep(self, folder: Path) -> None:
        """Write the vocabulary and what was learned of it."""
        (folder / "triage.json").write_text(json.dumps(self._raw, ensure_ascii=False), encoding="utf-8")
        self._signs.save(folder)

    def restore(self, folder: Path) -> None:
        """Read them back."""
        self._raw = json.loads((folder / "triage.json").read_text(encoding="utf-8"))
        self._signs = Signs.load(folder, self._raw)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Note the signs of the examples that `learn` has not seen."""
        self.process([message for message in training_data.training_examples if message.get(SIGNS) is None])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Note the signs of each message."""
        for message in messages:
            message.set(SIGNS, self._signs.vector(text_of(message)))
        return messages
