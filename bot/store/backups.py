"""Backups: a folder each, whole or not there, of a practice that goes on meanwhile.

A backup holds the database as one SQLite file, wherever the practice lives, and the signed checkpoints of its audit. It holds
no key: what is sealed in it opens only with the key folder, which is copied apart (`bot/store/key_copies.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.faults import Point, reach
from bot.store.carrying import only_ours
from bot.store.checkpoints import NAME as CHECKPOINTS
from bot.store.copying import Content, content, copy_rows
from bot.store.engines import AnyConnection, open_engine, reading_engine
from bot.store.errors import StoreError, as_store_error
from bot.store.files import fresh_folder, put_copy, sync
from bot.store.migrate import HEAD, migrate
from bot.store.store import Store
from bot.store.tables import METADATA

DATABASE, MANIFEST = "frontdoor.db", "manifest.json"
VERSION = 1
STAMP = "frontdoor-%Y%m%dT%H%M%SZ"
PART = ".part"
"""The end of a folder's name while it is written. One that was cut off is taken away by the next backup."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that was looked at: where it is, when it was made, and the rows of each table."""

    folder: Path
    made_at: datetime
    rows: Mapping[str, int]
    bytes: int


async def back_up(store: Store, keys_dir: Path, to: Path, keep: int | None = None) -> Backup:
    """Make a backup below `to`, and with `keep` drop the oldest beyond so many. The practice may go on meanwhile.

    Raises StoreError, with the backups before it as they were, when what was written is not what was read.
    """
    at = store.clock().astimezone(UTC)
    folder = to / at.strftime(STAMP)
    try:
        draft = _begun(to, folder.name, keys_dir)
        tables = await _database(store, draft / DATABASE)
        _write_manifest(draft, at, tables)
        reach(Point.BACKS_UP)
        draft.rename(folder)
        sync(to)
        made = await look_at(folder)
        _drop_beyond(to, keep)
    except OSError as error:
        raise StoreError(
            f"The backup cannot be written in {to} ({error.strerror}): mend that; no other was touched."
        ) from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise as_store_error(error) from error
    return made


async def look_at(folder: Path) -> Backup:
    """Read a whole backup and compare it with what its manifest says. Raises StoreError for one that is not whole."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told["version"] != VERSION:
            raise StoreError(f"The backup in {folder} was made by another release: use the release that made it.")
        files, tables = told["files"], told["tables"]
        made_at = datetime.fromisoformat(told["made_at"])
        bad = [name for name, mark in files.items() if await asyncio.to_thread(_mark, folder / name) != mark]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StoreError(f"There is no whole backup in {folder}: name another one.") from None
    if bad or DATABASE not in files:
        raise StoreError(f"The backup in {folder} was changed or damaged ({', '.join(bad)}): name another one.")
    size = sum((folder / name).stat().st_size for name in files)
    return Backup(folder, made_at, {name: rows for name, (rows, _) in tables.items()}, size)


def newest(to: Path) -> Path:
    """The newest backup below a folder, or the folder itself when it is one. Raises StoreError when there is none."""
    if (to / MANIFEST).is_file():
        return to
    found = _all(to)
    if not found:
        raise StoreError(f"There is no backup in {to}: name the folder that `frontdoor backup make` was given.")
    return found[-1]


async def contents(connection: AnyConnection) -> dict[str, Content]:
    """What every table of a database holds."""
    return {table.name: await content(connection, table) for table in METADATA.sorted_tables}


def _begun(to: Path, name: str, keys_dir: Path) -> Path:
    """A folder to write into. The checkpoints come first: none may speak of a line that came after the copy of the database."""
    if (to / name).exists():
        raise StoreError(f"There is a backup of this second at {to / name} already: nothing was written.")
    for left in to.glob(f"frontdoor-*{PART}"):
        shutil.rmtree(left)
    draft = fresh_folder(to / f"{name}{PART}")
    if (keys_dir / CHECKPOINTS).is_file():
        put_copy(keys_dir / CHECKPOINTS, draft / CHECKPOINTS)
    return draft


async def _database(store: Store, file: Path) -> dict[str, Content]:
    """A copy of the database as it is at one moment, in one file; what is in it, compared where both sides can be read at once."""
    if store.shared:
        tables = await _copied(store, file)
    else:
        # SQLite's own way: one moment of the file, nothing of what was deleted in it, and nobody who writes has to wait.
        await asyncio.to_thread(_vacuumed, str(store.engine.url.database), file)
        copy = open_engine(f"sqlite:///{file}")
        try:
            async with copy.execution_options(reading=True).begin() as connection:
                tables = await contents(connection)
        finally:
            await copy.dispose()
    _settle(file)
    return tables


def _settle(file: Path) -> None:
    """One file, whole by itself, on the disk, and nobody else's to read."""
    only_ours(file)
    file.chmod(0o600)
    sync(file)


async def _copied(store: Store, file: Path) -> dict[str, Content]:
    """Row by row out of one moment of the database, and compared."""
    copy = open_engine(f"sqlite:///{file}")
    try:
        async with reading_engine(store.engine).connect() as source, source.begin(), copy.begin() as there:
            await there.run_sync(migrate)
            for table in METADATA.sorted_tables:
                await copy_rows(source, there, table)
            sent, arrived = await contents(source), await contents(there)
    finally:
        await copy.dispose()
    unlike = [name for name in sent if sent[name] != arrived[name]]
    if unlike:
        raise StoreError(
            f"What was written is not what was read ({', '.join(unlike)}): no backup was kept; please report this."
        )
    return arrived


def _vacuumed(source: str, file: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(file),))
    with contextlib.closing(sqlite3.connect(file)) as connection:
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        raise StoreError("The copy of the database is not whole: run `PRAGMA integrity_check` on the database itself.")


def _write_manifest(draft: Path, at: datetime, tables: Mapping[str, Content]) -> None:
    told = {
        "version": VERSION,
        "made_at": at.isoformat(),
        "step": HEAD,
        "tables": {name: (one.rows, f"{one.digest:064x}") for name, one in tables.items()},
        "files": {path.name: _mark(path) for path in sorted(draft.iterdir())},
    }
    path = draft / MANIFEST
    path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    path.chmod(0o600)
    sync(path)
    sync(draft)


def _mark(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _all(to: Path) -> list[Path]:
    """Every backup below a folder, the oldest first."""
    return sorted(path for path in to.glob("frontdoor-*") if path.suffix != PART and (path / MANIFEST).is_file())


def _drop_beyond(to: Path, keep: int | None) -> None:
    for old in _all(to)[: -keep if keep else 0]:
        # Renamed first: what is cut off in the middle must not look like a backup.
        shutil.rmtree(old.rename(old.with_name(f"{old.name}{PART}")))
