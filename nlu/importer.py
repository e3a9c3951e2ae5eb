"""Hands our examples and word lists to Rasa's trainer."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.fields import DANGER
from nlu.components.tables import as_lookup_tables
from nlu.examples import TrainingSet, Wording


class UncachedData(TrainingData):  # type: ignore[misc]  # rasa is not typed
    """Training data without a key for Rasa's cache of single steps: we keep none, and the key costs more than the training."""

    def fingerprint(self) -> str:
        """The same for all, since nothing is looked up by it."""
        return "uncached"


class ExamplesImporter(TrainingDataImporter):  # type: ignore[misc]  # rasa is not typed
    """Gives Rasa the training set it was made with."""

    def __init__(self, training_set: TrainingSet, config: dict[str, Any]) -> None:
        self._set = training_set
        self._config = config

    def get_domain(self) -> Domain:
        """No dialogue is trained."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """No dialogue is trained."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """The pipeline of `nlu/config.yml`."""
        return self._config

    def get_config_file_for_auto_config(self) -> str | None:
        """Nothing is filled in by Rasa."""
        return None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples as Rasa keeps them."""
        messages = [_message(wording) for wording in self._set.wordings]
        return UncachedData(messages, lookup_tables=as_lookup_tables(self._set.tables))


def _message(wording: Wording) -> Message:
    data = {TEXT: wording.text, INTENT: wording.name, DANGER: wording.danger}
    return Message(data={key: value for key, value in data.items() if value is not None})
