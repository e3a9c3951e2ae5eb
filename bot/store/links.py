"""Single-use links. Only the hash of a token is kept: whoever reads the database cannot open one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, update

from bot.conversation import ConversationId
from bot.store.records import Link
from bot.store.tables import LINKS
from bot.store.work import Work, conversation_subject

TOKEN_BYTES = 32


class Links:
    """Issues links and lets each be spent once."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def issue(
        self,
        purpose: str,
        conversation_id: ConversationId,
        at: datetime,
        expires: datetime,
        data: Mapping[str, Any] | None = None,
    ) -> str:
        """A new token of 256 bits."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        hashed = token_hash(token)
        values = {
            "token_hash": hashed,
            "purpose": purpose,
            "conversation_id": conversation_id,
            "issued_at": at,
            "expires": expires,
            "data_sealed": await self._work.seal(
                conversation_subject(conversation_id), LINKS, "data", hashed.hex(), data or {}
            ),
        }
        await self._work.add(LINKS, values)
        return token

    async def peek(self, token: str, purpose: str, now: datetime) -> Link | None:
        """What a link would open now; None when it is unknown, used, too old or for something else. Spends nothing."""
        row = await self._work.first(select(LINKS).where(_good(token, purpose, now)))
        return await self._read(row) if row else None

    async def spend(self, token: str, purpose: str, now: datetime) -> Link | None:
        """Use a link up and return what it opens; None when it could not be used."""
        row = await self._work.first(
            update(LINKS).where(_good(token, purpose, now)).values(spent_at=now).returning(*LINKS.c)
        )
        return await self._read(row) if row else None

    async def _read(self, row: Row[Any]) -> Link:
        subject = conversation_subject(row.conversation_id)
        data = await self._work.open(subject, LINKS, "data", row.token_hash.hex(), row.data_sealed)
        return Link(row.purpose, ConversationId(row.conversation_id), row.expires, data)


def token_hash(token: str) -> bytes:
    """A token as it is kept. It has 256 random bits, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _good(token: str, purpose: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        LINKS.c.token_hash == token_hash(token),
        LINKS.c.purpose == purpose,
        LINKS.c.spent_at.is_(None),
        LINKS.c.expires > now,
    )
