"""Passkeys of staff, and the questions that browsers answer with them. A question is answered once, by the page that asked it."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.store.links import token_hash
from bot.store.staff import staff_subject
from bot.store.staff_records import Passkey
from bot.store.staff_tables import PASSKEYS, QUESTIONS
from bot.store.work import Work, keepable


class Passkeys:
    """Keeps passkeys and open questions."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def handle(self, staff_id: str) -> bytes:
        """What an authenticator knows somebody by: no name, and nothing that could be found in the database."""
        return self._work.secrets.hash("passkey", staff_id)

    async def of(self, staff_id: str) -> tuple[Passkey, ...]:
        """Somebody's passkeys, the oldest first."""
        found = select(PASSKEYS).where(PASSKEYS.c.staff_id == staff_id).order_by(PASSKEYS.c.made_at, PASSKEYS.c.id)
        return tuple([await self._read(row) for row in await self._work.all(found)])

    async def by_credential(self, credential: bytes) -> Passkey | None:
        """A passkey by what its authenticator calls it."""
        found = select(PASSKEYS).where(PASSKEYS.c.credential_hash == hashlib.sha256(credential).digest())
        row = await self._work.first(found)
        return await self._read(row) if row else None

    async def add(
        self, staff_id: str, name: str, credential: bytes, public_key: bytes, sign_count: int, at: datetime
    ) -> bool:
        """Keep a new passkey; False when it is known already."""
        ident = uuid.uuid4().hex
        value = {"credential": credential.hex(), "public_key": public_key.hex()}
        values = {
            "id": ident,
            "staff_id": staff_id,
            "credential_hash": hashlib.sha256(credential).digest(),
            "name": keepable(name),
            "made_at": at,
            "sign_count": sign_count,
            "key_sealed": await self._work.seal(staff_subject(staff_id), PASSKEYS, "key", ident, value),
        }
        return await self._work.add_once(PASSKEYS, values)

    async def used(self, passkey: Passkey, sign_count: int, at: datetime) -> bool:
        """Note that a passkey was used; False when it was used by somebody else meanwhile."""
        here = (PASSKEYS.c.id == passkey.id, PASSKEYS.c.sign_count == passkey.sign_count)
        return await self._work.changed(update(PASSKEYS).where(*here).values(sign_count=sign_count, used_at=at))

    async def rename(self, staff_id: str, passkey_id: str, name: str) -> bool:
        """Give one of somebody's own passkeys another name."""
        return await self._work.changed(update(PASSKEYS).where(*_own(staff_id, passkey_id)).values(name=keepable(name)))

    async def remove(self, staff_id: str, passkey_id: str) -> bool:
        """Take one of somebody's own passkeys out of use."""
        return await self._work.changed(delete(PASSKEYS).where(*_own(staff_id, passkey_id)))

    # --- questions ---

    async def ask(self, challenge: bytes, purpose: str, asked_by: str, staff_id: str | None, expires: datetime) -> None:
        """Note that a question was asked. `asked_by` is the secret of the page; only it can hand in the answer."""
        values = {
            "challenge_hash": hashlib.sha256(challenge).digest(),
            "purpose": purpose,
            "asked_hash": token_hash(asked_by),
            "staff_id": staff_id,
            "expires": expires,
        }
        await self._work.run(QUESTIONS.insert().values(values))

    async def answered(
        self, challenge: bytes, purpose: str, asked_by: str, staff_id: str | None, now: datetime
    ) -> bool:
        """Use a question up; False when it was never asked by this page for this, is too old, or was answered before."""
        here = (
            QUESTIONS.c.challenge_hash == hashlib.sha256(challenge).digest(),
            QUESTIONS.c.purpose == purpose,
            QUESTIONS.c.asked_hash == token_hash(asked_by),
            QUESTIONS.c.staff_id.is_(None) if staff_id is None else QUESTIONS.c.staff_id == staff_id,
            QUESTIONS.c.expires > now,
        )
        return await self._work.changed(delete(QUESTIONS).where(*here))

    async def _read(self, row: Row[Any]) -> Passkey:
        opened = await self._work.open(staff_subject(row.staff_id), PASSKEYS, "key", row.id, row.key_sealed)
        keys = bytes.fromhex(opened["credential"]), bytes.fromhex(opened["public_key"])
        return Passkey(row.id, row.staff_id, row.name, row.made_at, row.used_at, row.sign_count, *keys)


def _own(staff_id: str, passkey_id: str) -> tuple[Any, Any]:
    return PASSKEYS.c.id == keepable(passkey_id), PASSKEYS.c.staff_id == staff_id
