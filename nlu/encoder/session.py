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
_BATCH = 16


def check(folder: Path) -> None:
    """Compare every file of a converted encoder with the sums taken when it was made; raises when one differs."""
    sums = json.loads((folder / "sums.json").read_text())
    for name in FILES:
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sums[name]:
                raise WrongWeights(f"{folder / name} has changed since it was made; remove {folder} and train again.")


class SentenceEncoder:
    """One loaded encoder. The vector of a message does not depend on what else is in the batch, to the last bit."""

    def __init__(self, folder: Path) -> None:
        check(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
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
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        rows = np.zeros((len(pieces), VECTOR), np.float32)
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            rows[some] = self._batch([pieces[at] for at in some])
        return rows

    def _batch(self, pieces: Sequence[Sequence[int]]) -> Floats:
        lengths = [len(each) for each in pieces]
        words = np.zeros((len(pieces), max(lengths), WIDTH), np.float32)
        mask = np.zeros(words.shape[:2], np.int32)
        for row, numbers in enumerate(pieces):
            words[row, : len(numbers)] = self._words[numbers] + self._places[: len(numbers)]
            mask[row, : len(numbers)] = 1
        layers = self._session.run(list(_LAYERS), {"words": words, "mask": mask})
        rows = [[_pooled(layer[row, :length]) for layer in layers] for row, length in enumerate(lengths)]
        return np.array(rows, np.float32).reshape(len(pieces), VECTOR)


def _pooled(states: Floats) -> Floats:
    mean: Floats = states.mean(axis=0)
    return mean / np.maximum(np.linalg.norm(mean), np.float32(1e-12))
