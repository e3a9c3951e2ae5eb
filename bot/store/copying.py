"""Rows on their way from one database to another, and how to tell that they are the same on both sides.

What a database notes about itself alone stays behind: where a practice went, and tables that another library keeps beside ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Table, and_, func, insert, select, true

from bot.store.engines import AnyConnection
from bot.store.foreign import BROUGHT
from bot.store.opening import MOVED
from bot.store.tables import NOTES

BATCH = 500
"""Rows that are in memory at the same time."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds, to be compared wherever it stands: how many rows, and a sum over all that they say."""

    rows: int
    digest: int


async def copy_rows(source: AnyConnection, there: AnyConnection, table: Table) -> None:
    """Copy a table into an empty one. On PostgreSQL the next row then gets a number that no row has that came over."""
    async for batch in _batches(source, table):
        await there.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in batch])
    for column in table.primary_key if there.dialect.name == "postgresql" else ():
        if column.autoincrement is True and isinstance(column.type, Integer):
            await there.execute(_go_on_counting(table, column.name))


def _go_on_counting(table: Table, column: str) -> Any:  # noqa: ANN401  # a statement of any kind
    """The next row gets a number that no row that came over has."""
    sequence = func.pg_get_serial_sequence(table.name, column)
    return select(func.setval(sequence, func.coalesce(func.max(table.c[column]), 0) + 1, False))  # SQL's own


async def content(connection: AnyConnection, table: Table) -> Content:
    """What a table holds, in whatever order a database gives it back."""
    rows, digest = 0, 0
    async for batch in _batches(connection, table):
        rows += len(batch)
        for row in batch:
            digest += int.from_bytes(hashlib.sha256(repr(tuple(map(_plain, row))).encode()).digest())
    return Content(rows, digest % 2**256)


def _plain(value: object) -> object:
    """The same value, however a driver hands it over."""
    return bytes(value) if isinstance(value, bytearray | memoryview) else value


async def _batches(connection: AnyConnection, table: Table) -> AsyncIterator[Sequence[Any]]:
    """All rows, some at a time."""
    which = and_(NOTES.c.name != MOVED, ~NOTES.c.name.startswith(BROUGHT)) if table is NOTES else true()
    async with connection.stream(select(table).where(which)) as result:
        async for batch in result.partitions(BATCH):
            yield batch
