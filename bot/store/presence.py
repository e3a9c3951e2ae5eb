"""Who has a request open just now, and who is typing: one row an open page, which is soon out of date when nobody renews it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Table, Text, delete, func, select, update

from bot.store.staff_tables import STAFF
from bot.store.tables import METADATA
from bot.store.types import Moment
from bot.store.work import Work, keepable

PRESENCE = Table(
    "presence",
    METADATA,
    Column("page", Text, primary_key=True),
    Column("ref", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("typing_at", Moment),
    Index("presence_of_item", "ref", "staff_id"),
    Index("presence_old", "seen_at"),
)


class Presence:
    """Keeps which pages are open. It is in the database, so that several processes of one practice agree."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def here(self, page: str, ref: str, staff_id: str, at: datetime) -> None:
        """A page shows an item to somebody, now."""
        values = {"page": page, "ref": keepable(ref), "staff_id": staff_id, "seen_at": at}
        insert = self._work.insert(PRESENCE).values(values)
        await self._work.run(insert.on_conflict_do_update(index_elements=["page"], set_={"seen_at": at}))

    async def gone(self, page: str) -> None:
        """A page is closed."""
        await self._work.run(delete(PRESENCE).where(PRESENCE.c.page == page))

    async def typing(self, ref: str, staff_id: str, at: datetime | None) -> bool:
        """Somebody types on their page of an item, or stopped; False when none is open."""
        here = (PRESENCE.c.ref == keepable(ref), PRESENCE.c.staff_id == staff_id)
        return await self._work.changed(update(PRESENCE).where(*here).values(typing_at=at))

    async def others(self, ref: str, staff_id: str, seen: datetime, typed: datetime) -> tuple[tuple[str, bool], ...]:
        """Everybody else who has had an item open since then, by name, and whether they have typed since then."""
        found = (
            select(STAFF.c.name, func.max(PRESENCE.c.typing_at).label("typing_at"))
            .join(STAFF, STAFF.c.id == PRESENCE.c.staff_id)
            .where(PRESENCE.c.ref == keepable(ref), PRESENCE.c.staff_id != staff_id)
            .where(PRESENCE.c.seen_at >= seen, STAFF.c.active)
            .group_by(STAFF.c.id, STAFF.c.name)
            .order_by(STAFF.c.name)
        )
        rows = await self._work.all(found)
        return tuple((row.name, row.typing_at is not None and row.typing_at >= typed) for row in rows)
