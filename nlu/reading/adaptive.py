"""Trains the reader of danger: in small steps, each weight at a pace of its own.

Rare words that decide (`torsion`, `kms`) move as far as common ones, which whole-set training with one prior does not
let them: on messages of other voices it found a tenth more at the same share of false alarms. The order of the examples
and what is left out of each come from fixed seeds, so the same examples give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.reading import steps
from nlu.reading.linear import Examples, Floats, Linear, csr, softmax
from nlu.reading.steps import Weights


@dataclass(frozen=True)
class Pace(steps.Pace):
    """How the training goes, and how much the direction and the signs of a message count in it."""

    dense: float = 2.0
    sparse: float = 5.0


def learn(names: Sequence[str], examples: Examples, pace: Pace) -> Linear:
    """Learn the weights of a reader of these names from the examples."""
    dense = np.float32(pace.dense) * examples.dense
    sparse = csr(examples.sparse, examples.runs) * np.float32(pace.sparse)
    trained = pace.each(partial(_trained, dense, sparse, examples, len(names), pace))
    vectors, signs, bias = (np.mean(tables, axis=0) for tables in zip(*trained, strict=True))
    return Linear(tuple(names), vectors * np.float32(pace.dense), signs * np.float32(pace.sparse), bias[0])


def _trained(
    dense: Floats,
    sparse: Any,  # noqa: ANN401  # scipy has no types
    examples: Examples,
    names: int,
    pace: Pace,
    seed: int,
) -> list[Floats]:
    chance = np.random.default_rng(seed)
    sizes = (dense.shape[1], examples.runs, 1)
    tables = [Weights(np.zeros((size, names), np.float32), np.float32(pace.decay)) for size in sizes]
    for rows, size in pace.batches(len(examples.answers), chance):
        shown = _shown(sparse[rows], pace.left_out, chance)
        _step(tables, dense[rows], shown, examples, rows, size)
    return [each.table for each in tables]


def _step(
    tables: list[Weights],
    dense: Floats,
    sparse: Any,  # noqa: ANN401  # scipy has no types
    examples: Examples,
    rows: NDArray[np.int64],
    pace: float,
) -> None:
    vectors, signs, bias = tables
    wrong = softmax(dense @ vectors.table + sparse @ signs.table + bias.table)
    wrong[np.arange(len(rows)), examples.answers[rows]] -= 1
    wrong *= examples.counts[rows][:, None] / np.float32(len(rows))
    vectors.step(dense.T @ wrong, pace)
    signs.step(sparse.T @ wrong, pace)
    bias.step(wrong.sum(axis=0, keepdims=True), pace)


def _shown(sparse: Any, left_out: float, chance: np.random.Generator) -> Any:  # noqa: ANN401  # scipy has no types
    kept = chance.random(len(sparse.data), dtype=np.float32) >= left_out
    sparse.data *= kept / np.float32(1 - left_out)
    return sparse
