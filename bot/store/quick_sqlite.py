"""A SQLite connection that runs short statements where they are asked for, and only waits for the disk elsewhere.

`aiosqlite` hands every single step to a thread and back, which costs many times what SQLite needs for the step itself.
Here only what may really wait (the disk at a commit, another program that is writing) goes to the thread.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

from bot.store.disk import Log

BUSY_MS = 30_000
"""How long a unit waits for another program that writes."""


class QuickConnection(aiosqlite.Connection):
    """An `aiosqlite` connection with fewer detours. Used by one task at a time, as SQLAlchemy does."""

    log: Log | None = None
    """Told of commits where somebody else waits for the disk."""
    _changes = 0

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as it is there
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        name = fn.__name__
        if name == "commit" and self._connection.total_changes != self._changes:
            done = await self._elsewhere(
                fn, *args
            )  # Waits for the disk, where nobody else does, and writes back a full log.
            if self.log is not None:
                self.log.written()
            return done
        if name == "execute" and args[0] == "BEGIN IMMEDIATE":
            return await self._begin(fn, *args)
        if name == "close" and fn == self._connection.close:
            return await self._elsewhere(fn)  # May write the log back into the file.
        return fn(*args, **kwargs)

    async def _begin(self, begin: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401  # as it is there
        """Begin at once if nobody else writes; otherwise wait for them where waiting holds up nobody."""
        connection = self._conn
        self._changes = connection.total_changes
        connection.execute("PRAGMA busy_timeout=0")
        try:
            return begin(*args)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        finally:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        return await self._elsewhere(begin, *args)

    async def _elsewhere(self, fn: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401  # as it is there
        return await super()._execute(fn, *args)  # type: ignore[no-untyped-call]  # the library leaves it open


def quick_connection(path: str) -> QuickConnection:
    """A connection to a file, to be awaited."""

    def connect() -> sqlite3.Connection:
        with contextlib.suppress(OSError):  # SQLite itself would let other accounts read a new file.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        return sqlite3.connect(
            path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
        )

    connection = QuickConnection(connect, 64)
    connection._thread.daemon = True  # noqa: SLF001  # SQLAlchemy does the same to connections it makes itself
    return connection
