"""Keeps what the encoder made of the examples between trainings, so that a change of wording encodes only the changed lines.

The encoder makes the same of the same word pieces every time, so what is kept is as good as new. Parts are kept as their
directions in whole numbers, a quarter of the room.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.session import SentenceEncoder

Floats = NDArray[np.float32]
Rows = NDArray[np.generic]
_LARGEST = 127


def vectors_of(encoder: SentenceEncoder, folder: Path, pieces: Sequence[Sequence[int]]) -> list[Rows]:
    """A vector for each list of word pieces; those of an earlier training are taken from `folder`."""
    return _all(folder / "vectors.npz", pieces, lambda each: encoder.read(each).vector[None])


def parts_of(encoder: SentenceEncoder, folder: Path, pieces: Sequence[Sequence[int]]) -> list[Rows]:
    """The directions of the parts of each list of word pieces, likewise."""
    return _all(folder / "parts.npz", pieces, lambda each: _directions(encoder.parts(each)))


def _directions(parts: Floats) -> NDArray[np.int8]:
    scaled: Floats = parts * (_LARGEST / np.abs(parts).max(axis=1, keepdims=True))
    directions: NDArray[np.int8] = np.rint(scaled).astype(np.int8)
    return directions


def _all(file: Path, pieces: Sequence[Sequence[int]], make: Callable[[Sequence[int]], Rows]) -> list[Rows]:
    keys = [_key(each) for each in pieces]
    kept = _read(file)
    new = {key: each for key, each in zip(keys, pieces, strict=True) if key not in kept}
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:  # what a core does is not changed by what the others do
        kept.update(zip(new, threads.map(make, new.values()), strict=True))
    if new:
        _write(file, {key: kept[key] for key in keys})
    return [kept[key] for key in keys]


def _key(pieces: Sequence[int]) -> str:
    return hashlib.sha256(np.array(pieces, np.int32).tobytes()).hexdigest()[:32]


def _read(path: Path) -> dict[str, Rows]:
    try:
        with np.load(path, allow_pickle=False) as file:
            counts, rows = file["counts"], file["rows"]
            ends = np.cumsum(counts)
            return {
                key: rows[end - count : end]
                for key, count, end in zip(file["keys"].tolist(), counts.tolist(), ends.tolist(), strict=True)
            }
    except (OSError, ValueError, KeyError):
        return {}


def _write(path: Path, found: dict[str, Rows]) -> None:
    made = path.with_name(f".{os.getpid()}.npz")
    counts = np.array([len(rows) for rows in found.values()], np.int32)
    np.savez(made, keys=np.array(list(found)), counts=counts, rows=np.concatenate(list(found.values())))
    made.replace(path)
