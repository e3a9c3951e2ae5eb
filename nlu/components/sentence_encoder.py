"""Turns the word pieces of a message into the vector that says what it means."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.training_data.message import Message

from nlu.components.base import Component
from nlu.components.fields import PIECES, add_dense
from nlu.encoder import home
from nlu.encoder.convert import digest


class EncoderChanged(Exception):
    """The model was trained on another encoder than the one that is here: train again."""


class SentenceVectors(Component):
    """Adds the encoder's vector. Messages that wait together are encoded together, with the same result."""

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
