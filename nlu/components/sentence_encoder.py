"""Turns the word pieces of a message into the vector that says what it means, and into parts that say it piece by piece."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import Component
from nlu.components.fields import PARTS, PIECES, add_dense, teaches_danger
from nlu.encoder import home
from nlu.encoder.convert import digest
from nlu.encoder.kept import parts_of, vectors_of


class EncoderChanged(Exception):
    """The model was trained on another encoder than the one that is here: train again."""


class SentenceVectors(Component):
    """Adds the encoder's vector and its parts."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        asked = config.get("digest")
        if asked and asked != digest():
            raise EncoderChanged(f"this model needs encoder {asked}, and {digest()} is here; train again")

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode the messages."""
        encoder = home.encoder()
        for message in messages:
            encoded = encoder.read(message.get(PIECES))
            add_dense(message, encoded.vector)
            message.set(PARTS, encoded.parts)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """A vector for examples with a name, parts for those of danger; what was encoded in an earlier training is not encoded again."""
        named = [message for message in training_data.training_examples if message.get(INTENT)]
        for message, rows in zip(named, vectors_of(home.encoder(), home.folder(), _pieces(named)), strict=True):
            add_dense(message, rows[0])
        told = [message for message in training_data.training_examples if teaches_danger(message)]
        for message, rows in zip(told, parts_of(home.encoder(), home.folder(), _pieces(told)), strict=True):
            message.set(PARTS, rows)
        return training_data


def _pieces(messages: list[Message]) -> list[list[int]]:
    return [message.get(PIECES) for message in messages]
