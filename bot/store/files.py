"""Files that are on the disk when it is said that they are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def sync(path: Path) -> None:
    """Have a file, or what stands in a folder, really written. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fresh_folder(path: Path) -> Path:
    """A new folder that nobody else can read, with what leads to it. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.mkdir(mode=0o700)
    return path


def put_copy(source: Path, target: Path) -> None:
    """A whole copy that nobody else can read, in place of whatever stood there. Raises OSError."""
    draft = target.with_name(f".{target.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as one, os.fdopen(handle, "wb") as other:
        shutil.copyfileobj(one, other)
    sync(draft)
    draft.replace(target)
    sync(target.parent)
