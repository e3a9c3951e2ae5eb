"""Loads a stored model with Rasa's own engine and reads messages with it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.fields import ASKED, DANGER, dense_of, plain_of
from nlu.encoder import home
from nlu.runner import StraightRunner

# As in rasa.engine.constants, whose import would load every chat connector that Rasa has.
PLACEHOLDER_MESSAGE = "__message__"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the graph says of one message."""

    ranking: tuple[tuple[str, float], ...]
    danger: dict[str, float]


class LoadedModel:
    """A model read from its archive, ready to read messages."""

    def __init__(self, archive: Path, encoder: Path) -> None:
        if not archive.is_file():
            raise FileNotFoundError(archive)
        home.use(encoder)
        self._folder = tempfile.TemporaryDirectory(prefix="frontdoor-model-")
        self._runner: GraphRunner
        metadata, self._runner = load_predict_graph_runner(
            Path(self._folder.name), archive, LocalModelStorage, StraightRunner
        )
        self._target = metadata.nlu_target
        self._folder.cleanup()  # Every component is loaded by now; nothing is left lying about.

    def read(self, texts: Sequence[str], asked: Sequence[str | None]) -> list[Reading]:
        """Read some messages at once; the result for each is the same as if it were alone."""
        messages = [Message(data={TEXT: text, ASKED: ask}) for text, ask in zip(texts, asked, strict=True)]
        read = self._runner.run({PLACEHOLDER_MESSAGE: messages}, [self._target])[self._target]
        return [_reading(message) for message in read]

    def described(self, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """The plain spelling and the encoder's vector of each text, for evaluation."""
        messages = [Message(data={TEXT: text}) for text in texts]
        read = self._runner.run({PLACEHOLDER_MESSAGE: messages}, ["vectors"])["vectors"]
        return [plain_of(message) for message in read], np.stack([dense_of(message) for message in read])


def _reading(message: Message) -> Reading:
    ranking = [message.get(INTENT), *(message.get(INTENT_RANKING_KEY)[1:])]
    return Reading(tuple((one["name"], float(one["confidence"])) for one in ranking), dict(message.get(DANGER)))
