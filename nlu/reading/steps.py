"""How weights are moved in small steps: which examples a step sees, how large it is, and how far each weight goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nlu.reading.linear import Floats

Trained = TypeVar("Trained")


@dataclass(frozen=True)
class Pace:
    """How a training goes. Chosen on examples held apart; see docs/understanding.md."""

    rounds: int = 4
    batch: int = 256
    rate: float = 0.01
    left_out: float = 0.2
    """The share of what describes an example that a step does not see, so that nothing is relied on alone."""
    warm_up: float = 0.3
    decay: float = 1e-4
    readers: int = 2
    """How many are trained, each in an order of its own: their mean errs less than any of them."""

    def batches(self, count: int, chance: np.random.Generator) -> Iterator[tuple[NDArray[np.int64], float]]:
        """The examples that each step sees, by number, and the size of that step."""
        total, done = self.rounds * -(-count // self.batch), 0
        for _ in range(self.rounds):
            order = chance.permutation(count)
            for start in range(0, count, self.batch):
                done += 1
                yield order[start : start + self.batch], rate(done / total, self.rate, self.warm_up)

    def each(self, train: Callable[[int], Trained]) -> list[Trained]:
        """What `train` makes of the seed of each reader, side by side: the sums let go of the interpreter."""
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            return list(cores.map(train, range(self.readers)))


@dataclass
class Weights:
    """A table of weights with the running means that set their pace (Adam, Kingma and Ba 2015)."""

    table: Floats
    decay: np.float32
    steps: int = 0
    slope: Floats = field(init=False)
    spread: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.slope, self.spread = np.zeros_like(self.table), np.zeros_like(self.table)

    def step(self, slope: Floats, rate: float) -> None:
        """Go one step against `slope`."""
        self.steps += 1
        self.slope += np.float32(0.1) * (slope - self.slope)
        self.spread += np.float32(0.001) * (slope * slope - self.spread)
        mean, width = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        way = self.slope / (np.sqrt(self.spread / np.float32(width)) + np.float32(1e-8))
        self.table -= np.float32(rate / mean) * way + np.float32(rate) * self.decay * self.table


def rate(part: float, full: float, warm_up: float) -> float:
    """The size of the steps after this part of the training: rise to the full rate, then fall to nothing along half a wave."""
    if part < warm_up:
        return full * part / warm_up
    return float(full * 0.5 * (1 + np.cos(np.pi * (part - warm_up) / (1 - warm_up))))
