"""How weights are moved in small steps, each at a pace of its own, and how large the steps are as training goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nlu.reading.linear import Floats


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
