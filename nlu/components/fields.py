"""The names under which the components leave their findings on a message."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

from nlu.reading.linear import Examples

PLAIN = "plain"  # the text in plain spelling, names and medicines replaced by their kind
PIECES = "pieces"  # the word pieces of the plain text, as numbers
RUNS = "runs"  # the weighed runs of words and letters: places and values
PARTS = "parts"  # the encoder's rows for every few word pieces
RANKING = "ranking"  # a probability for every name
ASKED = "asked"  # what the bot had just asked, if anything
DANGER = "danger"  # in training: a disposition; in a reading: probabilities by disposition


def text_of(message: Message) -> str:
    """What was typed."""
    return str(message.get(TEXT) or "")


def plain_of(message: Message) -> str:
    """The plain text, or what was typed where no component made it plain."""
    return str(message.get(PLAIN) or text_of(message))


def add_dense(message: Message, row: NDArray[np.float32]) -> None:
    """Put the encoder's vector on a message, as Rasa keeps features."""
    message.add_features(Features(row[None, :], FEATURE_TYPE_SENTENCE, TEXT, "SentenceEncoder"))


def dense_of(message: Message) -> NDArray[np.float32]:
    """The encoder's vector of a message."""
    for features in message.features:
        if features.is_dense() and features.type == FEATURE_TYPE_SENTENCE:
            row: NDArray[np.float32] = features.features[0]
            return row
    raise LookupError("no encoder ran before this component")


def scaled_runs(message: Message, share: float) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The weighed runs of a message, counted by `share` beside the encoder's vector."""
    places, values = message.get(RUNS)
    return places, values * np.float32(share)


def teaches_danger(message: Message) -> bool:
    """Whether the reader of danger learns from an example: utterances of screening, and a third of the everyday wordings.

    A third says what everyday talk is like, and two changes of a wording in three leave that reader as it is.
    """
    if not message.get(DANGER):
        return False
    return not message.get(INTENT) or hashlib.sha256(text_of(message).encode()).digest()[0] % 3 == 0


def examples_of(messages: list[Message], answers: list[int], counts: list[float], share: float, runs: int) -> Examples:
    """Messages and their answers as the trainer takes them."""
    dense = np.stack([dense_of(message) for message in messages])
    sparse = [scaled_runs(message, share) for message in messages]
    return Examples(dense, sparse, np.array(answers), np.array(counts, np.float32), runs)


def runs_known(messages: list[Message]) -> int:
    """How many runs were learned: each occurs in some example."""
    return 1 + max(int(message.get(RUNS)[0].max(initial=-1)) for message in messages)
