"""Cuts the plain text into the word pieces that the encoder knows."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from nlu.components.base import Component
from nlu.components.fields import PIECES, plain_of
from nlu.encoder import home


class WordPieceTokenizer(Component):
    """Adds the numbers of the word pieces."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Cut each message."""
        pieces = home.encoder().pieces
        for message in messages:
            message.set(PIECES, pieces(plain_of(message)))
        return messages
