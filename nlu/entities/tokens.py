"""Cuts a message into words, numbers and marks, each with its place in the text.

Every finder works on these pieces, so that each reads a message in one pass and none can be slow on a long one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# Marks that join a letter (accents) and characters nobody sees belong to the word they stand in.
_JOINED = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_PIECE = re.compile(
    rf"(?P<word>(?:[^\W\d_]|[{_JOINED}])+(?:['’‘`´ʼ](?:[^\W\d_]|[{_JOINED}])+)*)|(?P<number>\d+)|(?P<mark>\S)"
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})


class Kind(StrEnum):
    """What a piece of text is made of."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"


_KIND = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a message: as typed, as compared (`norm`: lower case, no accents), and without a final 's (`bare`)."""

    text: str
    norm: str
    bare: str
    start: int
    end: int
    kind: Kind
    glued: bool  # nothing stands between it and the piece before

    @property
    def is_word(self) -> bool:
        """Made of letters."""
        return self.kind is Kind.WORD

    @property
    def is_number(self) -> bool:
        """Made of digits."""
        return self.kind is Kind.NUMBER


Tokens = tuple[Token, ...]


def fold(text: str) -> str:
    """Return `text` as it is compared: lower case, straight apostrophes, no accents, no invisible characters."""
    if text.isascii():
        return text.lower().translate(_APOSTROPHES)
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    return "".join(c for c in spread if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")


def tokenize(text: str) -> Tokens:
    """Cut `text` into its pieces, in order. Linear in its length."""
    pieces: list[Token] = []
    last = -1
    for match in _PIECE.finditer(text):
        said = match.group()
        norm = fold(said)
        bare = norm.removesuffix("'s")
        start, end = match.span()
        pieces.append(Token(said, norm, bare, start, end, _KIND[match.lastgroup or "mark"], start == last))
        last = end
    return tuple(pieces)


def norm_at(tokens: Tokens, index: int) -> str:
    """Return the compared form of the piece at `index`, or an empty text outside the message."""
    return tokens[index].norm if 0 <= index < len(tokens) else ""


def kept(text: str, tokens: Tokens, first: int, last: int) -> str:
    """Return the stretch of the message from piece `first` up to, not including, piece `last`."""
    return text[tokens[first].start : tokens[last - 1].end] if first < last else ""
