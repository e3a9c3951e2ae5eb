"""Staff and their sign-ins. A session is a row: ending it, or disabling the person, counts from the next request on."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.store.links import TOKEN_BYTES, token_hash
from bot.store.records import Staff, StaffSession
from bot.store.tables import SESSIONS, STAFF
from bot.store.work import Work, keepable


class StaffBook:
    """Keeps staff and who of them is signed in."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def put(self, staff: Staff) -> None:
        """Add a member of staff, or change one. Somebody who is no longer active is signed out everywhere."""
        values = {
            "id": staff.id,
            "name": staff.name,
            "sign_in_name": _plain(staff.name),
            "role": staff.role,
            "password_phc": staff.password_phc,
            "active": staff.active,
        }
        insert = self._work.insert(STAFF).values(values)
        changes = {name: insert.excluded[name] for name in values if name != "id"}
        await self._work.run(insert.on_conflict_do_update(index_elements=["id"], set_=changes))
        if not staff.active:
            await self.end_all(staff.id)

    async def by_name(self, name: str) -> Staff | None:
        """A member of staff by the name they sign in with; its case does not matter."""
        row = await self._work.first(select(STAFF).where(STAFF.c.sign_in_name == _plain(name)))
        return Staff(row.id, row.name, row.role, row.password_phc, row.active) if row else None

    async def list(self) -> tuple[Staff, ...]:
        """Everybody, by name."""
        rows = await self._work.all(select(STAFF).order_by(STAFF.c.sign_in_name))
        return tuple(Staff(row.id, row.name, row.role, row.password_phc, row.active) for row in rows)

    async def open_session(self, staff_id: str, at: datetime) -> str:
        """Sign somebody in; return a new token of 256 bits."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await self._work.run(
            SESSIONS.insert().values(token_hash=token_hash(token), staff_id=staff_id, opened_at=at, seen_at=at)
        )
        return token

    async def find_session(
        self, token: str, now: datetime, idle: timedelta, absolute: timedelta
    ) -> StaffSession | None:
        """Who a token belongs to; None when it is unknown, idle too long, too old in all, or the person is not active.

        Finding a session counts as using it. A session that was ended meanwhile does not come back by that.
        """
        here = (
            SESSIONS.c.token_hash == token_hash(token),
            SESSIONS.c.seen_at > now - idle,
            SESSIONS.c.opened_at > now - absolute,
        )
        row = await self._work.first(
            update(SESSIONS).where(*here).values(seen_at=now).returning(SESSIONS.c.staff_id, SESSIONS.c.opened_at)
        )
        if row is None:
            return None
        who = await self._work.first(select(STAFF).where(STAFF.c.id == row.staff_id, STAFF.c.active))
        if who is None:
            return None
        return StaffSession(Staff(who.id, who.name, who.role, who.password_phc, who.active), row.opened_at, now)

    async def end_session(self, token: str) -> None:
        """Sign one session out."""
        await self._work.run(delete(SESSIONS).where(SESSIONS.c.token_hash == token_hash(token)))

    async def end_all(self, staff_id: str) -> None:
        """Sign somebody out everywhere."""
        await self._work.run(delete(SESSIONS).where(SESSIONS.c.staff_id == staff_id))


def _plain(name: str) -> str:
    return keepable(" ".join(name.split()).casefold())
