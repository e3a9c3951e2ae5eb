"""The embedded portal's part of the store: credentials of accounts, and the single-use tokens that may replace them.

Tokens are kept as keyed hashes. A token for a claim that fits nobody is a row like any other, and opens nothing.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from bot.conversation import ConversationId
from bot.store.links import TOKEN_BYTES
from bot.store.portal_tables import PORTAL_ACCOUNTS, PORTAL_TOKENS
from bot.store.records import Credentials, Grant
from bot.store.work import Work, conversation_subject

READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What tokens read out by staff are made of: no two signs look or sound alike enough to be taken for each other."""
READ_OUT_GROUPS = 3
LINKS = ("link", "page")
"""What opens the reset page: a link that was mailed, or one that the chat showed for a token of the portal team."""
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


class PortalBook:
    """Keeps credentials; issues tokens and lets each be spent once."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def issue(self, kind: str, who: str, grant: Grant, at: datetime) -> str:
        """A new token; an older one of the same kind for the same person opens nothing any more.

        Of links only those that were asked for in the same conversation end: a stranger who asks elsewhere ends none.
        `who` is the patient's number, or whatever stands for a claim that fits nobody: both cost the same.
        """
        token = readable_token() if kind == "staff" else secrets.token_urlsafe(TOKEN_BYTES)
        hashed, whose = self._hash(kind, token), self._work.secrets.hash("patient", who)
        here: tuple[ColumnElement[bool], ...] = (PORTAL_TOKENS.c.who_hash == whose, PORTAL_TOKENS.c.kind == kind)
        if kind in LINKS:
            here = (*here, PORTAL_TOKENS.c.conversation_id == grant.conversation_id)
        older = (*here, PORTAL_TOKENS.c.spent_at.is_(None), PORTAL_TOKENS.c.expires > at)
        await self._work.run(update(PORTAL_TOKENS).where(*older).values(spent_at=at))
        opened = {"patient_id": grant.patient_id, "whole": grant.whole}
        subject = conversation_subject(grant.conversation_id)
        sealed = await self._work.seal(subject, PORTAL_TOKENS, "grant", hashed.hex(), opened)
        values = {
            "token_hash": hashed,
            "kind": kind,
            "who_hash": whose,
            "conversation_id": grant.conversation_id,
            "issued_at": at,
            "expires": grant.expires,
            "grant_sealed": sealed,
        }
        await self._work.add(PORTAL_TOKENS, values)
        return token

    async def prolong(self, who: str, at: datetime, until: datetime, since: datetime) -> bool:
        """Let the newest unused link that was mailed to somebody after `since` work until then, also when its time was up.

        False when there is none.
        """
        whose = self._work.secrets.hash("patient", who)
        here = (PORTAL_TOKENS.c.who_hash == whose, PORTAL_TOKENS.c.kind == "link", PORTAL_TOKENS.c.spent_at.is_(None))
        newest = select(func.max(PORTAL_TOKENS.c.issued_at)).where(*here).scalar_subquery()
        lasting = (
            PORTAL_TOKENS.c.issued_at == newest,
            PORTAL_TOKENS.c.issued_at > since,
            PORTAL_TOKENS.c.issued_at <= at,
        )
        return await self._work.changed(update(PORTAL_TOKENS).where(*here, *lasting).values(expires=until))

    async def peek(self, kind: str, token: str, now: datetime) -> Grant | None:
        """What a token would open now; None when it is unknown, used or too old. Spends nothing, and costs the same."""
        row = await self._work.first(select(PORTAL_TOKENS).where(self._good(kind, token, now)))
        if row is None:
            nothing = {"patient_id": None, "whole": False}
            self._work.pretend(PORTAL_TOKENS, "grant", self._hash(kind, token).hex(), nothing)
            return None
        subject = conversation_subject(row.conversation_id)
        opened = await self._work.open(subject, PORTAL_TOKENS, "grant", row.token_hash.hex(), row.grant_sealed)
        return Grant(opened["patient_id"], opened["whole"], ConversationId(row.conversation_id), row.expires)

    async def spend(self, kind: str, token: str, now: datetime) -> bool:
        """Use a token up; False when it could not be used. Of many that try at once, one succeeds."""
        return await self._work.changed(update(PORTAL_TOKENS).where(self._good(kind, token, now)).values(spent_at=now))

    async def end_all(self, patient_id: str, now: datetime) -> None:
        """Nothing that was ever issued for a patient opens anything any more."""
        whose = self._work.secrets.hash("patient", patient_id)
        here = (PORTAL_TOKENS.c.who_hash == whose, PORTAL_TOKENS.c.spent_at.is_(None))
        await self._work.run(update(PORTAL_TOKENS).where(*here).values(spent_at=now))

    async def forget(self, conversation_id: str) -> None:
        """Delete every token that was asked for in a conversation, used or not: none of them opens anything any more."""
        await self._work.run(delete(PORTAL_TOKENS).where(PORTAL_TOKENS.c.conversation_id == conversation_id))

    async def put_credentials(self, patient_id: str, new: Credentials, at: datetime) -> None:
        """Keep a patient's credentials in place of the old ones."""
        whose, subject = self._work.secrets.hash("patient", patient_id), self._work.patient_subject(patient_id)
        value = {"password_phc": new.password_phc, "answers": dict(new.answers)}
        sealed = await self._work.seal(subject, PORTAL_ACCOUNTS, "credentials", whose.hex(), value)
        insert = self._work.insert(PORTAL_ACCOUNTS).values(patient_hash=whose, changed_at=at, credentials_sealed=sealed)
        changes = {name: insert.excluded[name] for name in ("changed_at", "credentials_sealed")}
        await self._work.run(insert.on_conflict_do_update(index_elements=["patient_hash"], set_=changes))

    async def credentials(self, patient_id: str) -> Credentials | None:
        """A patient's credentials; None when they never set any here."""
        whose, subject = self._work.secrets.hash("patient", patient_id), self._work.patient_subject(patient_id)
        row = await self._work.first(select(PORTAL_ACCOUNTS).where(PORTAL_ACCOUNTS.c.patient_hash == whose))
        if row is None:
            return None
        opened = await self._work.open(subject, PORTAL_ACCOUNTS, "credentials", whose.hex(), row.credentials_sealed)
        return Credentials(opened["password_phc"], opened["answers"])

    def _hash(self, kind: str, token: str) -> bytes:
        return self._work.secrets.hash(
            "token", *(("staff", canonical_token(token)) if kind == "staff" else ("link", token))
        )

    def _good(self, kind: str, token: str, now: datetime) -> ColumnElement[bool]:
        return and_(
            PORTAL_TOKENS.c.token_hash == self._hash(kind, token),
            PORTAL_TOKENS.c.kind.in_(LINKS if kind in LINKS else (kind,)),
            PORTAL_TOKENS.c.spent_at.is_(None),
            PORTAL_TOKENS.c.expires > now,
        )


def readable_token(groups: int = READ_OUT_GROUPS) -> str:
    """Signs (five bits each) in groups of four, to be read out and typed."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(groups))


def canonical_token(token: str) -> str:
    """A token without what people write differently: case, spaces, hyphens, O for zero, I or L for one."""
    return "".join(sign for sign in token.upper() if sign.isalnum()).translate(_LOOKS_LIKE)
