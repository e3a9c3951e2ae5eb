"""Runs the converted encoder: messages in, vectors out, on one processor core."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from nlu.encoder.convert import FILES, WIDTH
from nlu.encoder.weights import WrongWeights
from nlu.encoder.wordpiece import WordPiece

Floats = NDArray[np.float32]
_LAYERS = ("layer3", "layer6")  # the wording, and the meaning
VECTOR = WIDTH * len(_LAYERS)


def check(folder: Path) -> None:
    """Compare every file of a converted encoder with the sums taken when it was made; raises when one differs."""
    sums = json.loads((folder / "sums.json").read_text())
    for name in FILES:
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sums[name]:
                raise WrongWeights(f"{folder / name} has changed since it was made; remove {folder} and train again.")


class SentenceEncoder:
    """One loaded encoder. The vector of a message never depends on what else is being read."""

    def __init__(self, folder: Path) -> None:
        check(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        # A sum and its levelling run quicker apart than joined, so the optimiser must not join them.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
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

    def encode(self, pieces: Sequence[Sequence[int]]) -> Floats:
        """One row for each list of word pieces."""
        return np.array([self._vector(each) for each in pieces], np.float32).reshape(len(pieces), VECTOR)

    def _vector(self, pieces: Sequence[int]) -> Floats:
        # One at a time: the scale of a sum is taken over all that is summed together, so a neighbour would change it.
        words = self._words[pieces] + self._places[: len(pieces)]
        given = {"words": words[None], "mask": np.ones((1, len(pieces)), np.int32)}
        layers = self._session.run(list(_LAYERS), given)
        return np.concatenate([_pooled(layer[0]) for layer in layers])


def _pooled(states: Floats) -> Floats:
    mean = states.mean(axis=0)
    unit: Floats = mean / np.maximum(np.sqrt(mean @ mean), np.float32(1e-12))
    return unit
