"""What every part of a unit works with: one connection inside one transaction, the sealer, the look-ups, the clock."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Insert, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.engines import AnyConnection
from bot.store.errors import ErasedRecord, TamperedRecord
from bot.store.keybox import FIRST, KeyBox
from bot.store.lists import Lists
from bot.store.talks import Talks
from bot.store.types import to_micros
from bot.store.vault import CannotOpen, Key, Place, Secrets, kid_of, open_sealed, seal, wrap_new_key

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
NOBODY = wrap_new_key(os.urandom(32), 1, "nobody", 1)[1]
"""A key that seals nothing which is kept."""
PRACTICE = "practice"
"""The key of what belongs to nobody in particular."""


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction under way."""

    connection: AnyConnection
    keys: KeyBox
    secrets: Secrets
    clock: Callable[[], datetime]
    reading: bool = False
    word_keys: dict[str, int] = field(default_factory=dict)  # which key seals whose words, as this unit found it
    doomed: list[tuple[str, int]] = field(default_factory=list)  # keys to destroy once this unit is saved
    lines: dict[str, int] = field(default_factory=dict)  # the last line of each conversation that this unit holds
    lists: Lists = field(default_factory=Lists)
    talks: Talks = field(default_factory=Talks)
    relisted: set[str] = field(default_factory=set)  # lists that this unit changes
    grown: set[str] = field(default_factory=set)  # conversations whose last line is not written down yet

    @property
    def postgresql(self) -> bool:
        """Whether the database is PostgreSQL, where several programs may write at the same time."""
        return self.connection.dialect.name == "postgresql"

    @property
    def locks(self) -> bool:
        """Whether a row that is going to be changed is held until the unit ends. SQLite holds the whole database."""
        return self.postgresql and not self.reading

    async def run(self, statement: Executable, values: Values = None) -> CursorResult[Any]:
        """Run one statement."""
        return await self.connection.execute(statement, values)

    async def changed(self, statement: Executable, values: Values = None) -> bool:
        """Run one change; say whether it met a row."""
        done = await self.connection.execute(statement, values, execution_options={"preserve_rowcount": True})
        return done.rowcount > 0

    async def first(self, statement: Executable, values: Values = None) -> Row[Any] | None:
        """The first row of a question."""
        return (await self.run(statement, values)).first()

    async def all(self, statement: Executable, values: Values = None) -> list[Row[Any]]:
        """Every row of a question."""
        return list((await self.run(statement, values)).all())

    def insert(self, table: Table) -> sqlite.Insert:
        """An insert that can say what to do when the row is there. Both databases spell it alike."""
        return cast("sqlite.Insert", postgresql.insert(table)) if self.postgresql else sqlite.insert(table)

    async def add(self, table: Table, values: Mapping[str, Any]) -> None:
        """Put in one row."""
        await self.run(_insert(table), values)

    async def add_once(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Put in one row; False when it was there."""
        return await self.changed(_insert_once(table, on_postgresql=self.postgresql), values)

    async def seal(
        self, subject: str, table: Table, column: str, row: str, value: Mapping[str, Any], kid: int = FIRST
    ) -> bytes:
        """Seal a record for its place, with the subject's key."""
        key = await self.keys.find_or_make(subject, to_micros(self.clock()), kid)
        plain = _as_json(value)
        return seal(key, Place(table.name, column, row, subject), plain.encode("utf-8", "surrogatepass"))

    async def open(self, subject: str, table: Table, column: str, row: str, sealed: bytes) -> dict[str, Any]:
        """Open a sealed record. Raises ErasedRecord (its key is gone) or TamperedRecord (it does not belong there)."""
        try:
            key = await self._key_of(subject, kid_of(sealed))
            plain = open_sealed(key, Place(table.name, column, row, subject), sealed)
        except CannotOpen:
            raise TamperedRecord(
                f"A field of {table.name} does not open: it was changed or moved outside the application. "
                "Run `frontdoor audit verify` and restore the last backup."
            ) from None
        opened: dict[str, Any] = json.loads(plain.decode("utf-8", "surrogatepass"))
        return opened

    async def _key_of(self, subject: str, kid: int) -> Key:
        """The key that a record was sealed with. Raises ErasedRecord, or CannotOpen for a number that never was one."""
        key = await self.keys.find(subject, kid)
        if key is not None:
            return key
        if kid == FIRST or (subject, kid) in await self.keys.destroyed(subject):
            raise ErasedRecord("The key of this record was destroyed: nobody can read it any more.")
        raise CannotOpen("no such key")

    def pretend(self, table: Table, column: str, row: str, value: Mapping[str, Any]) -> None:
        """Do the work of opening a record, on one that is nobody's, with a key that seals nothing else."""
        place, plain = Place(table.name, column, row, "nobody"), _as_json(value)
        json.loads(open_sealed(NOBODY, place, seal(NOBODY, place, plain.encode())))

    async def prepare(self, subjects: Iterable[str]) -> None:
        """Bring the keys of many subjects into memory with one question."""
        await self.keys.prepare(subjects, make_at=None)

    async def make_keys(self, subjects: Iterable[str]) -> None:
        """Make the keys of many subjects at once; those that have one keep it."""
        await self.keys.prepare(subjects, make_at=to_micros(self.clock()))

    def patient_subject(self, patient_id: str) -> str:
        """The name of a patient's key. The practice's own number of the patient does not show in it."""
        return f"p:{self.secrets.hash('patient', patient_id).hex()}"


@cache
def _insert(table: Table) -> Insert:
    """Statements are built once: building one costs more than running it."""
    return table.insert()


@cache
def _insert_once(table: Table, *, on_postgresql: bool) -> Insert:
    insert = postgresql.insert(table) if on_postgresql else sqlite.insert(table)
    return insert.on_conflict_do_nothing()


def keepable(text: str) -> str:
    """A text from outside without the signs that no database column can hold, so that it is simply not found."""
    return "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in text)


def conversation_subject(conversation_id: str) -> str:
    """The name of a conversation's key."""
    return f"c:{conversation_id}"


def plainly(value: object) -> object:
    """A read-only mapping, a time or a tuple as JSON knows it."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plainly).encode
