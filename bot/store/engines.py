"""Opens the two databases a practice may use, each with the settings that keep what was acknowledged.

SQLite is reached through `bot/store/quick_sqlite.py`, PostgreSQL by psycopg.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.errors import StoreError
from bot.store.quick_sqlite import BUSY_MS, quick_connection

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


def open_engine(address: str) -> AsyncEngine:
    """An engine for `sqlite:///path` or `postgresql://...`. Raises StoreError for another address."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError(
            "DATABASE_URL is not a database address: write postgresql://user:password@host/name, or leave it out."
        ) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return _sqlite(url)
    if kind in ("postgresql", "postgres"):
        return _postgresql(url)
    raise StoreError(f"DATABASE_URL names {kind}: only postgresql:// (or nothing, for a SQLite file) is possible.")


def reading_engine(engine: AsyncEngine) -> AsyncEngine:
    """The same database for reading only: what reads sees one moment of it, and cannot change anything by mistake."""
    if engine.dialect.name != "sqlite":
        return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    reading = _sqlite(engine.url)
    event.listen(reading.sync_engine, "connect", _only_reads)
    return reading.execution_options(reading=True)


def _only_reads(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's connection has no type of its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _sqlite(url: URL) -> AsyncEngine:
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "The store needs a database file: an address such as sqlite:////var/lib/frontdoor/frontdoor.db."
        )
    try:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder of the database cannot be made ({error.strerror}): let this program write there."
        ) from None
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        hide_parameters=True,
        pool_size=5,
        max_overflow=20,
        async_creator=functools.partial(quick_connection, url.database),
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's connection has no type of its own
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """A unit that may write takes its turn at once; one that found out later could not go on."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        # A line beyond the kept ones is opened and closed for one unit, which costs PostgreSQL more than the unit.
        pool_size=20,
        max_overflow=10,
        pool_pre_ping=True,
    )
