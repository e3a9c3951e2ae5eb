"""What a process has in hand, so that others on the same database know that it lives: locks that end with its session.

A clock could not tell: how long a send may take is nobody's promise. On SQLite there is one process, and nothing to tell.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Iterable

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.engines import AnyEngine
from bot.store.errors import StoreAway, as_store_error

_HOLD = text("SELECT COUNT(pg_advisory_lock(one)) FROM unnest(CAST(:numbers AS bigint[])) AS one")
_TRY = text("SELECT pg_try_advisory_lock(:number)")
_LET_GO = text("SELECT pg_advisory_unlock(:number)")
_STILL = text("SELECT 1")
IS_LEFT = text("SELECT pg_try_advisory_xact_lock(:number)").bindparams(bindparam("number"))
"""Whether nobody who lives has it in hand, seen from within a unit."""


def number_of(what: str, which: object) -> int:
    """The number under which something is locked."""
    return int.from_bytes(hashlib.sha256(f"{what} {which}".encode()).digest()[:8], signed=True)


class Living:
    """The locks of this process, all on one connection of their own. Does nothing on SQLite."""

    def __init__(self, engine: AnyEngine) -> None:
        self._engine = (
            engine.execution_options(isolation_level="AUTOCOMMIT") if isinstance(engine, AsyncEngine) else None
        )
        self._connection: AsyncConnection | None = None
        self._held: set[int] = set()
        self._one_at_a_time = asyncio.Lock()
        self._closed = False

    async def hold(self, what: str, these: Iterable[object]) -> None:
        """Have these in hand until they are let go, or this process ends. Raises StoreError."""
        await self._ask(_HOLD, {number_of(what, which) for which in these} - self._held, held=True)

    async def let_go(self, what: str, which: object) -> None:
        """Have it in hand no more. Never raises: a lock that cannot be let go ends with the line it is held over."""
        with contextlib.suppress(Exception):
            await self._ask(_LET_GO, {number_of(what, which)}, held=False)

    async def leads(self, what: str, which: object) -> bool:
        """Whether this is the one process that does something, from now on until it ends. Raises StoreError."""
        number = number_of(what, which)
        if number in self._held:
            await self._ask(_STILL, {number}, held=True)
        return self._engine is None or number in self._held or await self._ask(_TRY, {number}, held=None)

    async def close(self) -> None:
        """Let everything go, for good."""
        self._closed = True
        self._held.clear()
        await self._drop()

    async def _ask(self, question: TextClause, numbers: set[int], *, held: bool | None) -> bool:
        """Ask one thing over the one line; `held` says what is so afterwards, None that the answer says it."""
        if self._engine is None or not numbers:
            return True
        async with self._one_at_a_time:
            if self._closed:
                raise StoreAway("This program has let the database go: it is stopping.")
            try:
                line = await self._line(self._engine)
                values = {"numbers": list(numbers)} if question is _HOLD else {"number": min(numbers)}
                answer = bool((await line.execute(question, {} if question is _STILL else values)).scalar())
            except BaseException as error:
                await self._drop()  # Whatever it was: the locks have to be taken anew over another line.
                if isinstance(error, SQLAlchemyError):
                    raise as_store_error(error) from error
                raise
            self._held = self._held | numbers if (answer if held is None else held) else self._held - numbers
            return answer

    async def _line(self, engine: AsyncEngine) -> AsyncConnection:
        if self._connection is None:
            self._connection = await engine.connect()
            for number in tuple(self._held):
                if not (await self._connection.execute(_TRY, {"number": number})).scalar():
                    self._held.discard(number)  # Another process has taken it over meanwhile.
        return self._connection

    async def _drop(self) -> None:
        line, self._connection = self._connection, None
        if line is not None:
            with contextlib.suppress(Exception):
                await line.invalidate()
            with contextlib.suppress(Exception):
                await line.close()
