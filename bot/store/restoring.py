"""Puts a backup back, where the practice lives now: into its SQLite file, or into an empty PostgreSQL database.

Everything that can be refused is refused before anything is touched: a damaged backup, keys of another practice, a practice
that still runs. What stood there before is set aside, not written over.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.faults import Point, reach
from bot.store.backups import DATABASE, Backup, look_at
from bot.store.carrying import into, only_ours, opened_file
from bot.store.checkpoints import NAME as CHECKPOINTS
from bot.store.engines import open_engine
from bot.store.errors import StoreError, as_store_error
from bot.store.files import put_copy, sync
from bot.store.records import AuditReport
from bot.store.store import Store

ACTOR = "operator"
ASIDE = "before-restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, what stood there before and lies aside now, and whether the audit is whole."""

    backup: Backup
    aside: tuple[Path, ...]
    audit: AuditReport


async def restore(folder: Path, url: str, keys_dir: Path, *, over: bool, clock: Callable[[], datetime]) -> Restored:
    """Put one backup back. `over`: also where a practice is already, whose file is set aside. Raises StoreError."""
    backup, stamp = await look_at(folder), f"{ASIDE}-{clock().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    target = make_url(url)
    try:
        if target.get_backend_name() == "sqlite":
            aside = await _into_file(folder, Path(str(target.database)), keys_dir, stamp, over, clock)
        else:
            await _into_server(folder, url, keys_dir, clock)
            aside = ()
        aside += _checkpoints(folder, keys_dir, stamp)
    except (SQLAlchemyError, OSError) as error:
        raise as_store_error(error) from error
    return Restored(backup, aside, await _told(url, keys_dir, backup, clock))


async def _into_file(
    folder: Path, file: Path, keys_dir: Path, stamp: str, over: bool, clock: Callable[[], datetime]
) -> tuple[Path, ...]:
    there = _may_be_replaced(file, over=over)
    draft = file.with_name(f".{file.name}.restoring")
    put_copy(folder / DATABASE, draft)
    await _opens(draft, keys_dir, clock)
    aside = file.with_name(f"{file.name}.{stamp}")
    if there:
        os.link(file, aside)
    reach(Point.RESTORES)
    draft.replace(file)  # At no moment is there no file: a start would make a new practice.
    sync(file.parent)
    return (aside,) if there else ()


def _may_be_replaced(file: Path, *, over: bool) -> bool:
    """Whether a practice is there, of which nobody has anything open. Raises StoreError when it must not be replaced."""
    if not file.is_file():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return False
    only_ours(file)
    if not over:
        raise StoreError(
            f"There is a practice at {file} already: to put the backup in its place, add --over. It is set aside, not deleted."
        )
    return True


async def _into_server(folder: Path, url: str, keys_dir: Path, clock: Callable[[], datetime]) -> None:
    """By way of a file of its own, since bringing it up to date would change the backup."""
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=keys_dir) as place:
        draft = Path(place) / DATABASE
        put_copy(folder / DATABASE, draft)
        target = open_engine(url)
        try:
            async with opened_file(draft, keys_dir, clock) as source:
                reach(Point.RESTORES)
                await into(target, source, lambda _table, _rows: None)
        finally:
            await target.dispose()


async def _opens(file: Path, keys_dir: Path, clock: Callable[[], datetime]) -> None:
    """Bring a copy up to date, with the keys that will open it. Raises StoreError for those of another practice."""
    async with opened_file(file, keys_dir, clock):
        pass
    only_ours(file)


def _checkpoints(folder: Path, keys_dir: Path, stamp: str) -> tuple[Path, ...]:
    """Those of the backup: later ones speak of lines that are gone, and are set aside as the proof that they were there."""
    here, kept = keys_dir / CHECKPOINTS, folder / CHECKPOINTS
    theirs = kept.read_bytes() if kept.is_file() else b""
    if not here.is_file() or here.read_bytes() == theirs:
        if theirs:
            put_copy(kept, here)
        return ()
    aside = here.with_name(f"{here.name}.{stamp}")
    os.link(here, aside)
    if theirs:
        put_copy(kept, here)
    else:
        here.unlink()
    sync(keys_dir)
    return (aside,)


async def _told(url: str, keys_dir: Path, backup: Backup, clock: Callable[[], datetime]) -> AuditReport:
    """Write it into the audit, which then says that nothing was done between the backup and now."""
    store = await Store.open(url, keys_dir, create=False, clock=clock)
    try:
        async with store.begin() as unit:
            await unit.audit.append(
                "store.restored", ACTOR, backup.folder.name, {"made_at": backup.made_at.isoformat()}
            )
        async with store.look() as unit:
            return await unit.audit.verify()
    finally:
        await store.close()
