"""Listens to what is asked of a database, and has the database say how it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.event import listen, remove

from bot.store import Store

ASKS = ("SELECT", "UPDATE", "DELETE", "WITH")
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


async def plan(store: Store, statement: str, values: Any, *, by_index: bool = False) -> list[str]:  # noqa: ANN401  # as the driver takes them
    """The steps in which the database answers a statement. `by_index`: by an index if any serves, however few rows there are."""
    lite = store.engine.dialect.name == "sqlite"
    async with store.engine.connect() as connection:
        if by_index and not lite:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        prefix = "EXPLAIN QUERY PLAN " if lite else "EXPLAIN (COSTS OFF) "
        rows = (await connection.exec_driver_sql(prefix + statement, values)).all()
        await connection.rollback()
    return [str(row[-1]) for row in rows]


async def settle(store: Store) -> None:
    """Let PostgreSQL look at its tables, as it does by itself within minutes; SQLite is left as it is."""
    if store.engine.dialect.name == "postgresql":
        async with store.engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await autocommit.execute(text("VACUUM ANALYZE"))


def told(statement: str, steps: Sequence[str]) -> None:
    """Print a statement and the steps in which it is answered."""
    print(f"  {' '.join(statement.split())[:110]}")
    print("".join(f"      {many:3} x {step}\n" for step, many in Counter(map(str.strip, steps)).items()), end="")
