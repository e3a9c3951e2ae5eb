"""Carries a practice from its SQLite file to PostgreSQL: every row, whole or not at all, compared before it counts.

The file stays as it was, but for a note that the practice lives elsewhere now: a start without `DATABASE_URL` would
otherwise go on with it, and one patient's words would lie in two places.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store.copying import Content, content, copy_rows
from bot.store.engines import AnyConnection, AnyEngine, open_engine
from bot.store.errors import StoreError, as_store_error
from bot.store.migrate import migrate
from bot.store.opening import MOVED, open_with_keys
from bot.store.tables import METADATA, NOTES

Steps = Callable[[str, int], None]
"""Told of each table that is done, and of its rows."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What stands in both places now. `before`: it stood there already, so nothing was written."""

    rows: Mapping[str, int]
    before: bool


async def carry(file: Path, to: str, keys_dir: Path, *, clock: Callable[[], datetime], done: Steps) -> Carried:
    """Carry everything over, and mark the file as left behind.

    Raises StoreError, with nothing changed anywhere, when the practice still runs, when another practice lives there, or
    when what arrived is not what was sent.
    """
    target = _target(to)
    try:
        only_ours(file)
        async with opened_file(file, keys_dir, clock) as source:
            carried = await into(target, source, done)
            note = {"name": MOVED, "value": clock().date().isoformat()}
            await source.execute(delete(NOTES).where(NOTES.c.name == MOVED))
            await source.execute(insert(NOTES).values(note))
            return carried
    except (SQLAlchemyError, OSError) as error:
        raise as_store_error(error) from error
    finally:
        await target.dispose()


def go_back(file: Path) -> bool:
    """Let the file be used again, as it was left; whether it had been left. Raises StoreError."""
    only_ours(file)
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute("DELETE FROM notes WHERE name = ?", (MOVED,)).rowcount > 0


def address_without_password(address: str) -> str:
    """The address of a database as it may be printed."""
    return make_url(address).render_as_string(hide_password=True)


def only_ours(file: Path) -> None:
    """Refuse a file that is not there, or that any program has open: what it wrote meanwhile would be left behind."""
    if not file.is_file():
        raise StoreError(f"There is no database at {file}: name the folder of the practice with FRONTDOOR_VAR.")
    with contextlib.closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            # SQLite folds its log into the file only for who is alone with it.
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise StoreError(
                "The practice still runs on this database: stop it (and every other program that has it open), then try again."
            ) from None


def _target(address: str) -> AnyEngine:
    engine = open_engine(address)
    if engine.dialect.name != "postgresql":
        raise StoreError("A practice can be moved to PostgreSQL only: write --to postgresql://user@host/name.")
    return engine


@contextlib.asynccontextmanager
async def opened_file(file: Path, keys_dir: Path, clock: Callable[[], datetime]) -> AsyncIterator[AnyConnection]:
    """The file, brought up to date, with its own keys, and held so that nobody else writes to it."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        opened = await open_with_keys(engine, keys_dir, None, create=False, clock=clock, left_too=True)
        await opened.keys.close()
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def into(target: AnyEngine, source: AnyConnection, done: Steps) -> Carried:
    """Everything in one transaction of the new database: a trouble on the way leaves it as it was. Raises StoreError."""
    async with target.begin() as there:
        new = not await there.run_sync(_has_tables)
        await there.run_sync(migrate)
        rows: dict[str, int] = {}
        for table in METADATA.sorted_tables:
            if new:
                await copy_rows(source, there, table)
            sent, arrived = await content(source, table), await content(there, table)
            if sent != arrived:
                raise StoreError(_unequal(table.name, sent, arrived) if new else _somebody_elses())
            rows[table.name] = sent.rows
            done(table.name, sent.rows)
        return Carried(rows, before=not new)


def _has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table(NOTES.name)


def _unequal(table: str, sent: Content, arrived: Content) -> str:
    return (
        f"{table}: {sent.rows} rows were sent and {arrived.rows} arrived, or not as they were. Nothing was kept there; "
        "please report this."
    )


def _somebody_elses() -> str:
    return (
        "There is a practice in that database already, and not this one as it is now: name an empty database. "
        "If this practice was moved there before and went on there, set DATABASE_URL to it; nothing needs to be moved."
    )
