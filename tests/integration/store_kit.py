"""What tests of the store share: a clock, a few records, and a look at the bytes on the disk."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.base import Inbound
from bot.conversation import ConversationId, Medicine, PatientId, Person
from bot.queue.item import Item, Kind
from bot.store import Store
from bot.store.keybox import KeyBox
from bot.store.vault import CannotOpen, Key, kid_of, open_sealed
from bot.store.vault import Place as Seat

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HARD = 'quote " and \\, 💊, العربية, \u202e, \ud83d alone, line\nend, nul \x00'
"""What a phone can send at its worst."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a practice's data and keys are."""

    url: str
    keys: Path

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(self.url.removeprefix("sqlite:///"))


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def later(**span: float) -> datetime:
    """Some time after the tests' now."""
    return NOW + timedelta(**span)


def event(number: int = 1, text: str = "May I see Dr. Patel on Friday?", **changes: object) -> Inbound:
    """One message from a person."""
    return Inbound(
        **{"channel": "telegram", "address": "77", "event_id": str(number), "kind": "text", "at": NOW, "text": text}
        | changes
    )


def item(conversation_id: str, ref: str = "K7M-4RXC", **changes: object) -> Item:
    """One request."""
    base = {
        "ref": ref,
        "kind": Kind.REFILL,
        "priority": "routine",
        "fields": {"medication": "sertraline"},
        "created_at": NOW,
        "due_at": changes.get("target_at", changes.get("created_at", NOW)),
    }
    return Item(**base | {"conversation_id": conversation_id} | changes)


EILEEN = Person(
    id=PatientId("E-41"),
    first_name="Eileen",
    last_name="O'Shaughnessy",
    dob=date(1941, 2, 28),
    email="eileen.o@example.com",
    zip="10536",
    phone="914-555-0122",
    provider="Dr. O'Rourke",
    medications=(Medicine("furosemide", "40 mg", "Dr. O'Rourke"), Medicine("apixaban")),
    account_username="Eileen41",
    account_status="enrolled",
)
INES = Person(
    id=PatientId("I-7"),
    first_name="Inés",
    last_name="Núñez-Alvarado",
    dob=date(1984, 5, 9),
    email="ines@example.com",
    zip="10549",
)


async def begun(store: Store, address: str = "77", channel: str = "telegram") -> ConversationId:
    """A conversation that is there."""
    async with store.begin() as unit:
        return await unit.conversations.find_or_create(channel, address, NOW)


WORDS = {"conversations": ("id",), "entries": ("conversation_id", "seq"), "inbox": (), "outbox": ("key",)}
"""Where words of a conversation stand, and what their seal is bound to in each row."""


async def sealed_words(engine: AsyncEngine) -> list[tuple[str, str, bytes]]:
    """Every sealed field that may hold words, with its column and the row it is bound to."""
    found = []
    async with engine.connect() as connection:
        for table, keys in WORDS.items():
            for row in await connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608  # names of our own
                bound = ":".join(str(row._mapping[key]) for key in keys) or bytes(row.event_hash).hex()
                for name, value in row._mapping.items():
                    if name.endswith("_sealed") and value is not None:
                        found.append((f"{table} {name.removesuffix('_sealed')}", bound, bytes(value)))
    return found


async def still_opened(keys: KeyBox, talk: str, sealed: list[tuple[str, str, bytes]]) -> list[str]:
    """Whatever any key that is left opens, wherever the field might have been meant to stand."""
    async with keys._engine.connect() as connection:
        left = [tuple(row) for row in await connection.execute(text("SELECT subject, kid FROM keys"))]
    usable = [key for subject, kid in left if (key := await keys.find(subject, kid))]
    found = []
    for key in usable:
        for where, bound, value in sealed:
            for subject in (f"w:{talk}", f"c:{talk}", "practice"):
                with contextlib.suppress(CannotOpen):
                    table, column = where.split()
                    place = Seat(table, column, bound, subject)
                    found.append(open_sealed(Key(kid_of(value), key.cipher), place, value).decode())
    return found
