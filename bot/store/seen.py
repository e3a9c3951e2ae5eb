"""When staff read what somebody wrote: told from the audit, in which every look at a request stands, so it is never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.tables import AUDIT, ENTRIES, ITEMS, THREADS
from bot.store.work import Work

LOOK = "item.read"
NOT_TOLD = "red_flag"
"""Nothing may suggest that somebody watches for danger, so what raised an alarm is never marked."""
MOST = 50

_ITEMS = (
    select(ITEMS.c.ref, ITEMS.c.created_at)
    .where(ITEMS.c.conversation_id == bindparam("conversation"), ITEMS.c.kind != NOT_TOLD)
    .order_by(ITEMS.c.created_at.desc())
    .limit(MOST)
)


class Seen:
    """Reads which lines of a conversation staff have read."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def of(self, conversation_id: str) -> Mapping[int, datetime]:
        """The number of each line that went to staff and was read by them, and when first. Costs one look where nothing did."""
        items = {row.ref: row.created_at for row in await self._work.all(_ITEMS, {"conversation": conversation_id})}
        if not items:
            return {}
        looks = await self._looks(tuple(items))
        went = [*items.items(), *[(ref, at) for ref, at in await self._lines(tuple(items)) if ref in looks]]
        read = {at: when for ref, at in went if (when := next((one for one in looks.get(ref, ()) if one >= at), None))}
        if not read:
            return {}
        here = (ENTRIES.c.conversation_id == conversation_id, ENTRIES.c.kind == "said", ENTRIES.c.at.in_(read))
        return {row.seq: read[row.at] for row in await self._work.all(select(ENTRIES.c.seq, ENTRIES.c.at).where(*here))}

    async def _looks(self, refs: tuple[str, ...]) -> Mapping[str, list[datetime]]:
        """When each request was opened by staff, in order."""
        found: dict[str, list[datetime]] = {}
        looked = select(AUDIT.c.subject, AUDIT.c.at).where(AUDIT.c.subject.in_(refs), AUDIT.c.event == LOOK)
        for row in await self._work.all(looked.order_by(AUDIT.c.seq)):
            found.setdefault(row.subject, []).append(row.at)
        return found

    async def _lines(self, refs: tuple[str, ...]) -> list[tuple[str, datetime]]:
        """What the patient wrote to each request after it was made."""
        written = select(THREADS.c.ref, THREADS.c.at).where(THREADS.c.ref.in_(refs), THREADS.c.author == "patient")
        return [(row.ref, row.at) for row in await self._work.all(written)]
