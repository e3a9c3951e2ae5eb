"""Opens a database together with its keys, and refuses keys that are not its own before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.checkpoints import Checkpoints
from bot.store.engines import AnyEngine
from bot.store.errors import StoreError
from bot.store.keybox import KeyBox
from bot.store.migrate import migrate
from bot.store.tables import NOTES
from bot.store.types import to_micros
from bot.store.vault import (
    CannotOpen,
    KeyFile,
    KeyFileError,
    Keyring,
    Place,
    Secrets,
    Signer,
    load_keyring,
    make_keyring,
    open_sealed,
    seal,
)
from bot.store.work import PRACTICE

CHECK = "key-check"
MOVED = "moved-to-postgresql"
"""The note of a database that was left behind: since when."""
_PLACE = Place(NOTES.name, "value", CHECK, PRACTICE)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a store needs besides its database."""

    keys: KeyBox
    secrets: Secrets
    checkpoints: Checkpoints


async def open_with_keys(
    engine: AnyEngine,
    folder: Path,
    keys_url: str | None,
    *,
    create: bool,
    clock: Callable[[], datetime],
    left_too: bool = False,
) -> Opened:
    """Open the keys, compare them with the database, and bring its tables up to date. Raises StoreError.

    `left_too`: also a file that was left behind for PostgreSQL.
    """
    check = await _kept_check(engine, create=create)
    keyring = _keyring(folder, may_make=check is None and create, known=check is not None)
    secrets = Secrets(keyring.root)
    keys = await KeyBox.open(keys_url or f"sqlite:///{folder / 'keys.db'}", KeyFile(folder, keyring))
    try:
        if check is not None:
            await _compare(keys, secrets, check, folder)
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
        if not left_too:
            await _not_left_behind(engine)
        if check is None:
            await _keep_check(engine, keys, secrets, to_micros(clock()))
            await _compare(keys, secrets, await _kept_check(engine, create=create), folder)
    except BaseException:
        await keys.close()
        raise
    return Opened(keys, secrets, Checkpoints(folder, Signer(secrets.signing_seed())))


def _keyring(folder: Path, *, may_make: bool, known: bool) -> Keyring:
    try:
        found = load_keyring(folder)
        if found is None and may_make:
            found = make_keyring(folder)
    except KeyFileError as error:
        raise StoreError(str(error)) from None
    if found is not None:
        return found
    if known:
        raise StoreError(
            f"The database is sealed but its key file is not in {folder}: put it back from your recovery copy."
        )
    raise StoreError(f"There is no key file in {folder}: start the practice once, or name the right folder.")


async def _kept_check(engine: AnyEngine, *, create: bool) -> str | None:
    """What the database keeps to know its keys by; None for a new database."""
    if not create and engine.dialect.name == "sqlite" and not _is_there(engine.url.database):
        raise StoreError(
            f"There is no database at {engine.url.database}: start the practice once, or name the right file."
        )
    async with engine.execution_options(reading=True).connect() as connection:
        return await connection.run_sync(_read_check)


async def _not_left_behind(engine: AnyEngine) -> None:
    """Refuse a file whose practice was moved: what came in now would be missing there. Raises StoreError."""
    async with engine.execution_options(reading=True).connect() as connection:
        since = (await connection.execute(select(NOTES.c.value).where(NOTES.c.name == MOVED))).scalar()
    if since is not None:
        raise StoreError(
            f"This practice was moved to PostgreSQL on {since}: set DATABASE_URL to it. To go on with the file as it was "
            "left, without anything that came in there since, run `frontdoor move --back` first."
        )


def _is_there(file: str | None) -> bool:
    return Path(file or "").is_file()


def _read_check(connection: Connection) -> str | None:
    if not inspect(connection).has_table(NOTES.name):
        return None
    return connection.execute(select(NOTES.c.value).where(NOTES.c.name == CHECK)).scalar()


async def _keep_check(engine: AnyEngine, keys: KeyBox, secrets: Secrets, at: int) -> None:
    key = await keys.find_or_make(PRACTICE, at)
    sealed = seal(key, _PLACE, json.dumps({"check": secrets.hash("check", "frontdoor").hex()}).encode())
    insert = sqlite.insert(NOTES) if engine.dialect.name == "sqlite" else postgresql.insert(NOTES)
    async with engine.begin() as connection:  # Another program may start at this moment, with the same keys.
        await connection.execute(insert.values(name=CHECK, value=sealed.hex()).on_conflict_do_nothing())


async def _compare(keys: KeyBox, secrets: Secrets, check: str | None, folder: Path) -> None:
    put_back = "put the right one back from your recovery copy. Nothing was written."
    wrong = StoreError(f"The key folder {folder} is not that of this database: {put_back}")
    try:
        key = await keys.find(PRACTICE)
        if key is None:
            raise StoreError(f"The keys of people (keys.db) are missing from {folder}: {put_back}")
        kept = json.loads(open_sealed(key, _PLACE, bytes.fromhex(check or "")))
    except (CannotOpen, ValueError):
        raise wrong from None
    if kept != {"check": secrets.hash("check", "frontdoor").hex()}:
        raise wrong
