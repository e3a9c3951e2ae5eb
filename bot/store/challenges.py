"""Mailed codes that wait to be typed. A decoy, for a claim that was not true, looks like any other row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text, update

from bot.conversation import ConversationId
from bot.store.records import Challenge
from bot.store.tables import CHALLENGES
from bot.store.work import Work, conversation_subject


class Challenges:
    """Opens challenges, counts tries, and lets each be spent once."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def open(
        self,
        challenge_id: str,
        conversation_id: ConversationId,
        patient_id: str | None,
        code_hash: bytes,
        at: datetime,
        expires: datetime,
    ) -> None:
        """Open a challenge; older open ones of the conversation are closed, so that only the last code works."""
        older = update(CHALLENGES).where(CHALLENGES.c.conversation_id == conversation_id, text("NOT closed"))
        await self._work.run(older.values(closed=True))
        subject = conversation_subject(conversation_id)
        claim = await self._work.seal(subject, CHALLENGES, "claim", challenge_id, {"patient_id": patient_id})
        values = {
            "id": challenge_id,
            "conversation_id": conversation_id,
            "claim_sealed": claim,
            "code_hash": code_hash,
            "opened_at": at,
            "expires": expires,
            "closed": False,
        }
        await self._work.add(CHALLENGES, values)

    async def get(self, challenge_id: str) -> Challenge | None:
        """One challenge."""
        row = await self._work.first(select(CHALLENGES).where(CHALLENGES.c.id == challenge_id))
        if row is None:
            return None
        claim = await self._work.open(
            conversation_subject(row.conversation_id), CHALLENGES, "claim", row.id, row.claim_sealed
        )
        return Challenge(
            row.id,
            row.conversation_id,
            claim["patient_id"],
            row.code_hash,
            row.opened_at,
            row.expires,
            row.tries,
            row.closed,
        )

    async def count_try(self, challenge_id: str) -> int:
        """Count one try before it is checked; return how many there were."""
        counted = update(CHALLENGES).where(CHALLENGES.c.id == challenge_id).values(tries=CHALLENGES.c.tries + 1)
        row = await self._work.first(counted.returning(CHALLENGES.c.tries))
        return int(row[0]) if row else 0

    async def spend(self, challenge_id: str) -> bool:
        """Use a challenge up; False when it was used or closed before."""
        return await self._work.changed(
            update(CHALLENGES).where(CHALLENGES.c.id == challenge_id, ~CHALLENGES.c.closed).values(closed=True)
        )

    async def close(self, challenge_id: str) -> None:
        """Close a challenge: no code opens it any more."""
        await self._work.run(update(CHALLENGES).where(CHALLENGES.c.id == challenge_id).values(closed=True))
