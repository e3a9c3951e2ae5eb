"""How likely a message tells of danger, by the level of care it calls for: two readers that err in different places, joined.

One weighs all that is said at once: the runs of words and letters, the signs of the screening rules, the direction of
the whole. The other looks part by part. It learns from the utterances of screening alone, so that it is learned anew only
when those change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.reading import adaptive, attentive
from nlu.reading.attentive import Attentive, Ragged
from nlu.reading.linear import Examples, Floats, Indices, Linear, softmax
from nlu.reading.ngrams import Ngrams
from nlu.reading.signs import Signs
from policies.triage import Marks, compile_red_flags

SHARE = np.float32(0.7)
"""What runs and signs count beside the direction of the whole."""
BROAD = np.float32(2 / 3)
"""How much the reader that weighs all at once counts beside the other."""
Parts = NDArray[np.generic]


@dataclass(frozen=True)
class Lesson:
    """One example: what was typed in plain spelling, its parts, its marks, and the level of care it calls for."""

    plain: str
    parts: Parts
    marks: Marks
    level: str


@dataclass(frozen=True)
class DangerReading:
    """Both readers and what they describe a message by."""

    runs: Ngrams
    signs: Signs
    broad: Linear
    close: Attentive

    @classmethod
    def learn(cls, lessons: Sequence[Lesson], raw: dict[str, Any]) -> DangerReading:
        """Learn from examples; `raw` is the rules' vocabulary."""
        runs = Ngrams.learn([one.plain for one in lessons])
        signs = Signs.learn([one.marks for one in lessons], compile_red_flags([raw]), runs.size)
        names = tuple(sorted({one.level for one in lessons}))
        answers = np.array([names.index(one.level) for one in lessons])
        sparse = [_beside(runs.vector(one.plain), signs.weighed(one.marks)) for one in lessons]
        dense = np.stack([whole(one.parts) for one in lessons])
        examples = Examples(dense, sparse, answers, np.ones(len(answers), np.float32), signs.end)
        broad = adaptive.learn(names, examples, adaptive.Pace())
        close = attentive.learn(names, Ragged.of([one.parts for one in lessons]), answers, attentive.Plan())
        return cls(runs, signs, broad, close)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of care it tells apart, `none` included."""
        return self.broad.names

    def chances(self, text: str, plain: str, parts: Floats) -> dict[str, float]:
        """A probability for every level, `none` included."""
        described = _beside(self.runs.vector(plain), self.signs.vector(text))
        broad = softmax(self.broad.scores(whole(parts), *described))
        close = softmax(self.close.scores(parts))
        joined = BROAD * broad + (1 - BROAD) * close
        return dict(zip(self.levels, joined.tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write everything but the rules' vocabulary; nothing in the files can run."""
        self.runs.save(folder)
        self.signs.save(folder)
        self.broad.save(folder / "broad.npz")
        self.close.save(folder / "close.npz")

    @classmethod
    def load(cls, folder: Path, raw: dict[str, Any]) -> DangerReading:
        """Read back what `save` wrote."""
        broad, close = Linear.load(folder / "broad.npz"), Attentive.load(folder / "close.npz")
        return cls(Ngrams.load(folder), Signs.load(folder, raw), broad, close)


def whole(parts: Parts) -> Floats:
    """The direction of the whole, from the directions of its parts."""
    rows = parts.astype(np.float32)
    mean = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).mean(axis=0)
    out: Floats = mean / np.maximum(np.sqrt(mean @ mean), np.float32(1e-12))
    return out


def _beside(runs: tuple[Indices, Floats], signs: tuple[Indices, Floats]) -> tuple[Indices, Floats]:
    """Runs and signs side by side; the signs are numbered after the runs."""
    return np.concatenate([runs[0], signs[0]]), np.concatenate([runs[1], signs[1]]) * SHARE
