"""How patients want to be told that something waits. Kept by the keyed hash of the patient, without anything about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, LargeBinary, Table, Text, func, select

from bot.store.tables import ITEMS, METADATA
from bot.store.types import Moment
from bot.store.work import Work
from policies.notices import Wishes

WISHES = Table(
    "notice_wishes",
    METADATA,
    Column("who_hash", LargeBinary, primary_key=True),
    Column("ways", Text, nullable=False),
    Column("night", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
RECIPIENT = func.coalesce(ITEMS.c.actor_hash, ITEMS.c.patient_hash)
"""Who is told about a request: whoever sent it, for themselves or for somebody else."""


class NoticeWishes:
    """Keeps and finds them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def of(self, patient_id: str) -> Wishes:
        """What a patient chose; what holds for everybody where they chose nothing."""
        found = await self.chosen(patient_id)
        return found[0] if found else Wishes()

    async def chosen(self, patient_id: str) -> tuple[Wishes, datetime] | None:
        """What a patient chose, and when; None where they chose nothing."""
        row = await self._work.first(select(WISHES).where(WISHES.c.who_hash == self._hash(patient_id)))
        return (Wishes(row.ways, row.night), row.changed_at) if row else None

    async def of_item(self, ref: str) -> Wishes:
        """What the person chose who is told about a request."""
        found = select(WISHES).join(ITEMS, WISHES.c.who_hash == RECIPIENT).where(ITEMS.c.ref == ref)
        row = await self._work.first(found)
        return Wishes(row.ways, row.night) if row else Wishes()

    async def put(self, patient_id: str, wishes: Wishes, at: datetime) -> None:
        """Keep what a patient chose, in place of what they had chosen."""
        values = {"who_hash": self._hash(patient_id), "ways": wishes.ways, "night": wishes.night, "changed_at": at}
        insert = self._work.insert(WISHES).values(values)
        changes = {name: insert.excluded[name] for name in ("ways", "night", "changed_at")}
        await self._work.run(insert.on_conflict_do_update(index_elements=["who_hash"], set_=changes))

    def _hash(self, patient_id: str) -> bytes:
        return self._work.secrets.hash("patient", patient_id)
