"""Notes what a message says in the vocabulary of the screening rules, for the reader that learns danger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import SIGNS, runs_known, text_of
from nlu.components.tables import table
from nlu.encoder import home
from nlu.reading import kept
from nlu.reading.signs import Signs
from policies.triage import Marks, compile_red_flags, marks

_CODE = Path(marks.__code__.co_filename).parent


@dataclass(frozen=True)
class Marker:
    """Marks many texts, here or in a process of its own."""

    raw: dict[str, Any]

    def __call__(self, texts: list[str]) -> list[Any]:
        """Signs and words of each text, in order."""
        language = compile_red_flags([self.raw]).languages[0]
        found = [marks(text, language) for text in texts]
        return [[sorted(each.signs), sorted(each.words)] for each in found]


def _as_marks(found: list[list[str]]) -> Marks:
    signs, words = found
    return Marks(frozenset(signs), frozenset(words))


class SignReader(Learner):
    """Adds the signs of every message. The rules' vocabulary travels in the archive, so that the model stands on its own."""

    _raw: dict[str, Any]
    _signs: Signs

    def learn(self, training_data: TrainingData) -> None:
        """Learn which signs there are, numbered after the runs, and note them: marking every example twice would cost as much again.

        Lines that an earlier training has marked are not marked again.
        """
        self._raw = table(training_data, "triage")
        messages = training_data.training_examples
        texts = [text_of(message) for message in messages]
        file = home.folder() / "signs.json"
        noted = kept.found_in(texts, Marker(self._raw), file, kept.basis(self._raw, _CODE))
        found = [_as_marks(each) for each in noted]
        self._signs = Signs.learn(found, compile_red_flags([self._raw]), runs_known(messages))
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
