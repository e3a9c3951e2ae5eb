"""Brings a database to this release's tables, step by step, each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.errors import StoreError

HEAD = "0010"
"""The newest step under `migrations/versions/`."""
FOLDER = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x66726F6E74


def migrate(connection: Connection) -> None:
    """Bring the tables up to date. Raises StoreError for a database of a newer release."""
    one_at_a_time(connection)
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StoreError(
            f"This database was written by a newer release (step {found}, this one knows {HEAD}): start that release."
        )
    _upgrade(connection)


def one_at_a_time(connection: Connection) -> None:
    """Let no other program make or change tables until this transaction ends. A SQLite file is held whole as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})


def version(connection: Connection) -> str | None:
    """The step a database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # needed once in a database's life, and slow to load
    from alembic.config import Config  # noqa: PLC0415  # the same

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
