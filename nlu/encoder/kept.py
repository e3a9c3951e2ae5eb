"""Keeps the vectors of the examples between trainings, so that a change of wording encodes only the changed lines.

The encoder gives the same vector for the same word pieces every time, so a kept vector is as good as a new one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.session import SentenceEncoder

Floats = NDArray[np.float32]
_FILE = "examples.npz"
_AT_ONCE = 256


def encode_all(encoder: SentenceEncoder, folder: Path, pieces: Sequence[Sequence[int]]) -> Floats:
    """A row for each list of word pieces; rows of an earlier training are taken from `folder`."""
    keys = [_key(each) for each in pieces]
    kept = _read(folder / _FILE)
    new = {key: each for key, each in zip(keys, pieces, strict=True) if key not in kept}
    kept.update(zip(new, _encode(encoder, list(new.values())), strict=True))
    rows = np.stack([kept[key] for key in keys])
    if new:
        _write(folder / _FILE, keys, rows)
    return rows


def _key(pieces: Sequence[int]) -> str:
    return hashlib.sha256(np.array(pieces, np.int32).tobytes()).hexdigest()[:32]


def _encode(encoder: SentenceEncoder, pieces: list[Sequence[int]]) -> list[Floats]:
    """Encode on all cores; what a core does is not changed by what the others do."""
    parts = [pieces[at : at + _AT_ONCE] for at in range(0, len(pieces), _AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        return [row for rows in threads.map(encoder.encode, parts) for row in rows]


def _read(path: Path) -> dict[str, Floats]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(zip(file["keys"].tolist(), file["rows"], strict=True))
    except (OSError, ValueError, KeyError):
        return {}


def _write(path: Path, keys: Sequence[str], rows: Floats) -> None:
    made = path.with_name(f".{os.getpid()}.npz")
    np.savez(made, keys=np.array(keys), rows=rows)
    made.replace(path)
