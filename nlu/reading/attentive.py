"""A reader that looks at a message part by part, so that one telling part is heard among twenty that tell nothing.

It has several looks. Each weighs the parts by a question of its own, takes what it wants of them in that proportion, and
the answers together give the scores: attention pooling (Lin and others 2017, structured self-attentive embedding).
The mean of a whole message drowns a danger that is told in half a sentence of an office letter; this does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.reading.linear import Floats, softmax
from nlu.reading.steps import Pace, Weights

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Plan(Pace):
    """The reader's size and how its training goes."""

    batch: int = 128
    rate: float = 0.006
    looks: int = 8
    taken: int = 24
    """How many things a look takes of the parts it looks at."""
    length: float = 6.0
    """The length to which every part is brought; only its direction says what it means."""


@dataclass(frozen=True)
class Ragged:
    """The parts of many messages in one table: message `at` has the rows from `edges[at]` to `edges[at + 1]`."""

    rows: NDArray[np.generic]
    edges: Ints

    @classmethod
    def of(cls, messages: Sequence[NDArray[np.generic]]) -> Ragged:
        """Put the parts of messages below each other."""
        return cls(np.concatenate(messages), np.cumsum([0, *map(len, messages)]))

    def some(self, chosen: Ints) -> tuple[NDArray[np.generic], Ints]:
        """The rows of some messages, and how many each has."""
        counts = self.edges[chosen + 1] - self.edges[chosen]
        firsts = np.cumsum(counts) - counts
        return self.rows[np.repeat(self.edges[chosen] - firsts, counts) + np.arange(counts.sum())], counts


@dataclass(frozen=True)
class Attentive:
    """The weights: what a look asks and takes of a part, and what its answers say of each name."""

    names: tuple[str, ...]
    ask: Floats
    ask_bias: Floats
    say: Floats
    say_bias: Floats
    plan: Plan = Plan()  # frozen

    def scores(self, parts: Floats) -> Floats:
        """The scores of one message."""
        seen = _looked(self, _even(parts, self.plan.length), np.array([len(parts)]))[2]
        out: Floats = (seen @ self.say + self.say_bias)[0]
        return out

    def save(self, path: Path) -> None:
        """Write numbers and names; nothing in the file can run."""
        tables = {"ask": self.ask, "ask_bias": self.ask_bias, "say": self.say, "say_bias": self.say_bias}
        size = np.array([self.plan.looks, self.plan.length], np.float32)
        np.savez(path, names=np.array(self.names), size=size, **tables)

    @classmethod
    def load(cls, path: Path) -> Attentive:
        """Read back what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            looks, length = file["size"].tolist()
            plan = replace(Plan(), looks=int(looks), length=float(length))
            names = tuple(str(name) for name in file["names"])
            return cls(names, file["ask"], file["ask_bias"], file["say"], file["say_bias"], plan)


def learn(names: Sequence[str], parts: Ragged, answers: NDArray[np.int64], plan: Plan) -> Attentive:
    """Learn the weights of a reader of these names; the same examples give the same weights."""
    return _joined(plan.each(partial(_trained, names, parts, answers, plan)))


def _joined(readers: Sequence[Attentive]) -> Attentive:
    """One reader with the looks of all, whose scores are the mean of theirs."""
    looks, share = readers[0].plan.looks, np.float32(1 / len(readers))
    asks = [*(one.ask[:, :looks] for one in readers), *(one.ask[:, looks:] for one in readers)]
    biases = [*(one.ask_bias[:looks] for one in readers), *(one.ask_bias[looks:] for one in readers)]
    say = np.concatenate([one.say for one in readers]) * share
    bias = np.sum([one.say_bias for one in readers], axis=0) * share
    plan = replace(readers[0].plan, looks=looks * len(readers))
    return Attentive(readers[0].names, np.concatenate(asks, axis=1), np.concatenate(biases), say, bias, plan)


def _trained(names: Sequence[str], parts: Ragged, answers: NDArray[np.int64], plan: Plan, seed: int) -> Attentive:
    chance = np.random.default_rng(seed)
    shapes = _first(parts.rows.shape[1], len(names), plan, chance)
    weights = [Weights(table, np.float32(plan.decay)) for table in shapes]
    for chosen, size in plan.batches(len(answers), chance):
        slopes = _slopes(_reader(names, weights, plan), *parts.some(chosen), answers[chosen], chance)
        for each, slope in zip(weights, slopes, strict=True):
            each.step(slope, size)
    return _reader(names, weights, plan)


def _reader(names: Sequence[str], weights: Sequence[Weights], plan: Plan) -> Attentive:
    ask, ask_bias, say, say_bias = (each.table for each in weights)
    return Attentive(tuple(names), ask, ask_bias, say, say_bias, plan)


def _first(width: int, names: int, plan: Plan, chance: np.random.Generator) -> list[Floats]:
    """Where the weights start: small and different, or no look would ever differ from another."""

    def spread(rows: int, columns: int) -> Floats:
        table: Floats = (chance.uniform(-1, 1, (rows, columns)) / np.sqrt(rows)).astype(np.float32)
        return table

    asked, said = plan.looks * (plan.taken + 1), plan.looks * plan.taken
    zeros = (np.zeros(size, np.float32) for size in (asked, names))
    return [spread(width, asked), next(zeros), spread(said, names), next(zeros)]


def _even(rows: NDArray[np.generic], length: float) -> Floats:
    table: Floats = rows.astype(np.float32)
    out: Floats = table * (np.float32(length) / np.linalg.norm(table, axis=1, keepdims=True))
    return out


def _looked(reader: Attentive, parts: Floats, counts: Ints) -> tuple[Floats, Floats, Floats]:
    """How much each look heeds each part, what it takes of it, and what it has in the end of each message."""
    looks = reader.plan.looks
    firsts = np.cumsum(counts) - counts
    asked = parts @ reader.ask + reader.ask_bias
    raised = np.exp(np.clip(asked[:, :looks], -15, 15))
    heed = raised / np.repeat(np.add.reduceat(raised, firsts, axis=0), counts, axis=0)
    taken = np.tanh(asked[:, looks:]).reshape(len(parts), looks, -1)
    seen = np.add.reduceat(heed[:, :, None] * taken, firsts, axis=0).reshape(len(counts), -1)
    return heed, taken, seen


def _slopes(
    reader: Attentive, rows: NDArray[np.generic], counts: Ints, answers: NDArray[np.int64], chance: np.random.Generator
) -> list[Floats]:
    """Which way each table of weights must go to be less wrong about these messages."""
    plan, parts = reader.plan, _even(rows, reader.plan.length)
    heed, taken, seen = _looked(reader, parts, counts)
    kept = (chance.random(seen.shape, dtype=np.float32) >= plan.left_out) / np.float32(1 - plan.left_out)
    wrong = softmax((seen * kept) @ reader.say + reader.say_bias)
    wrong[np.arange(len(answers)), answers] -= 1
    wrong /= np.float32(len(answers))
    back = np.repeat(((wrong @ reader.say.T) * kept).reshape(len(counts), plan.looks, -1), counts, axis=0)
    heeded = heed * (taken * back).sum(axis=2)
    firsts = np.cumsum(counts) - counts
    asked = heeded - heed * np.repeat(np.add.reduceat(heeded, firsts, axis=0), counts, axis=0)
    took = ((heed[:, :, None] * back) * (1 - taken * taken)).reshape(len(parts), -1)
    whole = np.concatenate([asked, took], axis=1)
    return [parts.T @ whole, whole.sum(axis=0), (seen * kept).T @ wrong, wrong.sum(axis=0)]
