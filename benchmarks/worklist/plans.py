"""Listens to what is asked of a database, and has the database say how it answers: by an index, or by reading everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.event import listen, remove

from bot.store import Store

GROWING = ("items", "thread_lines")
"""Tables that grow with every day of the practice."""
ASKS = ("SELECT", "UPDATE", "DELETE")

Asked = dict[str, Any]


@contextmanager
def listening(store: Store) -> Iterator[Asked]:
    """Every statement that reads or changes something while the block runs, with one set of its values."""
    asked: Asked = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own hook
        if statement.lstrip().startswith(ASKS):
            asked.setdefault(statement, values)

    engines = [store.engine.sync_engine, store._reading.sync_engine]  # noqa: SLF001  # both sides of the store
    for engine in engines:
        listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            remove(engine, "before_cursor_execute", note)


async def plan(store: Store, statement: str, values: Any) -> list[str]:  # noqa: ANN401  # as the driver takes them
    """The steps in which the database answers a statement."""
    prefix = "EXPLAIN QUERY PLAN " if store.engine.dialect.name == "sqlite" else "EXPLAIN (COSTS OFF) "
    async with store.engine.connect() as connection:
        rows = (await connection.exec_driver_sql(prefix + statement, values)).all()
        await connection.rollback()
    return [str(row[-1]) for row in rows]


def reads_everything(steps: list[str]) -> list[str]:
    """The steps that go through all of a table that grows, be it along an index."""
    names = "|".join(GROWING)
    whole = re.compile(rf"^SCAN ({names})\b|\bSeq Scan on ({names})\b")
    return [step for step in steps if whole.search(step)]


async def settle(store: Store) -> None:
    """Let PostgreSQL look at its tables, as it does by itself within minutes; SQLite is left as it is."""
    if store.engine.dialect.name == "postgresql":
        async with store.engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await autocommit.execute(text("VACUUM ANALYZE"))
