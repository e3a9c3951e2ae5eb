"""Half sessions: the password was right, and something is still missing. They stand apart from sessions and open nothing."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.store.links import TOKEN_BYTES, token_hash
from bot.store.staff import StaffBook, opened_visit, sealed_visit
from bot.store.staff_records import HalfSession, Visit
from bot.store.staff_tables import HALVES
from bot.store.work import Work


class Halves:
    """Keeps who is half way in."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def open(self, staff_id: str, at: datetime, how: str, visit: Visit, *, proved: bool) -> str:
        """Let somebody go on to the next step; return a new token of 256 bits."""
        token, ident = secrets.token_urlsafe(TOKEN_BYTES), uuid.uuid4().hex
        values = {
            "id": ident,
            "token_hash": token_hash(token),
            "staff_id": staff_id,
            "opened_at": at,
            "proved_at": at if proved else None,
            "how": how,
            "visit_sealed": await sealed_visit(self._work, HALVES, ident, staff_id, visit),
        }
        await self._work.run(HALVES.insert().values(values))
        return token

    async def find(self, token: str, now: datetime, life: timedelta) -> HalfSession | None:
        """Who a token belongs to; None when it is unknown, too old, or the person is not active."""
        here = (HALVES.c.token_hash == token_hash(token), HALVES.c.opened_at > now - life)
        row = await self._work.first(select(HALVES).where(*here))
        staff = await StaffBook(self._work).by_id(row.staff_id) if row else None
        if row is None or staff is None or not staff.active:
            return None
        visit = await opened_visit(self._work, HALVES, row)
        return HalfSession(row.id, staff, row.opened_at, row.proved_at, row.how, visit)

    async def rotate(self, token: str, at: datetime, *, how: str | None = None) -> str | None:
        """The half session under a new token, its time begun anew; with `how` the second factor was shown now."""
        fresh = secrets.token_urlsafe(TOKEN_BYTES)
        values: dict[str, Any] = {"token_hash": token_hash(fresh), "opened_at": at, "tries": 0}
        values |= {"proved_at": at, "how": how} if how else {}
        moved = update(HALVES).where(HALVES.c.token_hash == token_hash(token)).values(values)
        return fresh if await self._work.changed(moved) else None

    async def count_try(self, token: str) -> int:
        """Count one wrong try; how many there were by now."""
        counted = update(HALVES).where(HALVES.c.token_hash == token_hash(token)).values(tries=HALVES.c.tries + 1)
        row = await self._work.first(counted.returning(HALVES.c.tries))
        return int(row[0]) if row else 0

    async def end(self, token: str) -> bool:
        """End one; False when it had ended."""
        return await self._work.changed(delete(HALVES).where(HALVES.c.token_hash == token_hash(token)))

    async def end_others(self, staff_id: str, token: str) -> None:
        """End somebody's other half sessions: what opened them counts no more."""
        here = (HALVES.c.staff_id == staff_id, HALVES.c.token_hash != token_hash(token))
        await self._work.run(delete(HALVES).where(*here))
