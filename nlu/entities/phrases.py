"""Known names of one or several words, found where they stand in a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from nlu.entities.tokens import Tokens, tokenize

Meaning = TypeVar("Meaning")

# Written between the words of a name by some and left out by others ("amlodipine/benazepril", "z-pak", "mt. kisco").
_LONGEST_NAME = 24  # pieces
_SKIPPED = frozenset("-/.'#")


class Match(NamedTuple, Generic[Meaning]):
    """What was found, and the place after it."""

    meaning: Meaning
    end: int


class Phrases(Generic[Meaning]):
    """Names by their first word, longest first."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Mapping[str, Meaning]) -> None:
        by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for name, meaning in names.items():
            words = tuple(token.norm for token in tokenize(name) if token.norm not in _SKIPPED)
            if words:
                by_first.setdefault(words[0], []).append((words, meaning))
        self._by_first = {first: tuple(sorted(ways, key=lambda way: -len(way[0]))) for first, ways in by_first.items()}

    def __iter__(self) -> Iterator[Meaning]:
        return (meaning for ways in self._by_first.values() for _, meaning in ways)

    @property
    def first_words(self) -> frozenset[str]:
        """The words that a name begins with."""
        return frozenset(self._by_first)

    def match(self, tokens: Tokens, at: int) -> Match[Meaning] | None:
        """Return the longest known name that begins at `at`, if any."""
        token = tokens[at]
        for words, meaning in self._by_first.get(token.norm, ()) or self._by_first.get(token.bare, ()):
            end = _follow(words, tokens, at)
            if end:
                return Match(meaning, end)
        return None


def _follow(words: tuple[str, ...], tokens: Tokens, at: int) -> int:
    """Return the place after `words` when the message has them from `at` on, else 0."""
    index = at
    for word in words:
        while at < index < len(tokens) and index - at < _LONGEST_NAME and tokens[index].norm in _SKIPPED:
            index += 1
        if index >= len(tokens) or word not in (tokens[index].norm, tokens[index].bare):
            return 0
        index += 1
    return index
