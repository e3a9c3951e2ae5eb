"""Says how likely a message tells of danger, by the level of care it calls for. It widens the rules and never narrows them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import DANGER, PARTS, plain_of, teaches_danger, text_of
from nlu.components.tables import table
from nlu.encoder import home
from nlu.encoder.convert import digest
from nlu.reading import kept
from nlu.reading.danger import DangerReading, Lesson
from nlu.reading.wordless import wordless
from policies.triage import Marks, compile_red_flags, marks

_RULES = Path(marks.__code__.co_filename).parent
_READING = Path(kept.__file__).parent


@dataclass(frozen=True)
class Marker:
    """Marks many texts with the rules' vocabulary, here or in a process of its own."""

    raw: dict[str, Any]

    def __call__(self, texts: list[str]) -> list[Any]:
        """Signs and words of each text, in order."""
        language = compile_red_flags([self.raw]).languages[0]
        found = [marks(text, language) for text in texts]
        return [[sorted(each.signs), sorted(each.words)] for each in found]


class DangerReader(Learner):
    """Adds a probability for every disposition but `none`. The rules' vocabulary travels in the archive."""

    _raw: dict[str, Any]
    _reading: DangerReading
    _learned: Path

    def learn(self, training_data: TrainingData) -> None:
        """Learn, unless an earlier training learned from the very same examples."""
        self._raw = table(training_data, "triage")
        messages = [one for one in training_data.training_examples if teaches_danger(one)]
        said = [[text_of(one), plain_of(one), str(one.get(DANGER))] for one in messages]
        key = kept.basis({"rules": self._raw, "said": said, "encoder": digest()}, _RULES, _READING)[:16]
        self._learned = kept.made_once(home.folder(), "danger", key, lambda folder: self._learn(messages, folder))

    def _learn(self, messages: list[Message], folder: Path) -> None:
        texts = [text_of(message) for message in messages]
        noted = kept.found_in(texts, Marker(self._raw), home.folder() / "signs.json", kept.basis(self._raw, _RULES))
        lessons = [
            Lesson(plain_of(message), message.get(PARTS), _as_marks(each), str(message.get(DANGER)))
            for message, each in zip(messages, noted, strict=True)
        ]
        DangerReading.learn(lessons, self._raw).save(folder)

    def keep(self, folder: Path) -> None:
        """Write both readers and the rules' vocabulary."""
        shutil.copytree(self._learned, folder, dirs_exist_ok=True)
        (folder / "triage.json").write_text(json.dumps(self._raw, ensure_ascii=False), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        """Read them back."""
        self._reading = DangerReading.load(folder, json.loads((folder / "triage.json").read_text(encoding="utf-8")))

    def process(self, messages: list[Message]) -> list[Message]:
        """Weigh each message. A code alone says nothing, whatever its letters happen to be near to."""
        known = home.encoder().words
        for message in messages:
            if wordless(text_of(message), known):
                chances = dict.fromkeys(self._reading.levels, 0.0)
            else:
                chances = self._reading.chances(text_of(message), plain_of(message), message.get(PARTS))
            chances.pop("none", None)
            message.set(DANGER, chances, add_to_output=True)
        return messages


def _as_marks(found: list[list[str]]) -> Marks:
    signs, words = found
    return Marks(frozenset(signs), frozenset(words))
