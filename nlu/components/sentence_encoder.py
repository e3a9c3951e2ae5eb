"""Turns the word pieces of a message into the vector that says what it means."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Component
from nlu.components.fields import PIECES, add_dense
from nlu.encoder import home
from nlu.encoder.convert import digest
from nlu.encoder.kept import encode_all


class EncoderChanged(Exception):
    """The model was trained on another encoder than the one that is here: train again."""


class SentenceVectors(Component):
    """Adds the encoder's vector."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        asked = config.get("digest")
        if asked and asked != digest():
            raise EncoderChanged(f"this model needs encoder {asked}, and {digest()} is here; train again")

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode the messages."""
        rows = home.encoder().encode([message.get(PIECES) for message in messages])
        for message, row in zip(messages, rows, strict=True):
            add_dense(message, row)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the examples; those that were encoded in an earlier training are not encoded again."""
        messages = training_data.training_examples
        rows = encode_all(home.encoder(), home.folder(), [message.get(PIECES) for message in messages])
        for message, row in zip(messages, rows, strict=True):
            add_dense(message, row)
        return training_data
