"""Tables that a library brings along and looks after itself: made once, and taken along to its later releases."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, inspect, text

from bot.store.migrate import one_at_a_time
from bot.store.tables import NOTES

BROUGHT = "tables."
"""The notes of such tables begin with it. They speak of this database alone."""
_STANDS = text(f"SELECT value FROM {NOTES.name} WHERE name = :name")  # noqa: S608  # the name of our own table
_NOTE = text(
    f"INSERT INTO {NOTES.name} (name, value) VALUES (:name, :value)"  # noqa: S608  # the name of our own table
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def bring_along(connection: Connection, table: str, script: str, steps: Mapping[str, str]) -> None:
    """Make the tables by `script` if `table` is not there, else take the steps that came after the last one taken.

    Does nothing when all is as it should be; several programs that start together wait for the first.
    """
    name, newest = f"{BROUGHT}{table}", max(steps, default="")
    if connection.execute(_STANDS, {"name": name}).scalar() == newest:
        return
    one_at_a_time(connection)
    found = connection.execute(_STANDS, {"name": name}).scalar()
    if not inspect(connection).has_table(table):
        _run(connection, script)
    elif found is not None:
        for step in sorted(one for one in steps if one > found):
            _run(connection, steps[step])
    connection.execute(_NOTE, {"name": name, "value": newest})


def _run(connection: Connection, script: str) -> None:
    connection.exec_driver_sql(script.replace("%", "%%"))
