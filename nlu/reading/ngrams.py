"""Turns a text into the short runs of words and letters it is made of, weighed by how telling each is.

Words alone and in pairs catch set phrases; runs of two to five letters within a word survive slips of the hand; and
what is said of username and password is noted apart (see `credentials`), since their order says nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.reading.credentials import credential_marks

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]

_NOWHERE, _NOTHING = np.empty(0, np.int32), np.empty(0, np.float32)
_WORD = re.compile(r"[\w']+|[?!]")
_LONGEST_WORD = 30
_MOST_WORDS = 400
_KEPT_WORDS = 10_000


def cut(text: str) -> list[str]:
    """The words and telling marks of a text, in order, of a bounded length each."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text.lower())[:_MOST_WORDS]]


def word_runs(words: Sequence[str]) -> list[str]:
    """Every word and every pair of neighbours."""
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


def letter_runs(word: str) -> tuple[str, ...]:
    """Every run of two to five letters inside a word; a space marks the word's ends."""
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in range(2, 6) for at in range(max(1, len(padded) - size + 1)))


@dataclass(frozen=True)
class Block:
    """One kind of runs: their places in the vector and their weights (rare ones weigh more)."""

    places: dict[str, int]
    weights: Floats

    @classmethod
    def learn(cls, runs: Sequence[Iterable[str]], first: int, least: int) -> Block:
        """Number the runs that occur in at least `least` texts, from `first` on."""
        seen = Counter(run for each in runs for run in set(each))
        kept = sorted(run for run, times in seen.items() if times >= least)
        weights = [math.log((1 + len(runs)) / (1 + seen[run])) + 1 for run in kept]
        return cls({run: first + at for at, run in enumerate(kept)}, np.array(weights, np.float32))

    def known(self, runs: Iterable[str]) -> tuple[int, ...]:
        """The places of those runs that are known."""
        return tuple([place for place in map(self.places.get, runs) if place is not None])

    def vector(self, places: Iterable[int], first: int) -> tuple[Indices, Floats]:
        """Places and values of one text's runs, of unit length."""
        counted = Counter(places)
        if not counted:
            return _NOWHERE, _NOTHING
        at = np.fromiter(counted, np.int32, len(counted))
        times = np.fromiter(counted.values(), np.float32, len(counted))
        values = (1 + np.log(times)) * self.weights[at - first]
        return at, values / max(float(np.sqrt(values @ values)), 1e-9)


@dataclass(frozen=True)
class Ngrams:
    """The sparse half of a message's description. Every text of at most 400 words is read in linear time."""

    words: Block
    letters: Block
    marks: Block

    @property
    def size(self) -> int:
        """How many runs are known."""
        return len(self.words.places) + len(self.letters.places) + len(self.marks.places)

    @classmethod
    def learn(cls, texts: Sequence[str], least: int = 2) -> Ngrams:
        """Learn which runs occur, and how rare each is."""
        said = [cut(text) for text in texts]
        runs_of = cache(letter_runs)
        words = Block.learn([word_runs(each) for each in said], 0, least)
        letters = Block.learn([chain.from_iterable(map(runs_of, each)) for each in said], len(words.places), least)
        first = len(words.places) + len(letters.places)
        return cls(words, letters, Block.learn([credential_marks(text) for text in texts], first, least))

    def vector(self, text: str) -> tuple[Indices, Floats]:
        """Places and values for one text."""
        said = cut(text)
        first = len(self.words.places)
        last = first + len(self.letters.places)
        parts = (
            self.words.vector(self.words.known(word_runs(said)), 0),
            self.letters.vector(chain.from_iterable(map(self._letters_of, said)), first),
            self.marks.vector(self.marks.known(credential_marks(text)), last),
        )
        return np.concatenate([places for places, _ in parts]), np.concatenate([values for _, values in parts])

    @cached_property
    def _letters_of(self) -> Callable[[str], tuple[int, ...]]:
        """The places of a word's letter runs; common words are looked up once."""
        return lru_cache(_KEPT_WORDS)(lambda word: self.letters.known(letter_runs(word)))

    def save(self, folder: Path) -> None:
        """Write the lists of runs and their weights."""
        blocks = {"words": self.words, "letters": self.letters, "marks": self.marks}
        runs = {name: list(block.places) for name, block in blocks.items()}
        (folder / "ngrams.json").write_text(json.dumps(runs, ensure_ascii=False), encoding="utf-8")
        np.savez(folder / "ngrams.npz", **{name: block.weights for name, block in blocks.items()})

    @classmethod
    def load(cls, folder: Path) -> Ngrams:
        """Read back what `save` wrote."""
        runs = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
        blocks: list[Block] = []
        first = 0
        with np.load(folder / "ngrams.npz", allow_pickle=False) as weights:
            for name in ("words", "letters", "marks"):
                blocks.append(Block({run: at for at, run in enumerate(runs[name], first)}, weights[name]))
                first += len(runs[name])
        return cls(*blocks)
