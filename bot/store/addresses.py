"""Where staff can be mailed. Only reminders go there, and they name no patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, select, update

from bot.store.staff_tables import STAFF
from bot.store.vault import canonical_email
from bot.store.watch_tables import STAFF_ADDRESSES
from bot.store.work import PRACTICE, Work


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member of staff who is active, with their address if there is one."""

    id: str
    name: str
    role: str
    address: str | None
    refused_at: datetime | None


class Addresses:
    """Keeps one address for each member of staff."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def put(self, staff_id: str, address: str, at: datetime) -> None:
        """Keep an address in place of the old one."""
        sealed = await self._work.seal(PRACTICE, STAFF_ADDRESSES, "address", staff_id, {"address": address})
        insert = self._work.insert(STAFF_ADDRESSES).values(staff_id=staff_id, changed_at=at, address_sealed=sealed)
        changes = {"changed_at": at, "address_sealed": sealed, "refused_at": None}
        await self._work.run(insert.on_conflict_do_update(index_elements=["staff_id"], set_=changes))

    async def remove(self, staff_id: str) -> None:
        """Mail somebody no more."""
        await self._work.run(delete(STAFF_ADDRESSES).where(STAFF_ADDRESSES.c.staff_id == staff_id))

    async def list(self) -> tuple[Addressee, ...]:
        """Everybody who is active, by name."""
        found = select(
            STAFF.c.id, STAFF.c.name, STAFF.c.role, STAFF_ADDRESSES.c.address_sealed, STAFF_ADDRESSES.c.refused_at
        ).join(STAFF_ADDRESSES, STAFF_ADDRESSES.c.staff_id == STAFF.c.id, isouter=True)
        rows = await self._work.all(found.where(STAFF.c.active).order_by(STAFF.c.sign_in_name))
        return tuple([await self._read(row) for row in rows])

    async def refused(self, address: str, at: datetime) -> None:
        """A mail server has said that there is no such mailbox: nothing is sent there until it is changed."""
        for one in await self.list():
            if one.address and canonical_email(one.address) == canonical_email(address):
                here = STAFF_ADDRESSES.c.staff_id == one.id
                await self._work.run(update(STAFF_ADDRESSES).where(here).values(refused_at=at))

    async def _read(self, row: Row[tuple[object, ...]]) -> Addressee:
        if row.address_sealed is None:
            return Addressee(row.id, row.name, row.role, None, None)
        opened = await self._work.open(PRACTICE, STAFF_ADDRESSES, "address", row.id, row.address_sealed)
        return Addressee(row.id, row.name, row.role, opened["address"], row.refused_at)
