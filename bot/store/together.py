"""Units of work on SQLite that are saved together, so that all who wait to write wait for the disk once.

SQLite has one writer at a time. Whoever finds others waiting leaves the saving to the last of those: their units stand behind each
other in one transaction, each in a savepoint of its own, and none of them has ended before all are on the disk. A unit that
raises is undone alone; if the whole cannot be saved, every one of them raises.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.store.errors import StoreAway
from bot.store.prompt_sqlite import BUSY_MS, PromptConnection, PromptEngine, to_the_end

MOST = 16
"""Units that are saved together at most: the first of them must not wait for hundreds."""


class _Group:
    """One transaction, and who waits for its end."""

    def __init__(self, connection: PromptConnection, line: contextlib.AsyncExitStack) -> None:
        self.connection = connection
        self.line = line
        self.units = 0
        self.saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closer: asyncio.Task[None] | None = None


class Together:
    """Hands the one turn to write from unit to unit. Used from one event loop."""

    def __init__(self, engine: PromptEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()  # Waiting here is fair and wakes at once; waiting in SQLite is neither.
        self._waiting = 0
        self._holder: asyncio.Task[object] | None = None
        self._group: _Group | None = None

    @contextlib.asynccontextmanager
    async def unit(self) -> AsyncIterator[PromptConnection]:
        """One unit: saved whole when the block ends, undone when it raises. Raises StoreAway when others write for too long."""
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("a unit was begun inside another unit of the same task: it would wait for itself")
        await self._take_turn()
        try:
            group = self._group = self._group or await self._begun()
            group.units += 1
            try:
                with group.connection.apart():
                    yield group.connection
            finally:
                await self._leave(group)
        finally:
            self._holder = None
            self._turn.release()
        await to_the_end(group.saved)

    async def _take_turn(self) -> None:
        self._waiting += 1
        try:
            async with asyncio.timeout(BUSY_MS / 1000):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreAway("The database is busy for too long: see what else writes to it, then try again.") from None
        finally:
            self._waiting -= 1
        self._holder = asyncio.current_task()

    async def _begun(self) -> _Group:
        async with contextlib.AsyncExitStack() as line:
            connection = await line.enter_async_context(self._engine.begin())
            return _Group(connection, line.pop_all())

    async def _leave(self, group: _Group) -> None:
        """End a unit. The last one saves the group before anybody else has the turn, in a task that nobody can stop."""
        if not group.connection.stands or group.units >= MOST or not self._waiting:
            await to_the_end(asyncio.create_task(self._save(group)))
        elif group.closer is None:
            group.closer = asyncio.create_task(self._close(group))

    async def _close(self, group: _Group) -> None:
        """Save a group once everybody who waited when it was begun has had their turn, or has given up."""
        async with self._turn:
            if self._group is group:
                await self._save(group)

    async def _save(self, group: _Group) -> None:
        """Save a group, and tell all who wait for it what became of it."""
        self._group = None
        try:
            await group.line.aclose()
        except Exception as error:  # noqa: BLE001  # whatever it is, those whose units were in it are told
            group.saved.set_exception(error)
            group.saved.exception()  # Where nobody waits any more, that is nothing to report.
        else:
            group.saved.set_result(None)
        finally:
            if not group.saved.done():
                group.saved.cancel()  # The program ends here, and so do they.
