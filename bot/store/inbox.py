"""The inbox: every event that was acknowledged, until it is answered. A repeat is known and dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Integer, Row, bindparam, cast, exists, func, select, text, type_coerce, update

from bot.channels.base import Inbound
from bot.conversation import Conversation, ConversationId
from bot.store.codec import event_in, event_out
from bot.store.conversations import opened
from bot.store.errors import ErasedRecord
from bot.store.records import InboxRow
from bot.store.tables import CONVERSATIONS, INBOX
from bot.store.types import MICROSECOND
from bot.store.words import Words
from bot.store.work import Work
from policies import limits

_IN_ORDER = text("SELECT pg_advisory_xact_lock(hashtextextended(:conversation, 1))")

_IS_WAITING = INBOX.c.status == text("'waiting'")
"""Written out, so that the index of waiting rows is known to serve."""
_WAITING = (
    select(INBOX.c.conversation_id)
    .where(_IS_WAITING)
    .group_by(INBOX.c.conversation_id)
    .order_by(func.max(cast(INBOX.c.urgent, Integer)).desc(), func.min(INBOX.c.id))
)
_OLDEST = (
    select(INBOX).where(INBOX.c.conversation_id == bindparam("conversation"), _IS_WAITING).order_by(INBOX.c.id).limit(1)
)
_OLDEST_ID = _OLDEST.with_only_columns(INBOX.c.id)
_BESIDE = INBOX.alias("beside")
_SENT = type_coerce(INBOX.c.received_at, BigInteger)
_RECENT = (
    select(func.count())
    .where(
        _BESIDE.c.conversation_id == INBOX.c.conversation_id,
        type_coerce(_BESIDE.c.received_at, BigInteger) >= _SENT - limits.MESSAGES_PER_MINUTE.window // MICROSECOND,
        # A clock that was put back has written times to come: what bears one is no part of this flood.
        type_coerce(_BESIDE.c.received_at, BigInteger) <= _SENT,
        _BESIDE.c.id <= INBOX.c.id,
    )
    .scalar_subquery()
)
_BEHIND = INBOX.alias("behind")
_MORE = exists(
    select(_BEHIND.c.id).where(
        _BEHIND.c.conversation_id == INBOX.c.conversation_id,
        text("behind.status = 'waiting'"),
        _BEHIND.c.id > INBOX.c.id,
    )
)
_NEXT = (
    select(INBOX, CONVERSATIONS.c.state_sealed, _RECENT.label("recent"), _MORE.label("more"))
    .join(CONVERSATIONS, CONVERSATIONS.c.id == INBOX.c.conversation_id)
    .where(INBOX.c.conversation_id == bindparam("conversation"), _IS_WAITING)
    .order_by(INBOX.c.id)
    .limit(1)
)
_CHANGE = update(INBOX).where(INBOX.c.id == bindparam("row"))


class Inbox:
    """Keeps events in the order they came."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._words = Words(work)

    async def put(
        self, event: Inbound, conversation_id: ConversationId, *, rule: str | None, disposition: str, guided: bool
    ) -> bool:
        """Keep one event; False when it was seen before."""
        if self._work.postgresql:  # Two events of one conversation must be seen in the order of their numbers.
            await self._work.run(_IN_ORDER, {"conversation": conversation_id})
        hashed = self._work.secrets.hash("event", event.channel, event.event_id)
        kept = {"event": event_out(event), "rule": rule, "disposition": disposition, "guided": guided}
        values = {
            "event_hash": hashed,
            "conversation_id": conversation_id,
            "received_at": event.written_at,  # What piled up while the channel was away was not all sent in the minute it came.
            "urgent": rule is not None,
            "status": "waiting",
            "event_sealed": await self._words.seal(conversation_id, INBOX, "event", hashed.hex(), kept),
        }
        return await self._work.add_once(INBOX, values)

    async def waiting(self) -> tuple[ConversationId, ...]:
        """Conversations with something to answer: those with a red flag first, then by who has waited longest."""
        return tuple(ConversationId(row[0]) for row in await self._work.all(_WAITING))

    async def oldest(self, conversation_id: ConversationId) -> InboxRow | None:
        """The next event of a conversation to answer."""
        row = await self._work.first(_OLDEST, {"conversation": conversation_id})
        return await self._read(row) if row else None

    async def is_next(self, row: InboxRow) -> bool:
        """Whether a row is still the next to answer: another worker may have been quicker."""
        found = await self._work.first(_OLDEST_ID, {"conversation": row.conversation_id})
        return found is not None and found.id == row.id

    async def next(self, conversation_id: ConversationId) -> tuple[InboxRow, Conversation] | None:
        """The same with the conversation as it stands, and with how many events it sent of late. One question."""
        row = await self._work.first(_NEXT, {"conversation": conversation_id})
        if row is None:
            return None
        talk = await opened(self._work, self._words, conversation_id, row.state_sealed)
        return replace(await self._read(row), recent=row.recent, more=row.more), talk

    async def _read(self, row: Row[Any]) -> InboxRow:
        conversation_id = ConversationId(row.conversation_id)
        kept = await self._words.open(conversation_id, INBOX, "event", row.event_hash.hex(), row.event_sealed)
        event = event_in(kept["event"])
        return InboxRow(row.id, conversation_id, event, kept["rule"], kept["disposition"], kept["guided"], row.attempts)

    async def done(self, row_id: int) -> None:
        """An event was answered: its words are blanked, its number is kept so that a repeat is known."""
        await self._work.run(_CHANGE, {"row": row_id, "status": "done", "event_sealed": None})

    async def forget(self, conversation_id: str) -> None:
        """Blank the words of everything in a conversation that is not waiting for an answer."""
        kept = (INBOX.c.conversation_id == conversation_id, INBOX.c.status != text("'waiting'"))
        await self._work.run(update(INBOX).where(*kept).values(event_sealed=None))

    async def seal_anew(self, conversation_id: str) -> None:
        """Seal what waits with the key that the words have now. What cannot be read any more was deleted: it is done."""
        waiting = select(INBOX).where(INBOX.c.conversation_id == conversation_id, _IS_WAITING)
        for row in await self._work.all(waiting):
            place = (conversation_id, INBOX, "event", row.event_hash.hex())
            try:
                kept = await self._words.open(*place, row.event_sealed)
            except ErasedRecord:
                await self.done(row.id)
            else:
                await self._work.run(_CHANGE, {"row": row.id, "event_sealed": await self._words.seal(*place, kept)})

    async def failed(self, row_id: int) -> int:
        """Count one failure of what waits; return how many there are, 0 when it was answered after all."""
        statement = (
            update(INBOX)
            .where(INBOX.c.id == row_id, _IS_WAITING)
            .values(attempts=INBOX.c.attempts + 1)
            .returning(INBOX.c.attempts)
        )
        row = await self._work.first(statement)
        return int(row[0]) if row else 0

    async def quarantine(self, row_id: int) -> None:
        """Set an event aside, kept as it is, so that the conversation goes on."""
        await self._work.run(_CHANGE, {"row": row_id, "status": "quarantined"})
