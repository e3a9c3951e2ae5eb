"""The keys of single people and conversations, each wrapped by the key file's, in a database of their own.

They stand apart from the data, so that destroying a person's key is deletion, also in old copies of the data. A bounded
number is kept ready in memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engines import open_engine
from bot.store.vault import CannotOpen, Key, Keyring, unwrap_key, wrap_new_key

READY = 10_000
"""Keys kept ready in memory, the longest unused dropped first."""
AT_ONCE = 500

METADATA = MetaData()
KEYS = Table(
    "keys",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("kid", Integer, primary_key=True),
    Column("wrapped_by", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
FIRST = 1
_ONE_AT_A_TIME = 0x6B657973


class KeyBox:
    """Finds and makes the keys of subjects (`p:` a patient, `c:` a conversation, `practice`)."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._keyring = keyring
        self._ready: OrderedDict[str, Key] = OrderedDict()

    @classmethod
    async def open(cls, address: str, keyring: Keyring) -> KeyBox:
        """Open the database of keys, making it if it is not there."""
        engine = open_engine(address)
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":  # Several programs may start at once; one makes the table.
                await connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
            await connection.run_sync(METADATA.create_all)
        return cls(engine, keyring)

    async def close(self) -> None:
        """Close the database and forget the keys in memory."""
        self._ready.clear()
        await self._engine.dispose()

    async def find(self, subject: str) -> Key | None:
        """The key of a subject; None when it has none, or none any more. Raises CannotOpen for a wrong key file."""
        if subject in self._ready:
            self._ready.move_to_end(subject)
            return self._ready[subject]
        await self.prepare((subject,), make_at=None)
        return self._ready.get(subject)

    async def ask(self, subject: str) -> None:
        """Ask the database for a subject's key, known or not, in memory or not: it always costs one question."""
        await self._load([subject])

    async def find_or_make(self, subject: str, at: int) -> Key:
        """The key of a subject, made now if it has none; it is kept for good before this returns."""
        key = await self.find(subject)
        if key is None:
            await self.prepare((subject,), make_at=at)
            key = self._ready[subject]
        return key

    async def prepare(self, subjects: Iterable[str], make_at: int | None) -> None:
        """Bring the keys of many subjects into memory; make the missing ones if `make_at` says when."""
        wanted = [one for one in dict.fromkeys(subjects) if one not in self._ready]
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            if make_at is not None:
                await self._make(part, make_at)
            await self._load(part)

    async def _load(self, subjects: list[str]) -> None:
        columns = (KEYS.c.subject, KEYS.c.kid, KEYS.c.wrapped_by, KEYS.c.wrapped)
        async with self._reading.begin() as connection:
            rows = (
                await connection.execute(select(*columns).where(KEYS.c.subject.in_(subjects)).order_by(KEYS.c.kid))
            ).all()
        for subject, kid, wrapped_by, wrapped in rows:
            wrapping = self._keyring.wrapping.get(wrapped_by)
            if wrapping is None:
                raise CannotOpen("wrapped by a key that the key file does not have")
            self._ready[subject] = unwrap_key(wrapping, wrapped_by, subject, kid, wrapped)
        while len(self._ready) > READY:
            self._ready.popitem(last=False)

    async def _make(self, subjects: list[str], at: int) -> None:
        """Make keys for those that have none. Two processes may try at once: the first one's key stays."""
        number = self._keyring.current
        wrapping = self._keyring.wrapping[number]
        rows = [
            {
                "subject": one,
                "kid": FIRST,
                "wrapped_by": number,
                "wrapped": wrap_new_key(wrapping, number, one, FIRST)[0],
                "made_at": at,
            }
            for one in subjects
        ]
        insert = sqlite.insert(KEYS) if self._engine.dialect.name == "sqlite" else postgresql.insert(KEYS)
        async with self._engine.begin() as connection:
            await connection.execute(insert.on_conflict_do_nothing(), rows)

    async def destroy(self, subject: str) -> None:
        """Destroy a subject's keys for good: nothing sealed with them can be read again, by anybody."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(KEYS).where(KEYS.c.subject == subject))
        self._ready.pop(subject, None)
