"""Runs the converted encoder: messages in, vectors out, on one processor core."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from nlu.encoder.convert import EARLY, FILES, WIDTH
from nlu.encoder.weights import WrongWeights
from nlu.encoder.wordpiece import WordPiece

Floats = NDArray[np.float32]
_LAYERS = (f"layer{EARLY}", "layer6")  # the wording, and the meaning
_PART = 3  # word pieces in a part
VECTOR = WIDTH * len(_LAYERS)


def check(folder: Path) -> None:
    """Compare every file of a converted encoder with the sums taken when it was made; raises when one differs."""
    sums = json.loads((folder / "sums.json").read_text())
    for name in FILES:
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sums[name]:
                raise WrongWeights(f"{folder / name} has changed since it was made; remove {folder} and train again.")


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder makes of one message: a vector for the whole, and a row for every few word pieces in their context."""

    vector: Floats
    parts: Floats


class SentenceEncoder:
    """One loaded encoder. What it makes of a message never depends on what else is being read."""

    def __init__(self, folder: Path) -> None:
        check(folder)
        self._folder = folder
        self._session = _session(folder / "encoder.onnx")
        self._words = np.load(folder / "words.npy", mmap_mode="r")
        self._places = np.load(folder / "places.npy")
        self._pieces = WordPiece(folder / "vocab.txt")

    def pieces(self, text: str) -> list[int]:
        """The numbers of the word pieces of a text."""
        return self._pieces.pieces(text)

    @property
    def words(self) -> frozenset[str]:
        """The whole words of the vocabulary, which are never taken for a slip."""
        return self._pieces.words

    def read(self, pieces: Sequence[int]) -> Encoded:
        """Vector and parts of one list of word pieces."""
        early, late = (layer[0] for layer in self._session.run(list(_LAYERS), self._given(pieces)))
        return Encoded(np.concatenate([_pooled(early), _pooled(late)]), _parts(early))

    def encode(self, pieces: Sequence[Sequence[int]]) -> Floats:
        """The vectors alone, one row for each list of word pieces."""
        return np.array([self.read(each).vector for each in pieces], np.float32).reshape(len(pieces), VECTOR)

    def parts(self, pieces: Sequence[int]) -> Floats:
        """The parts alone, for half the time: the same numbers as `read` gives."""
        return _parts(self._early.run([_LAYERS[0]], self._given(pieces))[0][0])

    @cached_property
    def _early(self) -> onnxruntime.InferenceSession:
        return _session(self._folder / "early.onnx")  # Only training reads so many messages that it pays.

    def _given(self, pieces: Sequence[int]) -> dict[str, NDArray[np.generic]]:
        # One at a time: the scale of a sum is taken over all that is summed together, so a neighbour would change it.
        words = self._words[pieces] + self._places[: len(pieces)]
        return {"words": words[None], "mask": np.ones((1, len(pieces)), np.int32)}


def _session(file: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    # A sum and its levelling run quicker apart than joined, so the optimiser must not join them.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _pooled(states: Floats) -> Floats:
    mean = states.mean(axis=0)
    unit: Floats = mean / np.maximum(np.sqrt(mean @ mean), np.float32(1e-12))
    return unit


def _parts(states: Floats) -> Floats:
    """The means of neighbouring states, as even in number as can be."""
    begins, lengths = _edges(len(states))
    means: Floats = (np.add.reduceat(states, begins, axis=0) / lengths).astype(np.float32)
    return means


@cache
def _edges(length: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the parts of so many states begin, and how many states each has."""
    edges = np.linspace(0, length, -(-length // _PART) + 1).astype(np.intp)
    return edges[:-1], np.diff(edges)[:, None]
