"""The practice's store: opens the database with its keys, and hands out units of work."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.faults import Point, reach
from bot.store.checkpoints import Checkpoints
from bot.store.deleting import destroy_doomed, repeat_deletions
from bot.store.engines import AnyConnection, AnyEngine, heavy_engine, open_engine, reading_engine
from bot.store.errors import StoreError, as_store_error
from bot.store.foreign import bring_along
from bot.store.keybox import KeyBox
from bot.store.lists import Lists
from bot.store.living import Living
from bot.store.opening import open_with_keys
from bot.store.prompt_sqlite import PromptEngine
from bot.store.talks import Talks
from bot.store.together import Together
from bot.store.unit import Unit
from bot.store.vault import Secrets
from bot.store.work import Work

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class Store:
    """One open database. Units may be begun by many tasks at once."""

    def __init__(
        self, engine: AnyEngine, keys: KeyBox, secrets: Secrets, checkpoints: Checkpoints, clock: Clock
    ) -> None:
        self.engine = engine
        self.keys = keys
        self.secrets = secrets
        self.checkpoints = checkpoints
        self.clock = clock
        self.living = Living(engine)
        self.lists, self.talks = Lists(), Talks()
        self._reading = reading_engine(engine)
        self._heavy = heavy_engine(self._reading)
        self._together = Together(engine) if isinstance(engine, PromptEngine) else None

    @classmethod
    async def open(
        cls, url: str, keys_dir: Path, *, create: bool = True, clock: Clock = utc_now, keys_url: str | None = None
    ) -> Store:
        """Open a database, bring its tables up to date, and check that the keys are its own.

        `keys_url` is where the keys of single people are kept; a SQLite file beside the key file if not given.
        Raises StoreError with a sentence that says what to do.
        """
        engine = open_engine(url)
        keys_dir = Path(keys_dir)
        try:
            opened = await open_with_keys(engine, keys_dir, keys_url, create=create, clock=clock)
        except BaseException as error:
            await engine.dispose()
            if isinstance(error, SQLAlchemyError | OSError):
                raise as_store_error(error) from error
            raise
        store = cls(engine, opened.keys, opened.secrets, opened.checkpoints, clock)
        await store.finish_deletions()
        return store

    async def close(self) -> None:
        """Close the database; keys leave the memory."""
        await self.living.close()
        await self.keys.close()
        await self._reading.dispose()
        await self.engine.dispose()

    @property
    def shared(self) -> bool:
        """Whether other processes may work on the same database."""
        return self._together is None

    @property
    def address(self) -> str:
        """Where the database is, password and all, for a library that has lines of its own to it."""
        return self.engine.url.set(drivername=self.engine.url.get_backend_name()).render_as_string(hide_password=False)

    async def bring_along(self, table: str, script: str, steps: Mapping[str, str]) -> None:
        """See to the tables of such a library, as `bot.store.foreign` tells. Raises StoreError."""
        try:
            async with self.engine.begin() as connection:
                await connection.run_sync(bring_along, table, script, steps)
        except SQLAlchemyError as error:
            raise as_store_error(error) from error

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[Unit]:
        """One transaction: returning saves everything in it, raising saves nothing. Raises StoreError."""
        try:
            async with self._writing() as connection:
                unit = self._unit(connection)
                yield unit
                await unit.entries.flush()
                await unit.audit.flush()
                reach(Point.COMMITS)
            reach(Point.COMMITTED)
        except SQLAlchemyError as error:
            raise as_store_error(error) from error
        if unit.changes_lists:
            self.lists.forget()
        if unit.audit.to_sign is not None:
            await self._sign(unit)
        if unit.dooms_keys:
            reach(Point.DOOMED)
            await self._destroy_soon()

    @contextlib.asynccontextmanager
    async def look(self, *, heavy: bool = False) -> AsyncIterator[Unit]:
        """One unit for reading only: it sees one moment of the database and waits for nobody who writes.

        `heavy`: its questions take long; nobody waits for it either.
        """
        engine = self._heavy if heavy else self._reading
        try:
            async with engine.connect() as connection, connection.begin():
                yield self._unit(connection, reading=True)
        except SQLAlchemyError as error:
            raise as_store_error(error) from error

    def _writing(self) -> contextlib.AbstractAsyncContextManager[AnyConnection]:
        return self.engine.begin() if self._together is None else self._together.unit()

    def _unit(self, connection: AnyConnection, *, reading: bool = False) -> Unit:
        work = Work(connection, self.keys, self.secrets, self.clock, reading, lists=self.lists, talks=self.talks)
        return Unit(work, self.checkpoints)

    async def finish_deletions(self) -> None:
        """Destroy the keys of words that were deleted when a program ended too early, and of words that a backup put back."""
        await destroy_doomed(self.begin, self.keys)
        if await repeat_deletions(self.begin, self.keys):
            await destroy_doomed(self.begin, self.keys)

    async def _destroy_soon(self) -> None:
        """Destroy what the unit doomed. If the keys cannot be written now, the words are deleted all the same: it is done later."""
        with contextlib.suppress(SQLAlchemyError, OSError, StoreError):
            await destroy_doomed(self.begin, self.keys)

    async def _sign(self, unit: Unit) -> None:
        """Sign what was just committed. A full disk must not undo what is saved: the next checkpoint covers it."""
        head = unit.audit.to_sign
        if head is not None:
            reach(Point.SIGNS)
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self.checkpoints.add, head.seq, head.link, self.clock())
