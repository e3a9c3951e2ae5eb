"""Opens the two databases a practice may use, each with the settings that keep what was acknowledged.

SQLite is asked on the spot by `bot/store/prompt_sqlite.py`, PostgreSQL by psycopg.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.errors import StoreError
from bot.store.prompt_sqlite import PromptConnection, PromptEngine

AnyEngine = AsyncEngine | PromptEngine
AnyConnection = AsyncConnection | PromptConnection


def open_engine(address: str) -> AnyEngine:
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


def reading_engine(engine: AnyEngine) -> AnyEngine:
    """The same database for reading only: what reads sees one moment of it, and cannot change anything by mistake."""
    if isinstance(engine, AsyncEngine):
        return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    reading = PromptEngine(engine.url)
    event.listen(reading.sync_engine, "connect", _only_reads)
    return reading.execution_options(reading=True)


def heavy_engine(reading: AnyEngine) -> AnyEngine:
    """The same for questions that take long, which nothing else in this process may wait for."""
    return reading if isinstance(reading, AsyncEngine) else reading.execution_options(reading=True, heavy=True)


def _only_reads(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's connection has no type of its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _sqlite(url: URL) -> PromptEngine:
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
    return PromptEngine(url)


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        # A line beyond the kept ones is opened and closed for one unit, which costs PostgreSQL more than the unit.
        pool_size=20,
        max_overflow=10,
        pool_pre_ping=True,
    )
