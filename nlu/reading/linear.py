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
Bend = tuple[Floats, Floats, float]  # a step, how the slope turned on it, and one over their product
_MEMORY = 5
_CURVE = np.float32(0.002)  # what an example bends the cost by, about: chosen for the shortest way, not for the result


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
    slope = _Slope(examples, len(names), np.float32(1 / strength))
    table = slope.weights(lbfgs(slope.cost, np.zeros(slope.size * len(names), np.float32), steps))
    width = examples.dense.shape[1]
    return Linear(tuple(names), table[:width], table[width:-1], table[-1] - slope.middle @ table[:width])


class _Slope:
    """How wrong given weights are, and which way is down.

    The vectors of a language all point much the same way, and some features occur in every example, others in two. So
    the vectors are counted from their middle, which the start values make up for, and each feature is measured by how
    much it can move the whole. The best weights stay the same; the way there is a third as long.
    """

    def __init__(self, examples: Examples, names: int, lean: np.float32) -> None:
        self._examples = examples
        self._names = names
        self._sparse = csr(examples.sparse, examples.runs)
        self._across = self._sparse.T.tocsr()  # Turned round once: the product below is then as quick both ways.
        self.middle: Floats = examples.dense.mean(axis=0)
        self._dense = np.ascontiguousarray(examples.dense - self.middle)
        self._width = self._dense.shape[1]
        self._rows = np.arange(len(examples.answers))
        self._scale = self._measure(lean)
        self._pull = lean * self._scale[:-1] ** 2  # The start values are not pulled towards zero.
        self.size = len(self._scale)

    def _measure(self, lean: np.float32) -> Floats:
        counts = self._examples.counts
        parts = (counts @ self._dense**2, self._across.multiply(self._across) @ counts, [counts.sum()])
        moved = lean + _CURVE * np.concatenate(parts)
        scale: Floats = (np.sqrt(moved.min() / moved)).astype(np.float32)[:, None]
        return scale

    def weights(self, here: Floats) -> Floats:
        """The weights that a place on the way stands for, a row for each feature, the start values last."""
        return here.reshape(-1, self._names) * self._scale

    def cost(self, here: Floats) -> tuple[float, Floats]:
        """How wrong the weights at a place are, and the slope there."""
        table, width = self.weights(here), self._width
        wrong = softmax(self._dense @ table[:width] + self._sparse @ table[width:-1] + table[-1])
        answers, counts = self._examples.answers, self._examples.counts
        loss = float(-(counts * np.log(np.maximum(wrong[self._rows, answers], 1e-12))).sum())
        wrong[self._rows, answers] -= 1
        wrong *= counts[:, None]
        table[:width], table[width:-1], table[-1] = self._dense.T @ wrong, self._across @ wrong, wrong.sum(axis=0)
        table *= self._scale
        places = here.reshape(-1, self._names)[:-1]
        pulled = self._pull * places
        table[:-1] += pulled
        return loss + float(np.vdot(pulled, places)) / 2, table.reshape(-1)


def csr(rows: Sequence[tuple[Indices, Floats]], columns: int) -> Any:  # noqa: ANN401  # scipy has no types
    """The rows as one sparse matrix."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  # training only

    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, places, starts), shape=(len(rows), columns))


def lbfgs(cost: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int) -> Floats:
    """Go downhill from `start` in at most `steps` steps, remembering the last few bends (limited-memory BFGS)."""
    here, (value, slope) = start, cost(start)
    bends: list[Bend] = []
    for _ in range(steps):
        way = _direction(slope, bends)
        found = _downhill(cost, here, way, value, slope, 1.0 if bends else 1.0 / max(1.0, float(np.abs(slope).sum())))
        if found is None:
            break
        there, new_value, new_slope = found
        moved, turned = there - here, new_slope - slope
        bend = float(moved @ turned)
        if bend > 1e-10:
            bends = [*bends, (moved, turned, 1 / bend)][-_MEMORY:]
        settled = abs(value - new_value) <= 1e-6 * max(1.0, abs(new_value))
        here, value, slope = there, new_value, new_slope
        if settled:
            break
    return here


def _downhill(
    cost: Callable[[Floats], tuple[float, Floats]],
    here: Floats,
    way: Floats,
    value: float,
    slope: Floats,
    length: float,
) -> tuple[Floats, float, Floats] | None:
    """The first place along `way` that is low enough, halving the step each time; None when there is none."""
    falling = float(slope @ way)
    for _ in range(20):
        there = here + np.float32(length) * way
        new_value, new_slope = cost(there)
        if new_value <= value + 1e-4 * length * falling:
            return there, new_value, new_slope
        length /= 2
    return None


def _direction(slope: Floats, bends: Sequence[Bend]) -> Floats:
    way, spare = -slope, np.empty_like(slope)  # Worked on in place: new arrays of this size cost more than the sums.
    shares: list[float] = []
    for moved, turned, scale in reversed(bends):
        share = scale * float(moved @ way)
        shares.append(share)
        way -= np.multiply(turned, np.float32(share), out=spare)
    if bends:
        moved, turned, scale = bends[-1]
        way *= np.float32(1 / (scale * float(turned @ turned)))
    for (moved, turned, scale), share in zip(bends, reversed(shares), strict=True):
        way += np.multiply(moved, np.float32(share - scale * float(turned @ way)), out=spare)
    return way
