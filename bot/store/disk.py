"""Waits until what SQLite has saved is on the disk, once for all units that wait at the same time.

SQLite itself waits at every commit while nobody else may write: as many units a second then fit as the disk takes waits, one
after the other. Here a commit only writes the log, the next unit begins, and a unit counts as saved (`Store.begin` returns)
once one wait has brought its part of the log, and so all that lies before it, to the disk.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

Sync = Callable[[Path], None]


def sync_file(path: Path) -> None:
    """Bring a file to the disk. Raises OSError."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return  # The last connection has closed: all of the log was written into the database, which waited for the disk.
    try:
        os.fdatasync(handle)
    finally:
        os.close(handle)


class Log:
    """The log of one database file. SQLite names it after the database and makes it, and its name, durable itself."""

    def __init__(self, database: str, sync: Sync = sync_file) -> None:
        self.commits = 0
        self._path = Path(f"{database}-wal")
        self._sync = sync
        self._waiting: asyncio.Task[None] | None = None
        self._last: asyncio.Task[None] | None = None

    def written(self) -> None:
        """A commit that changed something stands in the log."""
        self.commits += 1

    async def kept(self) -> None:
        """Return once everything that was written before is on the disk. Raises OSError."""
        if self._waiting is None:
            self._waiting = self._last = asyncio.create_task(self._round(self._last), name="log to disk")
        await asyncio.shield(self._waiting)  # Others wait for the same; one that is cut off must not end it for them.

    async def _round(self, before: asyncio.Task[None] | None) -> None:
        if before is not None and not before.done():
            await asyncio.wait({before})
        self._waiting = None  # What is written from now on may come too late for this wait: it takes the next.
        await asyncio.to_thread(self._sync, self._path)
