"""Keeps what was found in the examples between trainings, so that a change of wording reads only the changed lines.

What is found in a text depends on the text, on the code that reads it and on that code's tables, and on nothing else:
`basis` stands for the last two, and what was kept under another basis is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

Find = Callable[[list[str]], list[Any]]
"""Reads texts; what it finds in one never depends on the others. It travels to other processes."""
KEPT = 3
"""So many finished things of a sort are kept: a practice that goes back to last week's wording waits for nothing."""
WORTH_IT = 2_000
"""So many texts are read in less time than another process takes to start."""


def basis(tables: dict[str, Any], *code: Path) -> str:
    """One digest for tables and the Python files (or folders of them) that read by them."""
    total = hashlib.sha256(json.dumps(tables, sort_keys=True).encode())
    for place in code:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else (place,):
            total.update(path.read_bytes())
    return total.hexdigest()


def found_in(texts: Sequence[str], find: Find, file: Path, based_on: str) -> list[Any]:
    """What `find` finds in each text; what `file` holds of an earlier training is not looked for again."""
    kept = _read(file, based_on)
    new = [text for text in dict.fromkeys(texts) if text not in kept]
    kept.update(zip(new, spread(find, new), strict=True))
    if new:
        _write(file, based_on, {text: kept[text] for text in texts})
    return [kept[text] for text in texts]


def spread(find: Find, texts: list[str]) -> list[Any]:
    """What `find` finds in each text, on all cores when there are many."""
    cores = os.cpu_count() or 1
    if len(texts) < WORTH_IT or cores == 1:
        return find(texts)
    found: list[Any] = [None] * len(texts)
    # Spawned, not forked: a fork would copy locks that the encoder's threads may hold at that moment.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        for at, part in enumerate(pool.map(find, [texts[at::cores] for at in range(cores)])):
            found[at::cores] = part
    return found


def made_once(folder: Path, sort: str, key: str, make: Callable[[Path], None]) -> Path:
    """A folder of this sort that `make` fills, made unless it is there under this key; only the newest few of a sort are kept."""
    there = folder / f"{sort}-{key}"
    if not there.is_dir():
        with tempfile.TemporaryDirectory(prefix=f".{sort}-", dir=folder) as scratch:
            Path(scratch, "made").mkdir()
            make(Path(scratch, "made"))
            Path(scratch, "made").replace(there)
    others = sorted(folder.glob(f"{sort}-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return there


def _read(file: Path, based_on: str) -> dict[str, Any]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return dict(kept["found"]) if kept["basis"] == based_on else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write(file: Path, based_on: str, found: dict[str, Any]) -> None:
    made = file.with_name(f".{os.getpid()}.{file.name}")
    made.write_text(json.dumps({"basis": based_on, "found": found}, ensure_ascii=False), encoding="utf-8")
    made.replace(file)
