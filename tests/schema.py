"""Tables for tests, made by the real migrations once in a process and copied from then on.

Thousands of tests want a fresh database, and migrating one costs more than most of them. What the migrations themselves
do is tested on its own (`tests/integration/test_store_migrations.py`), without this.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.store import migrate

real = migrate._upgrade
_sqlite: list[str] = []
_MADE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"


def upgrade(connection: Connection) -> None:
    """What `bot.store.migrate` calls: a copy of the tables for an empty SQLite file, the migrations for all else."""
    if connection.dialect.name != "sqlite" or migrate.version(connection) is not None:
        real(connection)
    elif _sqlite:
        for statement in _sqlite:
            connection.exec_driver_sql(statement)
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.HEAD})
    else:
        real(connection)
        _sqlite.extend(row.sql for row in connection.execute(text(_MADE)))
