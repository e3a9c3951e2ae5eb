"""The codes of an authenticator app, and recovery codes. Each code is taken once, however many try at the same moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.store.portal import READABLE, canonical_token, readable_token
from bot.store.staff import staff_subject
from bot.store.staff_records import Ways
from bot.store.staff_tables import APPS, PASSKEYS, RECOVERY_CODES
from bot.store.vault import matching_step, new_secret
from bot.store.work import Work

HOW_MANY = 10
GROUPS = 4
"""A recovery code is so many groups of four: 80 bits, so that nobody can try them through."""


class Factors:
    """Keeps what staff prove themselves with besides a password."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def ways(self, staff_id: str) -> Ways:
        """What somebody has."""
        app = await self._work.first(select(APPS.c.secret_sealed.is_not(None)).where(APPS.c.staff_id == staff_id))
        return Ways(await self._count(PASSKEYS, staff_id), bool(app and app[0]), await self.codes_left(staff_id))

    async def clear(self, staff_id: str) -> None:
        """Take everything away: app, passkeys and recovery codes."""
        for table in (APPS, PASSKEYS, RECOVERY_CODES):
            await self._work.run(delete(table).where(table.c.staff_id == staff_id))

    # --- the app ---

    async def begin_app(self, staff_id: str, at: datetime) -> None:
        """Make a secret for a new app. An app that is in use stays in use until the new one has shown a code."""
        sealed = await self._sealed("pending", staff_id, new_secret())
        insert = self._work.insert(APPS).values(staff_id=staff_id, pending_at=at, pending_sealed=sealed)
        changes = {name: insert.excluded[name] for name in ("pending_at", "pending_sealed")}
        await self._work.run(insert.on_conflict_do_update(index_elements=["staff_id"], set_=changes))

    async def pending_app(self, staff_id: str, since: datetime) -> bytes | None:
        """The secret of the app that is being set up; None when none was begun since then."""
        row = await self._app(staff_id)
        if row is None or row.pending_sealed is None or row.pending_at < since:
            return None
        return await self._opened("pending", staff_id, row.pending_sealed)

    async def keep_app(self, staff_id: str, code: str, now: datetime, life: timedelta) -> bool:
        """Put the new app to use, if it shows the right code. That code is used up by this."""
        secret = await self.pending_app(staff_id, now - life)
        step = matching_step(secret, code, now) if secret else None
        if secret is None or step is None:
            return False
        values = {"made_at": now, "last_step": step, "pending_at": None, "pending_sealed": None}
        values["secret_sealed"] = await self._sealed("secret", staff_id, secret)
        here = (APPS.c.staff_id == staff_id, APPS.c.pending_sealed.is_not(None))
        return await self._work.changed(update(APPS).where(*here).values(values))

    async def use_app_code(self, staff_id: str, code: str, now: datetime) -> bool:
        """Take a code of the app; False when it is wrong or was taken before."""
        row = await self._app(staff_id)
        if row is None or row.secret_sealed is None:
            return False
        step = matching_step(await self._opened("secret", staff_id, row.secret_sealed), code, now)
        if step is None:
            return False
        here = (APPS.c.staff_id == staff_id, APPS.c.secret_sealed.is_not(None), APPS.c.last_step < step)
        return await self._work.changed(update(APPS).where(*here).values(last_step=step))

    async def app_since(self, staff_id: str) -> datetime | None:
        """Since when somebody has an app in use."""
        row = await self._app(staff_id)
        return row.made_at if row and row.secret_sealed is not None else None

    async def drop_app(self, staff_id: str) -> None:
        """Take the app out of use."""
        await self._work.run(delete(APPS).where(APPS.c.staff_id == staff_id))

    async def _app(self, staff_id: str) -> Row[Any] | None:
        return await self._work.first(select(APPS).where(APPS.c.staff_id == staff_id))

    async def _sealed(self, column: str, staff_id: str, secret: bytes) -> bytes:
        return await self._work.seal(staff_subject(staff_id), APPS, column, staff_id, {"secret": secret.hex()})

    async def _opened(self, column: str, staff_id: str, sealed: bytes) -> bytes:
        opened = await self._work.open(staff_subject(staff_id), APPS, column, staff_id, sealed)
        return bytes.fromhex(opened["secret"])

    # --- recovery codes ---

    async def new_codes(self, staff_id: str, at: datetime) -> tuple[str, ...]:
        """Ten new codes in place of all older ones. They are kept as hashes and cannot be read again."""
        codes = tuple(readable_token(GROUPS) for _ in range(HOW_MANY))
        await self._work.run(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.staff_id == staff_id))
        rows = [{"code_hash": self._hash(staff_id, code), "staff_id": staff_id, "made_at": at} for code in codes]
        await self._work.run(RECOVERY_CODES.insert(), rows)
        return codes

    async def use_recovery_code(self, staff_id: str, code: str) -> bool:
        """Use a recovery code up; False when it is none, or was used."""
        here = (RECOVERY_CODES.c.code_hash == self._hash(staff_id, code), RECOVERY_CODES.c.staff_id == staff_id)
        return await self._work.changed(delete(RECOVERY_CODES).where(*here))

    async def codes_left(self, staff_id: str) -> int:
        """How many recovery codes are left."""
        return await self._count(RECOVERY_CODES, staff_id)

    def _hash(self, staff_id: str, code: str) -> bytes:
        """Keyed with a pepper that is in no database and bound to the person; a slow hash would add nothing to 80 bits."""
        return self._work.secrets.hash("recovery", staff_id, canonical_token(code))

    async def _count(self, table: Any, staff_id: str) -> int:  # noqa: ANN401  # one of two tables
        statement = select(func.count()).select_from(table).where(table.c.staff_id == staff_id)
        return int((await self._work.run(statement)).scalar_one())


def looks_like_recovery(typed: str) -> bool:
    """Whether what was typed is as long as a recovery code, so that it is looked for among those."""
    plain = canonical_token(typed)
    return len(plain) == 4 * GROUPS and set(plain) <= set(READABLE)
