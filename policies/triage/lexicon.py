"""Finds the listed words and phrases in a text, all of them, in one pass over its words.

Phrases are filed word after word in a tree, so that a text is compared with every phrase at once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.triage.words import FULL_STOP, Reading

Span = tuple[int, int]


class _Node:
    __slots__ = ("concepts", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.concepts: list[str] = []


class PhraseTree:
    """Listed phrases, each standing for one or more concepts."""

    def __init__(self, phrases: Mapping[str, Iterable[tuple[str, ...]]], fillers: frozenset[str]) -> None:
        self._root = _Node()
        self._fillers = fillers
        for concept, listed in phrases.items():
            for phrase in listed:
                self._file(phrase, concept)

    def _file(self, phrase: tuple[str, ...], concept: str) -> None:
        node = self._root
        for word in phrase:
            if word not in self._fillers:
                node = node.next.setdefault(word, _Node())
        if node is not self._root and concept not in node.concepts:
            node.concepts.append(concept)

    def content(self, reading: Reading) -> list[int]:
        """Where the words stand that are not fillers."""
        fillers = self._fillers
        return [at for at, word in enumerate(reading.words) if word not in fillers]

    def find(self, reading: Reading, content: list[int]) -> dict[str, list[Span]]:
        """Each concept found, with its places (first and last word), in order of their beginning."""
        found: dict[str, list[Span]] = {}
        words, exact = reading.words, reading.exact
        root = self._root.next
        for lean, at in enumerate(content):
            word = words[at]
            if word in root:
                self._walk(reading, content, lean, root[word], found)
            sharp = exact[at]
            if sharp is not None and "=" + sharp in root:
                self._walk(reading, content, lean, root["=" + sharp], found)
        return found

    def _walk(
        self, reading: Reading, content: list[int], lean: int, node: _Node, found: dict[str, list[Span]]
    ) -> None:
        """Follow every phrase that begins here; a phrase does not run across the end of a sentence."""
        start = content[lean]
        open_nodes = [node]
        while open_nodes:
            at = content[lean]
            for reached in open_nodes:
                for concept in reached.concepts:
                    found.setdefault(concept, []).append((start, at))
            lean += 1
            if lean >= len(content) or _sentence_ends_between(reading, at, content[lean]):
                return
            word, sharp = reading.words[content[lean]], reading.exact[content[lean]]
            keys = (word,) if sharp is None else (word, "=" + sharp)
            open_nodes = [reached.next[key] for reached in open_nodes for key in keys if key in reached.next]


def _sentence_ends_between(reading: Reading, before: int, after: int) -> bool:
    return any(reading.pause[at] == FULL_STOP for at in range(before + 1, after + 1))


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that means something: from and to which value, after or before which words (`temp of` 104)."""

    concept: str
    low: float
    high: float
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]

    def span(self, reading: Reading, at: int) -> Span | None:
        """The words this measure covers when it holds for the number at a place."""
        words = reading.words
        ahead = max((len(phrase) for phrase in self.before if tuple(words[max(0, at - len(phrase)) : at]) == phrase), default=0)
        behind = max((len(phrase) for phrase in self.after if tuple(words[at + 1 : at + 1 + len(phrase)]) == phrase), default=0)
        if (self.before or self.after) and not ahead and not behind:
            return None
        return at - ahead, at + behind


def measured(reading: Reading, measures: tuple[Measure, ...], most: int = 200) -> dict[str, list[Span]]:
    """The concepts that numbers stand for; a text with very many numbers is read up to a fixed count of them."""
    found: dict[str, list[Span]] = {}
    figures = [at for at, word in enumerate(reading.words) if word[0].isdigit()]
    for at in figures[: most // 2] + figures[max(most // 2, len(figures) - most // 2) :]:
        value = _value(reading.words[at])
        for measure in measures:
            if value is not None and measure.low <= value <= measure.high:
                span = measure.span(reading, at)
                if span is not None:
                    found.setdefault(measure.concept, []).append(span)
    return found


def _value(figure: str) -> float | None:
    try:
        return float(figure)
    except ValueError:
        return None


def near(places: list[Span], low: int, high: int) -> list[Span]:
    """The places that begin between two words, both counted; places are in order of beginning."""
    first = bisect_left(places, (low, -1))
    last = bisect_left(places, (high + 1, -1))
    return places[first:last]
