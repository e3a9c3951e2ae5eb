"""The nightly copy of people's keys. It takes the place of the one before: a key that was destroyed must survive in no copy.

The key file itself is not copied here. It is copied by hand after each rotation, to a place apart.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from bot.store.errors import StoreError, as_store_error
from bot.store.files import sync

KEYS = "keys.db"


def copy_keys(folder: Path, to: Path) -> int:
    """Copy the keys of people; how many there are. The practice may go on meanwhile. Raises StoreError."""
    source, target = folder / KEYS, to / KEYS
    if not source.is_file():
        raise StoreError(
            f"There are no keys of people in {folder}: name the folder of the practice with FRONTDOOR_VAR."
        )
    if target.exists() and target.samefile(source):
        raise StoreError(f"{to} is the key folder itself: name another one.")
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f"{KEYS}.new")
        draft.unlink(missing_ok=True)
        draft.touch(0o600)
        count = _copied(source, draft)
        sync(draft)
        draft.replace(target)
        sync(to)
    except OSError as error:
        raise StoreError(
            f"The keys cannot be copied to {to} ({error.strerror}): mend that; the copy before was left."
        ) from None
    except sqlite3.Error as error:
        raise as_store_error(error) from error
    return count


def _copied(source: Path, draft: Path) -> int:
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(draft)) as other:
        one.backup(other)
        other.execute("PRAGMA journal_mode=DELETE")  # One file, whole by itself.
        (state,) = other.execute("PRAGMA integrity_check").fetchone()
        (count,) = other.execute("SELECT count(*) FROM keys WHERE wrapped != x''").fetchone()
    if state != "ok":
        raise StoreError(
            "The copy of the keys is not whole; the one before was left. Run `PRAGMA integrity_check` on keys.db."
        )
    return int(count)
