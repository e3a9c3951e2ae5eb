"""Marks the stretches of a message that name a medicine, a person, a day and so on, with the readers of `nlu.entities`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import text_of
from nlu.components.tables import table
from nlu.encoder import home
from nlu.entities import Lexicon, build_lexicon, find
from nlu.reading import kept

_CODE = Path(find.__code__.co_filename).parent


@dataclass(frozen=True)
class Finder:
    """Finds the stretches of many texts, here or in a process of its own."""

    lists: dict[str, Any]

    def __call__(self, texts: list[str]) -> list[Any]:
        """The stretches of each text."""
        lexicon = build_lexicon(**self.lists)
        return [stretches(text, lexicon) for text in texts]


def stretches(text: str, lexicon: Lexicon) -> list[Any]:
    """The stretches of one text, as Rasa names their parts."""
    spans = find(text, lexicon)
    return [{"entity": span.kind, "start": span.start, "end": span.end, "value": span.text} for span in spans]


class EntityReader(Learner):
    """Adds `entities` to every message. What it learns is the word lists, so that the archive stands on its own."""

    _lists: dict[str, Any]
    _lexicon: Lexicon

    def learn(self, training_data: TrainingData) -> None:
        """Take the word lists along."""
        self._use(table(training_data, "lexicon"))

    def keep(self, folder: Path) -> None:
        """Write the word lists."""
        (folder / "lexicon.json").write_text(json.dumps(self._lists, ensure_ascii=False), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        """Read the word lists back."""
        self._use(json.loads((folder / "lexicon.json").read_text(encoding="utf-8")))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mark the examples; lines that an earlier training has marked are not marked again."""
        messages = training_data.training_examples
        texts = [text_of(message) for message in messages]
        file = home.folder() / "entities.json"
        found = kept.found_in(texts, Finder(self._lists), file, kept.basis(self._lists, _CODE))
        for message, each in zip(messages, found, strict=True):
            message.set(ENTITIES, each, add_to_output=True)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark each message."""
        for message in messages:
            message.set(ENTITIES, stretches(text_of(message), self._lexicon), add_to_output=True)
        return messages

    def _use(self, lists: dict[str, Any]) -> None:
        self._lists = lists
        # JSON turned the numbers of months and weekdays into text; the builder takes both.
        self._lexicon = build_lexicon(**lists)
