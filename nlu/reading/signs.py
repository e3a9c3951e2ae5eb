"""Turns a text into the signs that the rules of screening know, and its plain words with their doubts, weighed by rarity.

The rules ask whether certain things are said together; this notes whatever of their vocabulary is said, so that a reader
can learn what it amounts to in sentences that nobody listed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlu.reading.ngrams import Block, Floats, Indices
from policies.triage import Marks, RedFlags, compile_red_flags, marks

LEAST_SIGNS, LEAST_WORDS = 3, 2
"""In how many texts a sign or a word must stand to be learned."""
SIGNS_WEIGH = np.float32(1.15)
"""What the signs count beside the words."""


@dataclass(frozen=True)
class Signs:
    """The signs and words that were learned, and the rules whose vocabulary they come from."""

    rules: RedFlags
    signs: Block
    words: Block
    first: int

    @classmethod
    def learn(cls, found: Sequence[Marks], rules: RedFlags, first: int) -> Signs:
        """Learn which signs and words there are in these marked texts; they are numbered from `first` on."""
        signs = Block.learn([each.signs for each in found], first, LEAST_SIGNS)
        after = first + len(signs.places)
        return cls(rules, signs, Block.learn([each.words for each in found], after, LEAST_WORDS), first)

    @property
    def end(self) -> int:
        """The number after the last sign and word."""
        return self.first + len(self.signs.places) + len(self.words.places)

    def vector(self, text: str) -> tuple[Indices, Floats]:
        """Places and values for one text."""
        return self.weighed(marks(text, self.rules.languages[0]))

    def weighed(self, found: Marks) -> tuple[Indices, Floats]:
        """Places and values for the marks of one text."""
        after = self.first + len(self.signs.places)
        places, values = self.signs.vector(self.signs.known(sorted(found.signs)), self.first)
        words, said = self.words.vector(self.words.known(sorted(found.words)), after)
        return np.concatenate([places, words]), np.concatenate([values * SIGNS_WEIGH, said])

    def save(self, folder: Path) -> None:
        """Write the lists and their weights."""
        kept = {"first": self.first, "signs": list(self.signs.places), "words": list(self.words.places)}
        (folder / "signs.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        np.savez(folder / "signs.npz", signs=self.signs.weights, words=self.words.weights)

    @classmethod
    def load(cls, folder: Path, raw: dict[str, Any]) -> Signs:
        """Read back what `save` wrote."""
        kept = json.loads((folder / "signs.json").read_text(encoding="utf-8"))
        first = int(kept["first"])
        with np.load(folder / "signs.npz", allow_pickle=False) as weights:
            signs = Block({sign: first + at for at, sign in enumerate(kept["signs"])}, weights["signs"])
            after = first + len(signs.places)
            words = Block({word: after + at for at, word in enumerate(kept["words"])}, weights["words"])
        return cls(compile_red_flags([raw]), signs, words, first)
