"""The keys of single people and conversations, each wrapped by the key file's, in a database of their own.

They stand apart from the data, so that destroying a person's key is deletion, also in old copies of the data. A bounded
number is kept ready in memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.faults import Point, reach
from bot.store.engines import AnyEngine, open_engine
from bot.store.vault import CannotOpen, Key, KeyFile, Keyring, rewrap_key, unwrap_key, wrap_new_key

READY = 1_000
"""Keys kept ready in memory, the longest unused dropped first: 2.6 kB each, and no more of them in the open than are in use."""
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
"""The number of a subject's first key. Most never have another."""
GONE = b""
"""What stands in place of a key that was destroyed alone: that there was one stays known, so that none is made again."""
_ONE_AT_A_TIME = 0x6B657973
_KEPT = KEYS.c.wrapped != GONE


class KeyBox:
    """Finds and makes the keys of subjects (`p:` a patient, `c:` a conversation, `w:` its words, `practice`)."""

    def __init__(self, engine: AnyEngine, file: KeyFile) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._file = file
        self._ready: OrderedDict[tuple[str, int], Key] = OrderedDict()
        self.spare: list[str] = []
        """Conversations that nobody has begun yet, whose keys are made."""

    @classmethod
    async def open(cls, address: str, file: KeyFile) -> KeyBox:
        """Open the database of keys, making it if it is not there."""
        engine = open_engine(address)
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":  # Several programs may start at once; one makes the table.
                await connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
            await connection.run_sync(METADATA.create_all)
        return cls(engine, file)

    async def close(self) -> None:
        """Close the database and forget the keys in memory."""
        self._ready.clear()
        await self._engine.dispose()

    async def find(self, subject: str, kid: int = FIRST) -> Key | None:
        """A key of a subject; None when it has none, or none any more. Raises CannotOpen for a wrong key file."""
        name = (subject, kid)
        if name in self._ready:
            self._ready.move_to_end(name)
            return self._ready[name]
        await self._load([subject])
        return self._ready.get(name)

    async def ask(self, subject: str) -> None:
        """Ask the database for a subject's key, known or not, in memory or not: it always costs one question."""
        await self._load([subject])

    async def find_or_make(self, subject: str, at: int, kid: int = FIRST) -> Key:
        """A key of a subject, made now if it has none; it is kept for good before this returns.

        Raises CannotOpen for a key that was destroyed: nothing is sealed under its number again.
        """
        key = await self.find(subject, kid)
        if key is None:
            await self._make([subject], at, kid)
            key = await self.find(subject, kid)
        if key is None:
            raise CannotOpen("a key of this number was destroyed")
        return key

    async def make(self, names: Iterable[tuple[str, int]], at: int) -> None:
        """Make the keys of newcomers at once, in one unit that waits for the disk once."""
        made = {(subject, kid): self._made(subject, at, kid) for subject, kid in names}
        if await self._insert([row for row, _ in made.values()]) == len(made):
            self._keep({name: key for name, (_, key) in made.items()})
        else:  # Somebody else made one of them, or this database does not say.
            await self._load([subject for subject, _ in made])

    async def prepare(self, subjects: Iterable[str], make_at: int | None) -> None:
        """Bring the keys of many subjects into memory; make the missing first ones if `make_at` says when."""
        wanted = [one for one in dict.fromkeys(subjects) if (one, FIRST) not in self._ready]
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
        keyring = self._file.keyring() if rows else None
        found: dict[tuple[str, int], Key] = {}
        for row in rows:
            if keyring is None or row.wrapped == GONE:
                continue
            wrapping = _of_number(keyring, row.wrapped_by)
            found[row.subject, row.kid] = unwrap_key(wrapping, row.wrapped_by, row.subject, row.kid, row.wrapped)
        self._keep(found)

    def _keep(self, keys: Mapping[tuple[str, int], Key]) -> None:
        """Have keys ready in memory; the longest unused make room."""
        self._ready.update(keys)
        while len(self._ready) > READY:
            self._ready.popitem(last=False)

    async def _make(self, subjects: list[str], at: int, kid: int = FIRST) -> None:
        """Make keys for those that have none. Two processes may try at once: the first one's key stays."""
        await self._insert([self._made(one, at, kid)[0] for one in subjects])

    def _made(self, subject: str, at: int, kid: int) -> tuple[dict[str, object], Key]:
        """A new key as it is kept, and open."""
        keyring = self._file.keyring()
        number = keyring.current
        wrapped, key = wrap_new_key(keyring.wrapping[number], number, subject, kid)
        return {"subject": subject, "kid": kid, "wrapped_by": number, "wrapped": wrapped, "made_at": at}, key

    async def _insert(self, rows: list[dict[str, object]]) -> int:
        """Put in what is not there; how many that were, or less than none where the database does not say."""
        insert = sqlite.insert(KEYS) if self._engine.dialect.name == "sqlite" else postgresql.insert(KEYS)
        counted = {"preserve_rowcount": True}
        async with self._engine.begin() as connection:
            done = await connection.execute(insert.on_conflict_do_nothing(), rows, execution_options=counted)
        reach(Point.KEYED)
        return done.rowcount

    async def destroy(self, subject: str) -> None:
        """Destroy a subject's keys for good: nothing sealed with them can be read again, by anybody."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(KEYS).where(KEYS.c.subject == subject))
        for name in [one for one in self._ready if one[0] == subject]:
            del self._ready[name]
        await self.sweep()

    async def destroy_one(self, subject: str, kid: int) -> None:
        """Destroy one key of a subject for good. That there was one stays known."""
        here = (KEYS.c.subject == subject, KEYS.c.kid == kid)
        async with self._engine.begin() as connection:
            await connection.execute(update(KEYS).where(*here).values(wrapped=GONE))
        self._ready.pop((subject, kid), None)
        await self.sweep()

    async def destroyed(self, subject: str | None = None) -> tuple[tuple[str, int], ...]:
        """Every key that was destroyed alone, of one subject or of all."""
        found = select(KEYS.c.subject, KEYS.c.kid).where(KEYS.c.wrapped == GONE).order_by(KEYS.c.subject, KEYS.c.kid)
        if subject is not None:
            found = found.where(KEYS.c.subject == subject)
        async with self._reading.begin() as connection:
            return tuple((one.subject, one.kid) for one in (await connection.execute(found)).all())

    async def wrapped_by(self) -> dict[int, int]:
        """How many keys each wrapping key wraps, by its number."""
        counted = select(KEYS.c.wrapped_by, func.count()).where(_KEPT).group_by(KEYS.c.wrapped_by)
        async with self._reading.begin() as connection:
            return {row[0]: row[1] for row in (await connection.execute(counted)).all()}

    async def rewrap(self, subject: str) -> int:
        """Have one subject's keys wrapped by the wrapping key in use; how many were wrapped by another."""
        return (await self._rewrap(KEYS.c.subject == subject))[0]

    async def rewrap_behind(self, last: tuple[str, int], limit: int = AT_ONCE) -> tuple[int, tuple[str, int] | None]:
        """Have some keys behind `last` wrapped by the wrapping key in use, in one unit; how many, and the last one, or None at the end."""
        return await self._rewrap(tuple_(KEYS.c.subject, KEYS.c.kid) > tuple_(*last), limit)

    async def _rewrap(self, where: ColumnElement[bool], limit: int = AT_ONCE) -> tuple[int, tuple[str, int] | None]:
        keyring = self._file.keyring()
        number = keyring.current
        new = (number, keyring.wrapping[number])
        found = select(KEYS).where(where, KEYS.c.wrapped_by != number, _KEPT).order_by(KEYS.c.subject, KEYS.c.kid)
        async with self._engine.begin() as connection:
            rows = (await connection.execute(found.limit(limit))).all()
            for row in rows:
                old = (row.wrapped_by, _of_number(keyring, row.wrapped_by))
                wrapped = rewrap_key(old, new, row.subject, row.kid, row.wrapped)
                # As it was read: a key that is destroyed in this moment by another program stays destroyed.
                here = (KEYS.c.subject == row.subject, KEYS.c.kid == row.kid, KEYS.c.wrapped == row.wrapped)
                await connection.execute(update(KEYS).where(*here).values(wrapped=wrapped, wrapped_by=number))
        return len(rows), (rows[-1].subject, rows[-1].kid) if rows else None

    async def sweep(self) -> None:
        """Empty SQLite's log of changes, which still holds the page that the key stood on. A reader may put it off."""
        if self._engine.dialect.name == "sqlite":
            async with self._engine.connect() as connection:
                await connection.run_sync(_empty_log)


def _of_number(keyring: Keyring, number: int) -> bytes:
    wrapping = keyring.wrapping.get(number)
    if wrapping is None:
        raise CannotOpen("wrapped by a key that the key file does not have")
    return wrapping


def _empty_log(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
