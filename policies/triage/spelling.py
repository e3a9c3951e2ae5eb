"""Spelling repair, for the words the rules need and for no others: `cheast` is chest, but `cheese` stays cheese.

The repair works by deletion: every needed word is filed under itself with one letter missing (two for long words),
so that a misspelt word is found by a handful of look-ups and never by comparing it with the whole list.
"""

from collections.abc import Iterable

SHORTEST_REPAIRED = 4
SHORTEST_FOR_TWO_SLIPS = 8
LONGEST_REPAIRED = 18


class Speller:
    """Finds the needed word that a misspelt one stands for."""

    def __init__(self, needed: Iterable[str], ordinary: frozenset[str]) -> None:
        self._ordinary = ordinary
        self._needed = frozenset(word for word in needed if word.isalpha() and len(word) >= SHORTEST_REPAIRED)
        self._filed: dict[str, list[str]] = {}
        for word in sorted(self._needed):
            for key in _keys(word):
                self._filed.setdefault(key, []).append(word)

    def repair(self, word: str) -> str | None:
        """The needed word this one was meant to be, or None when it is an ordinary word or too far from all."""
        if word in self._ordinary or not SHORTEST_REPAIRED <= len(word) <= LONGEST_REPAIRED:
            return None
        best: tuple[int, str] | None = None
        for key in _keys(word):
            for candidate in self._filed.get(key, ()):
                slips = _slips(word, candidate)
                if slips <= _allowed(word, candidate) and (best is None or (slips, candidate) < best):
                    best = (slips, candidate)
        return best[1] if best else None

    def split(self, word: str, known: Iterable[str]) -> tuple[str, str] | None:
        """The two needed words run together in one (`chestpain`), or None."""
        if word in self._ordinary or not 7 <= len(word) <= 2 * LONGEST_REPAIRED:
            return None
        listed = known if isinstance(known, (set, frozenset, dict)) else frozenset(known)
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if left in listed and right in listed:
                return left, right
        return None


def _keys(word: str) -> set[str]:
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    if len(word) < SHORTEST_FOR_TWO_SLIPS - 1:
        return {word, *once}
    twice = {key[:at] + key[at + 1 :] for key in once for at in range(len(key))}
    return {word, *once, *twice}


def _allowed(word: str, candidate: str) -> int:
    """How many slips are forgiven: short words hold few letters, and the first letter is seldom wrong."""
    if word[0] != candidate[0]:
        return 1 if len(candidate) >= SHORTEST_FOR_TWO_SLIPS else 0
    if len(candidate) >= SHORTEST_FOR_TWO_SLIPS:
        return 2
    return 1


def _slips(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour between two words (3 stands for more)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i] + [0] * len(other)
        for j, wanted in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], older[j - 2] + 1)
    return min(row[-1], 3)
