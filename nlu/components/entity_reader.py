"""Marks the stretches of a message that name a medicine, a person, a day and so on, with the readers of `nlu.entities`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import text_of
from nlu.components.tables import table
from nlu.entities import Lexicon, build_lexicon, find


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

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark each message."""
        for message in messages:
            spans = find(text_of(message), self._lexicon)
            found = [{"entity": span.kind, "start": span.start, "end": span.end, "value": span.text} for span in spans]
            message.set(ENTITIES, found, add_to_output=True)
        return messages

    def _use(self, lists: dict[str, Any]) -> None:
        self._lists = lists
        # JSON turned the numbers of months and weekdays into text; the builder takes both.
        self._lexicon = build_lexicon(**lists)
