"""Finds the known word that a misspelt one most likely was, within a bounded number of slips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

_KEPT_ANSWERS = 4_000  # Most words are common ones, asked for in every message.


class Near(NamedTuple):
    """Known words nearest to what was typed, and how many slips away they are."""

    words: tuple[str, ...]
    slips: int


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    letters: int  # which letters occur, one bit each


def allowed_slips(length: int) -> int:
    """How many slips a word of this length may have: none under 5 letters, 1 to 6, 2 to 10, then 3."""
    return 0 if length < 5 else 1 if length < 7 else 2 if length < 11 else 3


def _letters(word: str) -> int:
    bits = 0
    for char in word:
        bits |= 1 << (ord(char) & 31)
    return bits


class Speller:
    """Known words by length, so that a look-up compares only what could be near."""

    __slots__ = ("_by_length", "_known", "_looked_up")

    def __init__(self, words: Iterable[str]) -> None:
        by_length: dict[int, list[_Entry]] = {}
        known = frozenset(words)
        for word in sorted(known):
            by_length.setdefault(len(word), []).append(_Entry(word, _letters(word)))
        self._known = known
        self._by_length = MappingProxyType({length: tuple(entries) for length, entries in by_length.items()})
        self._looked_up = lru_cache(_KEPT_ANSWERS)(self._near)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def near(self, word: str, most: int | None = None) -> Near | None:
        """Return the known words fewest slips away, all of them if several tie; None when nothing is near enough."""
        if word in self._known:
            return Near((word,), 0)
        limit = allowed_slips(len(word)) if most is None else most
        return self._looked_up(word, limit) if limit and len(word) <= 40 else None

    def _near(self, word: str, limit: int) -> Near | None:
        best: list[str] = []
        letters = _letters(word)
        for length in range(len(word) - limit, len(word) + limit + 1):
            for entry in self._by_length.get(length, ()):
                if (entry.letters ^ letters).bit_count() > 2 * limit:
                    continue
                slips = distance(word, entry.word, limit)
                if slips is None:
                    continue
                if slips < limit:
                    best, limit = [], slips
                best.append(entry.word)
        return Near(tuple(best), limit) if best else None


def distance(one: str, two: str, limit: int) -> int | None:
    """Count slips between two words (a letter too many, missing, wrong, or two swapped); None when over `limit`."""
    if abs(len(one) - len(two)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, char in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == two[j - 2] and one[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None
