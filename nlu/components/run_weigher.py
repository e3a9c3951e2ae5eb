"""Notes the runs of words and letters of each message, weighed by how telling they are."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Learner
from nlu.components.fields import RUNS, plain_of
from nlu.reading.ngrams import Ngrams


class RunWeigher(Learner):
    """Adds the sparse half of a message's description; utterances of danger have one of their own (see `nlu.reading.danger`)."""

    _ngrams: Ngrams

    def learn(self, training_data: TrainingData) -> None:
        """Learn which runs there are in the examples that carry a name."""
        texts = [plain_of(message) for message in training_data.intent_examples]
        self._ngrams = Ngrams.learn(texts, int(self.config.get("least", 2)))

    def keep(self, folder: Path) -> None:
        """Write the runs and their weights."""
        self._ngrams.save(folder)

    def restore(self, folder: Path) -> None:
        """Read them back."""
        self._ngrams = Ngrams.load(folder)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Weigh the runs of the examples that carry a name."""
        self.process(training_data.intent_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Weigh the runs of each message."""
        for message in messages:
            message.set(RUNS, self._ngrams.vector(plain_of(message)))
        return messages
