"""Keeps what a slow check found for as long as no file it reads has changed, so that checking one wording again takes a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
Stamp = tuple[tuple[str, int, int], ...]


def kept(*names: str) -> Callable[[Callable[[Path], Iterable[Found]]], Callable[[Path], tuple[Found, ...]]]:
    """For a check of a folder that reads only what `names` says: the last finding is given again while those are unchanged."""

    def keeping(find: Callable[[Path], Iterable[Found]]) -> Callable[[Path], tuple[Found, ...]]:
        last: list[tuple[tuple[Stamp, ...], tuple[Found, ...]]] = []

        @wraps(find)
        def found(folder: Path) -> tuple[Found, ...]:
            stamps = tuple(_stamp((folder / name).resolve()) for name in names)
            if not last or last[0][0] != stamps:
                last[:] = [(stamps, tuple(find(folder)))]
            return last[0][1]

        return found

    return keeping


def _stamp(folder: Path) -> Stamp:
    """Every file with its size and when it was written."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return tuple((str(path), (told := path.stat()).st_size, told.st_mtime_ns) for path in files)
