"""SQLite asked on the spot: short statements run where they are asked for, and only what waits for the disk goes elsewhere.

A thread between each statement and its answer, as drivers for asyncio have it, costs many times what SQLite needs for the
statement itself. What a unit of work uses of SQLAlchemy's asynchronous engine is here, over its plain one. Nobody is held up
by it: a unit of many statements lets everything else go on every few milliseconds, and one that says that it is heavy is asked
in a thread after all.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import functools
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar, cast

from sqlalchemy import URL, Connection, CursorResult, Dialect, Engine, Executable, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError

R = TypeVar("R")
BUSY_MS = 30_000
"""How long a unit waits for another program that writes."""
LOOK_AGAIN = 0.01
"""Seconds between looks whether the other program is done."""
AT_A_STRETCH = 0.005
"""Seconds of statements one after the other before everything else has its turn: somebody may be writing about chest pain."""
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    # Not only FULL: when a new file is put into WAL mode, its old journal must be gone from the disk as well. Found there after
    # a power cut, it would take back everything since.
    "PRAGMA synchronous=EXTRA",
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)
_BEGIN = "BEGIN IMMEDIATE"


class PromptEngine:
    """One SQLite file, or with `reading` the same for units that only read. Used from one event loop."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.reading = self.heavy = False
        path = str(url.database)
        self.sync_engine: Engine = create_engine(
            url.set(drivername="sqlite"),
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=5,
            max_overflow=-1,  # Whoever waited for a line here would hold up those that have one.
            creator=functools.partial(_opened, path),
        )
        event.listen(self.sync_engine, "connect", _prepare)

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self.sync_engine.dialect

    def execution_options(self, *, reading: bool, heavy: bool = False) -> Self:
        """The same file over the same lines, for units that only read if so said, and whose questions take long if so said."""
        other = copy.copy(self)
        other.reading, other.heavy = reading, heavy
        return other

    @contextlib.asynccontextmanager
    async def connect(self) -> AsyncIterator[PromptConnection]:
        """A line to the file. Opening a new one waits for the disk."""
        kept: Any = self.sync_engine.pool
        here = kept.checkedin() > 0
        connection = self.sync_engine.connect() if here else await _elsewhere(self.sync_engine.connect)
        try:
            yield PromptConnection(connection, reading=self.reading, heavy=self.heavy)
        finally:
            connection.close()

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[PromptConnection]:
        """A line with a unit of work begun on it: saved whole when the block ends, undone when it raises."""
        async with self.connect() as connection, connection.begin():
            yield connection

    async def dispose(self) -> None:
        """Close all lines; the log may be written back into the file."""
        await _elsewhere(self.sync_engine.dispose)


