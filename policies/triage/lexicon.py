"""Finds the listed words and phrases in a text, all of them, in one pass over its words.

Phrases are filed word after word in a tree, so that a text is compared with every phrase at once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from policies.triage.words import FULL_STOP, Reading

Span = tuple[int, int]

LONGEST_PHRASE = 12
_ONLY_FULL_STOPS = bytes(1 if weight == FULL_STOP else 0 for weight in range(256))


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

    def find(self, reading: Reading, content: list[int], most: int | None = None) -> dict[str, list[Span]]:
        """Each concept found, with its places (first and last word), in order of their beginning.

        With `most`, a phrase said more often than that is kept at both ends of the text only.
        """
        search = _Search(reading, content)
        words, exact, root, met = reading.words, reading.exact, self._root.next, search.met
        last = len(words)
        following = [*content[1:], last]
        for lean, (at, after) in enumerate(zip(content, following, strict=False)):
            node = root.get(words[at])
            if node is not None:
                if node.concepts:
                    met[node].append((at, at))
                if node.next and after < last and (words[after] in node.next or exact[after] is not None):
                    search.follow(at, lean, node)
            if exact[at] is not None and (node := root.get(f"={exact[at]}")) is not None:
                met[node].append((at, at))
                search.follow(at, lean, node)
        return _by_concept(search.met, most)


class _Search:
    """One text being compared with a tree; a phrase does not run across the end of a sentence."""

    def __init__(self, reading: Reading, content: list[int]) -> None:
        self.met: defaultdict[_Node, list[Span]] = defaultdict(list)
        self._reading = reading
        self._content = content
        self._sentence = list(accumulate(reading.pause.translate(_ONLY_FULL_STOPS)))

    def follow(self, start: int, lean: int, node: _Node) -> None:
        """Follow the phrases that begin at one word and go on after another."""
        words, exact, sentence, content = self._reading.words, self._reading.exact, self._sentence, self._content
        for index in range(lean + 1, len(content)):
            at = content[index]
            if sentence[at] != sentence[start]:
                return
            sharp = exact[at]
            if sharp is not None and (other := node.next.get(f"={sharp}")) is not None:
                if other.concepts:
                    self.met[other].append((start, at))
                self.follow(start, index, other)
            following = node.next.get(words[at])
            if following is None:
                return
            node = following
            if node.concepts:
                self.met[node].append((start, at))


def _by_concept(met: dict[_Node, list[Span]], most: int | None) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    shared: set[str] = set()
    for node, spans in met.items():
        kept = spans if most is None or len(spans) <= most else spans[: most // 2] + spans[-most // 2 :]
        for concept in node.concepts:
            if concept in found:
                found[concept] = found[concept] + kept
                shared.add(concept)
            else:
                found[concept] = kept
    for concept in shared:
        found[concept] = sorted(found[concept])
    return found


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
        ahead = max((len(one) for one in self.before if tuple(words[max(0, at - len(one)) : at]) == one), default=0)
        behind = max((len(one) for one in self.after if tuple(words[at + 1 : at + 1 + len(one)]) == one), default=0)
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
