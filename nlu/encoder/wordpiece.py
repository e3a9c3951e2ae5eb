"""Cuts a message into the word pieces that the encoder was made with, in plain Python.

The rules are those of the uncased BERT vocabulary: lower case, accents dropped, punctuation apart, then the longest
known piece from the left.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path

_LONGEST_WORD = 100
_CJK = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


def _apart(char: str) -> bool:
    """Whether a character stands as a piece of its own."""
    code = ord(char)
    if code < 128:
        return not char.isalnum()
    return unicodedata.category(char).startswith("P") or any(low <= code <= high for low, high in _CJK)


def _dropped(char: str) -> bool:
    return char in "\x00\ufffd" or unicodedata.category(char) in {"Mn", "Cc", "Cf"}


def basic_words(text: str) -> list[str]:
    """The words and marks of a text, lower case and without accents."""
    out: list[str] = []
    for char in unicodedata.normalize("NFD", text.lower()):
        if char.isspace():
            out.append(" ")
        elif char.isascii() and char.isalnum():
            out.append(char)
        elif _dropped(char):
            continue
        else:
            out.append(f" {char} " if _apart(char) else char)
    return "".join(out).split()


class WordPiece:
    """The vocabulary and the cutting rule. `pieces` promises at most `limit` numbers, first and last mark included."""

    def __init__(self, vocabulary: Path, limit: int = 128) -> None:
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        self._index = {piece: number for number, piece in enumerate(lines) if piece}
        self._unknown, self._first, self._last = (self._index[mark] for mark in ("[UNK]", "[CLS]", "[SEP]"))
        self._limit = limit
        self._cut = lru_cache(maxsize=20_000)(self._pieces_of)

    @cached_property
    def words(self) -> frozenset[str]:
        """The whole words of the vocabulary."""
        return frozenset(piece for piece in self._index if piece.isalpha())

    def pieces(self, text: str) -> list[int]:
        """The numbers of the pieces of a text."""
        room = self._limit - 2
        found: list[int] = []
        for word in basic_words(text[: room * _LONGEST_WORD]):
            if len(found) >= room:
                break
            found.extend(self._cut(word))
        return [self._first, *found[:room], self._last]

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            number, start = self._longest(word, start)
            if number is None:
                return (self._unknown,)
            found.append(number)
        return tuple(found)

    def _longest(self, word: str, start: int) -> tuple[int | None, int]:
        for end in range(len(word), start, -1):
            number = self._index.get(word[start:end] if start == 0 else "##" + word[start:end])
            if number is not None:
                return number, end
        return None, start
