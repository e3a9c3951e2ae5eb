"""Writes each message in plain spelling beside what was typed, with names and medicines replaced by their kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import PLAIN, text_of
from nlu.components.tables import table
from nlu.encoder import home
from nlu.reading.plain import Plain, Stretch


class PlainSpeller(Learner):
    """Adds the plain text. It learns which words are common, since a slip is put right only to one of them."""

    _plain: Plain

    def learn(self, training_data: TrainingData) -> None:
        """Take the spelling tables along and count words."""
        tables = table(training_data, "spelling")
        bare = Plain.of(tables, known=home.encoder().words, masks=self.config.get("masks", {}))
        counted: Counter[str] = Counter()
        for message in training_data.intent_examples:
            counted.update(set(bare.read(text_of(message)).split()))
        self._plain = bare.with_common(counted, int(self.config.get("least", 4)))

    def keep(self, folder: Path) -> None:
        """Write the tables."""
        self._plain.save(folder / "plain.json")

    def restore(self, folder: Path) -> None:
        """Read the tables back."""
        self._plain = Plain.load(folder / "plain.json", known=home.encoder().words)

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the plain text of each message."""
        for message in messages:
            stretches = [Stretch(one["entity"], one["start"], one["end"]) for one in message.get(ENTITIES) or ()]
            message.set(PLAIN, self._plain.read(text_of(message), stretches))
        return messages
