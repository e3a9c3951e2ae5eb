"""Staff and their sign-ins. A session is a row: ending it, or disabling the person, counts from the next request on."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.store.links import TOKEN_BYTES, token_hash
from bot.store.staff_records import Staff, StaffSession, Visit
from bot.store.staff_tables import HALVES, SESSIONS, STAFF
from bot.store.work import Work, keepable

NOWHERE = Visit()
ADMINISTRATOR = "administrator"


class StaffBook:
    """Keeps staff and who of them is signed in."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def put(self, staff: Staff) -> None:
        """Add a member of staff, or change one. Somebody who is no longer active is signed out everywhere."""
        values = {
            "id": staff.id,
            "name": staff.name,
            "sign_in_name": sign_in_name(staff.name),
            "role": staff.role,
            "password_phc": staff.password_phc,
            "active": staff.active,
            "must_change": staff.must_change,
            "password_until": staff.password_until,
        }
        insert = self._work.insert(STAFF).values(values)
        changes = {name: insert.excluded[name] for name in values if name != "id"}
        await self._work.run(insert.on_conflict_do_update(index_elements=["id"], set_=changes))
        if not staff.active:
            await self.end_all(staff.id)

    async def change(self, staff_id: str, **values: Any) -> None:  # noqa: ANN401  # a column's value
        """Change some columns of one person."""
        await self._work.run(update(STAFF).where(STAFF.c.id == staff_id).values(**values))

    async def by_name(self, name: str) -> Staff | None:
        """A member of staff by the name they sign in with; its case does not matter."""
        row = await self._work.first(select(STAFF).where(STAFF.c.sign_in_name == sign_in_name(name)))
        return _staff(row) if row else None

    async def by_id(self, staff_id: str) -> Staff | None:
        """A member of staff by their number."""
        row = await self._work.first(select(STAFF).where(STAFF.c.id == keepable(staff_id)))
        return _staff(row) if row else None

    async def list(self) -> tuple[Staff, ...]:
        """Everybody, by name."""
        rows = await self._work.all(select(STAFF).order_by(STAFF.c.sign_in_name))
        return tuple(_staff(row) for row in rows)

    async def other_administrators(self, staff_id: str) -> int:
        """How many active administrators there are besides one. They are held: of two that would go, one finds the other."""
        found = select(STAFF.c.id).where(STAFF.c.role == ADMINISTRATOR, STAFF.c.active).order_by(STAFF.c.id)
        rows = await self._work.all(found.with_for_update() if self._work.locks else found)
        return sum(row.id != staff_id for row in rows)

    async def open_session(
        self,
        staff_id: str,
        at: datetime,
        *,
        how: str = "password",
        proved_at: datetime | None = None,
        visit: Visit = NOWHERE,
    ) -> str:
        """Sign somebody in; return a new token of 256 bits."""
        token, ident = secrets.token_urlsafe(TOKEN_BYTES), uuid.uuid4().hex
        values = {
            "id": ident,
            "token_hash": token_hash(token),
            "staff_id": staff_id,
            "opened_at": at,
            "seen_at": at,
            "proved_at": proved_at or at,
            "how": how,
            "visit_sealed": await sealed_visit(self._work, SESSIONS, ident, staff_id, visit),
        }
        await self._work.run(SESSIONS.insert().values(values))
        await self.change(staff_id, signed_in_at=at)
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
        row = await self._work.first(update(SESSIONS).where(*here).values(seen_at=now).returning(*SESSIONS.c))
        if row is None:
            return None
        who = await self._work.first(select(STAFF).where(STAFF.c.id == row.staff_id, STAFF.c.active))
        if who is None:
            return None
        return StaffSession(_staff(who), row.opened_at, now, row.proved_at, row.how, row.id)

    async def sessions(
        self, staff_id: str, now: datetime, idle: timedelta, absolute: timedelta
    ) -> tuple[StaffSession, ...]:
        """Where somebody is signed in now, the latest first."""
        staff = await self.by_id(staff_id)
        here = (
            SESSIONS.c.staff_id == staff_id,
            SESSIONS.c.seen_at > now - idle,
            SESSIONS.c.opened_at > now - absolute,
        )
        rows = await self._work.all(select(SESSIONS).where(*here).order_by(SESSIONS.c.seen_at.desc()))
        return tuple([await self._session(staff, row) for row in rows if staff])

    async def session_id(self, token: str) -> str:
        """The number of a session; empty when there is none."""
        row = await self._work.first(select(SESSIONS.c.id).where(SESSIONS.c.token_hash == token_hash(token)))
        return str(row[0]) if row else ""

    async def rotate(self, token: str, *, proved_at: datetime | None = None, how: str | None = None) -> str | None:
        """The session under a new token, perhaps with who it is shown anew; None when it has ended."""
        fresh = secrets.token_urlsafe(TOKEN_BYTES)
        values: dict[str, Any] = {"token_hash": token_hash(fresh)}
        values |= {name: value for name, value in (("proved_at", proved_at), ("how", how)) if value is not None}
        moved = update(SESSIONS).where(SESSIONS.c.token_hash == token_hash(token)).values(values)
        return fresh if await self._work.changed(moved) else None

    async def end_session(self, token: str) -> None:
        """Sign one session out."""
        await self._work.run(delete(SESSIONS).where(SESSIONS.c.token_hash == token_hash(token)))

    async def end_one(self, staff_id: str, session_id: str) -> bool:
        """Sign out one of somebody's own sessions; False when it is not theirs or has ended."""
        here = (SESSIONS.c.id == keepable(session_id), SESSIONS.c.staff_id == staff_id)
        return await self._work.changed(delete(SESSIONS).where(*here))

    async def end_others(self, staff_id: str, token: str) -> None:
        """Sign somebody out everywhere but here."""
        here = (SESSIONS.c.staff_id == staff_id, SESSIONS.c.token_hash != token_hash(token))
        await self._work.run(delete(SESSIONS).where(*here))
        await self._work.run(delete(HALVES).where(HALVES.c.staff_id == staff_id))

    async def end_all(self, staff_id: str) -> None:
        """Sign somebody out everywhere, half ways too."""
        await self._work.run(delete(SESSIONS).where(SESSIONS.c.staff_id == staff_id))
        await self._work.run(delete(HALVES).where(HALVES.c.staff_id == staff_id))

    async def _session(self, staff: Staff, row: Row[Any]) -> StaffSession:
        visit = await opened_visit(self._work, SESSIONS, row)
        return StaffSession(staff, row.opened_at, row.seen_at, row.proved_at, row.how, row.id, visit)


def sign_in_name(name: str) -> str:
    """A name as it is looked for: without its case, with single spaces."""
    return keepable(" ".join(name.split()).casefold())


def staff_subject(staff_id: str) -> str:
    """The name of the key that a member of staff's secrets are sealed with."""
    return f"s:{staff_id}"


async def sealed_visit(work: Work, table: Any, row: str, staff_id: str, visit: Visit) -> bytes:  # noqa: ANN401  # one of two tables
    """Where somebody signs in from, as it is kept."""
    value = {"address": visit.address, "browser": visit.browser}
    return await work.seal(staff_subject(staff_id), table, "visit", row, value)


async def opened_visit(work: Work, table: Any, row: Row[Any]) -> Visit:  # noqa: ANN401  # one of two tables
    """Where somebody signed in from."""
    opened = await work.open(staff_subject(row.staff_id), table, "visit", row.id, row.visit_sealed)
    return Visit(opened["address"], opened["browser"])


def _staff(row: Row[Any]) -> Staff:
    return Staff(
        row.id,
        row.name,
        row.role,
        row.password_phc,
        row.active,
        row.must_change,
        row.password_until,
        row.signed_in_at,
    )
