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


class SignReader(Learner):
    """Adds the signs of every message. The rules' vocabulary travels in the archive, so that the model stands on its own."""

    _raw: dict[str, Any]
    _signs: Signs

    def learn(self, training_data: TrainingData) -> None:
        """Learn which signs there are; they are numbered after the runs."""
        self._raw = table(training_data, "triage")
        texts = [text_of(message) for message in training_data.training_examples]
        self._signs = Signs.learn(texts, self._raw, runs_known(training_data.training_examples))

    def keep(self, folder: Path) -> None:
        """Write the vocabulary and what was learned of it."""
        (folder / "triage.json").write_text(json.dumps(self._raw, ensure_ascii=False), encoding="utf-8")
        self._signs.save(folder)

    def restore(self, folder: Path) -> None:
        """Read them back."""
        self._raw = json.loads((folder / "triage.json").read_text(encoding="utf-8"))
        self._signs = Signs.load(folder, self._raw)

    def process(self, messages: list[Message]) -> list[Message]:
        """Note the signs of each message."""
        for message in messages:
            message.set(SIGNS, self._signs.vector(text_of(message)))
        return messages
