"""The trained reader: one weight for each name and feature, and what the sum says as probabilities.

It is multinomial logistic regression on two kinds of features at once, the encoder's vector and the weighed runs. The
training starts from zero and takes the same steps every time, so the same examples give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]
_MEMORY = 8


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, row by row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    out: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return out


@dataclass(frozen=True)
class Linear:
    """Weights for the dense features, for the sparse ones, and a start value, one column for each name."""

    names: tuple[str, ...]
    dense: Floats
    sparse: Floats
    bias: Floats
    heat: float = 1.0  # Divides the scores, so that a probability of 0.8 is right four times in five.

    def cooled(self, heat: float) -> Linear:
        """The same reader, less sure of itself (`heat` over one) or more."""
        return replace(self, heat=heat)

    def scores(self, dense: Floats, places: Indices, values: Floats) -> Floats:
        """The scores of one message, before they become probabilities."""
        total: Floats = dense @ self.dense + values @ self.sparse[places] + self.bias
        return total / np.float32(self.heat)

    def save(self, path: Path) -> None:
        """Write numbers and names; nothing in the file can run."""
        np.savez(path, names=np.array(self.names), dense=self.dense, sparse=self.sparse, bias=self.bias, heat=self.heat)

    @classmethod
    def load(cls, path: Path) -> Linear:
        """Read back what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            names = tuple(str(name) for name in file["names"])
            return cls(names, file["dense"], file["sparse"], file["bias"], float(file["heat"]))


@dataclass(frozen=True)
class Examples:
    """What is learned from: dense rows, sparse rows, the number of the right name, and how much each row counts."""

    dense: Floats
    sparse: Sequence[tuple[Indices, Floats]]
    answers: NDArray[np.int64]
    counts: Floats
    runs: int  # how many runs are known, which may be more than occur here


def fit(names: Sequence[str], examples: Examples, strength: float = 20.0, steps: int = 60) -> Linear:
    """Learn the weights; a greater `strength` trusts the examples more and the prior less."""
    sparse = _sparse(examples.sparse, examples.runs)
    width, runs = examples.dense.shape[1], sparse.shape[1]
    across = sparse.T.tocsr()  # Turned round once: the product below is then as quick both ways.
    target = np.eye(len(names), dtype=np.float32)[examples.answers]
    rows = np.arange(len(target))
    lean = np.float32(1 / strength)

    def cost(weights: Floats) -> tuple[float, Floats]:
        table = weights.reshape(-1, len(names))
        chances = softmax(examples.dense @ table[:width] + sparse @ table[width:-1] + table[-1])
        loss = float(-(examples.counts * np.log(np.maximum(chances[rows, examples.answers], 1e-12))).sum())
        wrong = (chances - target) * examples.counts[:, None]
        slope = np.concatenate([examples.dense.T @ wrong, across @ wrong, wrong.sum(axis=0, keepdims=True)])
        slope[:-1] += lean * table[:-1]  # The start values are not pulled towards zero.
        return loss + float(lean / 2 * (table[:-1] ** 2).sum()), slope.reshape(-1)

    table = lbfgs(cost, np.zeros((width + runs + 1) * len(names), np.float32), steps).reshape(-1, len(names))
    return Linear(tuple(names), table[:width], table[width:-1], table[-1])


def _sparse(rows: Sequence[tuple[Indices, Floats]], columns: int) -> Any:  # noqa: ANN401  # scipy has no types
    from scipy.sparse import csr_matrix  # noqa: PLC0415  # training only

    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, places, starts), shape=(len(rows), columns))


def lbfgs(cost: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int) -> Floats:
    """Go downhill from `start` in at most `steps` steps, remembering the last few bends (limited-memory BFGS)."""
    here, (value, slope) = start, cost(start)
    bends: list[tuple[Floats, Floats, float]] = []
    for _ in range(steps):
        way = _direction(slope, bends)
        length = 1.0 if bends else 1.0 / max(1.0, float(np.abs(slope).sum()))
        falling = float(slope @ way)
        for _ in range(20):
            there = here + np.float32(length) * way
            new_value, new_slope = cost(there)
            if new_value <= value + 1e-4 * length * falling:
                break
            length /= 2
        else:
            break
        moved, turned = there - here, new_slope - slope
        bend = float(moved @ turned)
        if bend > 1e-10:
            bends = [*bends, (moved, turned, 1 / bend)][-_MEMORY:]
        settled = abs(value - new_value) <= 1e-6 * max(1.0, abs(new_value))
        here, value, slope = there, new_value, new_slope
        if settled:
            break
    return here


def _direction(slope: Floats, bends: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    way = -slope
    shares: list[float] = []
    for moved, turned, scale in reversed(bends):
        share = scale * float(moved @ way)
        shares.append(share)
        way = way - np.float32(share) * turned
    if bends:
        moved, turned, scale = bends[-1]
        way = way * np.float32(1 / (scale * float(turned @ turned)))
    for (moved, turned, scale), share in zip(bends, reversed(shares), strict=True):
        way = way + np.float32(share - scale * float(turned @ way)) * moved
    return way