class PromptConnection:
    """One line to the file, used by one task at a time."""

    def __init__(self, connection: Connection, *, reading: bool, heavy: bool) -> None:
        self.sync_connection = connection
        self._reading, self._heavy = reading, heavy
        self._since = time.monotonic()
        driver: Any = connection.connection.driver_connection
        self._raw: sqlite3.Connection = driver

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self.sync_connection.dialect

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[None]:
        """A unit of work, from the first moment the only one that writes, unless it only reads."""
        connection, raw = self.sync_connection, self._raw
        connection.begin()
        try:
            if self._reading:
                raw.execute("BEGIN")
            else:
                await self._begin()
            changes = raw.total_changes
            yield
            self._must_stand()
            if raw.total_changes == changes:
                connection.commit()
            else:
                await _elsewhere(connection.commit)  # Waits for the disk.
        except BaseException:
            connection.rollback()
            raise

    @contextlib.contextmanager
    def apart(self) -> Iterator[None]:
        """A part of a unit of work, undone alone when it raises."""
        raw = self._raw
        raw.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.stands:
                raw.execute("ROLLBACK TO part")
                raw.execute("RELEASE part")
            raise
        self._must_stand()
        raw.execute("RELEASE part")

    def _must_stand(self) -> None:
        if not self.stands:
            undone = sqlite3.OperationalError("what was under way was undone")
            raise DatabaseError("COMMIT", None, undone, hide_parameters=True)

    @property
    def stands(self) -> bool:
        """Whether what was begun is still under way: where the disk is full, SQLite undoes all of it by itself."""
        return self._raw.in_transaction

    async def _begin(self) -> None:
        """Begin at once if nobody else writes; otherwise look again and again, which holds up nobody here."""
        clock = asyncio.get_running_loop().time
        ends = clock() + BUSY_MS / 1000
        while (error := self._tried()) is not None:
            if "locked" not in str(error) or clock() > ends:
                raise DatabaseError(_BEGIN, None, error, hide_parameters=True) from error
            await asyncio.sleep(LOOK_AGAIN)

    def _tried(self) -> sqlite3.DatabaseError | None:
        try:
            self._raw.execute("PRAGMA busy_timeout=0")
            self._raw.execute(_BEGIN)
        except sqlite3.DatabaseError as error:
            return error
        finally:
            with contextlib.suppress(sqlite3.DatabaseError):
                self._raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        return None

    async def execute(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
    ) -> CursorResult[Any]:
        """Run one statement, here and now; a heavy one in a thread, with its answer whole."""
        ask = functools.partial(self.sync_connection.execute, statement, values, execution_options=execution_options)
        if self._heavy:
            # Its rows too are made there, not when they are read.
            whole = await _elsewhere(lambda: ask().freeze(), _readers())
            return cast("CursorResult[Any]", whole())
        await self._let_others()
        return ask()

    async def _let_others(self) -> None:
        """Nothing here really waits, so nothing else would ever have its turn."""
        if time.monotonic() > self._since + AT_A_STRETCH:
            await asyncio.sleep(0)
            self._since = time.monotonic()

    async def exec_driver_sql(self, statement: str, values: Any = None) -> CursorResult[Any]:  # noqa: ANN401  # as SQLAlchemy has it
        """Run SQL of one's own, here and now."""
        return self.sync_connection.exec_driver_sql(statement, values)

    async def rollback(self) -> None:
        """Undo what was done outside a unit of work."""
        self.sync_connection.rollback()

    async def run_sync(self, work: Callable[..., R], *args: Any) -> R:  # noqa: ANN401  # whatever it takes
        """Do something with SQLAlchemy's own connection."""
        return work(self.sync_connection, *args)

    @contextlib.asynccontextmanager
    async def stream(self, statement: Executable) -> AsyncIterator[PromptRows]:
        """Rows of a question, some at a time."""
        with self.sync_connection.execute(statement) as result:
            yield PromptRows(result, self._let_others)


class PromptRows:
    """Rows that are fetched some at a time."""

    def __init__(self, result: CursorResult[Any], let_others: Callable[[], Awaitable[None]]) -> None:
        self._result, self._let_others = result, let_others

    async def partitions(self, size: int) -> AsyncIterator[Sequence[Any]]:
        """So many rows at a time."""
        for some in self._result.partitions(size):
            yield some
            await self._let_others()


def _opened(path: str) -> sqlite3.Connection:
    with contextlib.suppress(OSError):  # SQLite itself would let other accounts read a new file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return sqlite3.connect(
        path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
    )


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's connection has no type of its own
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        _patiently(cursor, pragma)
    cursor.close()


def _patiently(cursor: sqlite3.Cursor, pragma: str) -> None:
    """Where two programs put a new file into WAL mode at once, SQLite refuses one of them at once, whatever time to wait it was given."""
    ends = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute(pragma)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(LOOK_AGAIN)  # In a thread: opening a line always is.
        else:
            return


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(4, thread_name_prefix="sqlite")


@functools.cache
def _readers() -> ThreadPoolExecutor:
    """Threads of their own for what takes long: a commit must not stand behind it."""
    return ThreadPoolExecutor(2, thread_name_prefix="sqlite-heavy")


async def _elsewhere(work: Callable[[], R], threads: ThreadPoolExecutor | None = None) -> R:
    """Do in a thread what may wait for the disk."""
    return await to_the_end(asyncio.get_running_loop().run_in_executor(threads or _threads(), work))


async def to_the_end(doing: asyncio.Future[R]) -> R:
    """Wait until it is done. Whoever is told to stop meanwhile still waits, and stops then: saving cannot be stopped halfway."""
    try:
        return await asyncio.shield(doing)
    finally:
        while not doing.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({doing})
