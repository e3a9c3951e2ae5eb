"""Conversations and their windows: who writes from where, and what is under way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, select, text, update

from bot.conversation import Conversation, ConversationId
from bot.store.codec import conversation_in, conversation_out
from bot.store.errors import ErasedRecord
from bot.store.records import Entered, Window
from bot.store.tables import CONVERSATIONS, INBOX, WINDOWS
from bot.store.words import CHANGE, HERE, Words
from bot.store.work import Work, conversation_subject
from policies import limits
from policies.disclosure import is_private

NAMED_BY = 24
"""Signs of a window's hash that name it among the few of one person."""
_FIND = select(WINDOWS.c.conversation_id).where(WINDOWS.c.address_hash == bindparam("address"))
_WAITS = exists(
    select(INBOX.c.id).where(INBOX.c.conversation_id == WINDOWS.c.conversation_id, text("inbox.status = 'waiting'"))
)
_ENTER = (
    select(
        WINDOWS.c.conversation_id,
        WINDOWS.c.used_at,
        CONVERSATIONS.c.words_kid,
        CONVERSATIONS.c.state_sealed,
        _WAITS.label("waits"),
    )
    .join(CONVERSATIONS, CONVERSATIONS.c.id == WINDOWS.c.conversation_id)
    .where(WINDOWS.c.address_hash == bindparam("address"))
)
_ENTER_KEPT = _ENTER.with_for_update(read=True, key_share=True, of=CONVERSATIONS)
_USED = update(WINDOWS).where(WINDOWS.c.address_hash == bindparam("address"))
_LOAD = select(CONVERSATIONS.c.state_sealed, CONVERSATIONS.c.words_kid, CONVERSATIONS.c.entries).where(HERE)
_LOAD_HELD = _LOAD.with_for_update()
_WINDOWS_OF = (
    select(WINDOWS)
    .where(WINDOWS.c.conversation_id == bindparam("conversation"))
    .order_by(WINDOWS.c.bound_at, WINDOWS.c.address_hash)
)


class Conversations:
    """Finds, keeps and locks conversations."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._words = Words(work)

    async def find(self, channel: str, address: str) -> ConversationId | None:
        """The conversation of a window."""
        row = await self._work.first(_FIND, {"address": self._hash(channel, address)})
        return ConversationId(row[0]) if row else None

    async def find_or_create(self, channel: str, address: str, at: datetime, lang: str = "en") -> ConversationId:
        """The conversation of a window, begun now and in this language if there is none."""
        return await self.find(channel, address) or await self._begin(channel, address, at, lang)

    async def _begin(
        self, channel: str, address: str, at: datetime, lang: str, used_at: datetime | None = None
    ) -> ConversationId:
        """Begin the conversation of a window that has none."""
        fresh = ConversationId(await self._words.begin())
        sealed = await self._sealed(Conversation(fresh, lang))
        values = {"id": fresh, "state_sealed": sealed, "has_flow": False, "touched_at": at}
        await self._work.add(CONVERSATIONS, values)
        window = await self._window(fresh, channel, address, at)
        if await self._work.add_once(WINDOWS, {**window, "used_at": used_at}):
            return fresh
        await self._work.run(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == fresh))  # Another program was quicker.
        return await self.find_or_create(channel, address, at, lang)

    async def enter(self, channel: str, address: str, at: datetime, lang: str = "en") -> Entered:
        """The conversation of a window in which somebody has just done something, begun now if there is none.

        That the window was used is noted now and then.
        """
        values = {"address": self._hash(channel, address)}
        row = await self._work.first(_ENTER_KEPT if self._work.locks else _ENTER, values)
        if row is None:
            found = await self._begin(channel, address, at, lang, used_at=at)
            return Entered(found, Conversation(found, lang))
        found = ConversationId(row.conversation_id)
        # Held: a deletion beside this unit waits, or has been.
        self._work.word_keys.setdefault(found, row.words_kid)
        at_rest = None if row.waits else await opened(self._work, self._words, found, row.state_sealed)
        if row.used_at is None or row.used_at < at - limits.USED_AGAIN:
            await self._work.run(_USED, {**values, "used_at": at})
        return Entered(found, at_rest)

    async def load(self, conversation_id: ConversationId) -> Conversation | None:
        """A conversation as it stands, held by this unit until it ends; a fresh one where its words were deleted."""
        row = await self._work.first(_LOAD_HELD if self._work.locks else _LOAD, {"conversation": conversation_id})
        if row is None:
            return None
        if not self._work.reading:  # It is held: nobody else adds a line to it, or takes a fresh key for it.
            self._work.word_keys.setdefault(conversation_id, row.words_kid)
            self._work.lines.setdefault(conversation_id, row.entries)
        return await opened(self._work, self._words, conversation_id, row.state_sealed)

    async def save(self, talk: Conversation) -> None:
        """Keep a conversation as it is now."""
        patient, verified = talk.identity.patient_id, talk.identity.verified_at
        values: dict[str, Any] = {
            "state_sealed": await self._sealed(talk),
            "patient_hash": self._work.secrets.hash("patient", patient) if patient else None,
            "verified_at": datetime.fromisoformat(verified) if verified else None,
            "has_flow": talk.open_flow is not None,
            "touched_at": self._work.clock(),
        }
        if talk.id in self._work.grown:
            self._work.grown.discard(talk.id)
            values["entries"] = self._work.lines[talk.id]
        await self._work.run(CHANGE, {"conversation": talk.id, **values})
        self._work.talks.forget(talk.id)

    async def seal_anew(self, conversation_id: ConversationId) -> None:
        """Seal a conversation's state with the key that its words have now."""
        talk = await self.load(conversation_id)
        if talk is not None:
            await self._work.run(CHANGE, {"conversation": conversation_id, "state_sealed": await self._sealed(talk)})

    async def windows(self, conversation_id: ConversationId) -> tuple[Window, ...]:
        """Where a conversation is seen, the oldest window first."""
        rows = await self._work.all(_WINDOWS_OF, {"conversation": conversation_id})
        return tuple([await self._read(row) for row in rows])

    async def window(self, channel: str, address: str) -> Window | None:
        """One window, as it is now."""
        row = await self._work.first(select(WINDOWS).where(WINDOWS.c.address_hash == self._hash(channel, address)))
        return await self._read(row) if row else None

    async def _read(self, row: Row[Any]) -> Window:
        place = (WINDOWS, "address", row.address_hash.hex(), row.address_sealed)
        opened = await self._work.open(conversation_subject(row.conversation_id), *place)
        return Window(
            row.channel,
            opened["address"],
            is_private(row.channel),
            row.bound_at,
            row.address_hash.hex()[:NAMED_BY],
            row.via,
            row.linked_at,
            row.used_at,
            row.muted_at is not None,
        )

    async def bind(
        self,
        conversation_id: ConversationId,
        channel: str,
        address: str,
        at: datetime,
        *,
        via: str | None = None,
        linked: bool = False,
    ) -> None:
        """Show a conversation on one more window. A window shows one conversation: what it showed before, it leaves."""
        window = await self._window(conversation_id, channel, address, at)
        window |= {"via": via, "linked_at": at if linked else None, "used_at": at, "muted_at": None}
        insert = self._work.insert(WINDOWS).values(window)
        changes = {name: insert.excluded[name] for name in window if name != "address_hash"}
        await self._work.run(insert.on_conflict_do_update(index_elements=["address_hash"], set_=changes))

    async def unbind(self, channel: str, address: str) -> None:
        """Show nothing on a window any more."""
        await self._work.run(delete(WINDOWS).where(WINDOWS.c.address_hash == self._hash(channel, address)))

    async def part(self, window: Window, at: datetime) -> None:
        """End what links a window to its conversation. A chat of another channel begins anew, and is told so when it writes."""
        await self.unbind(window.channel, window.address)
        if not window.private:
            fresh = await self.find_or_create(window.channel, window.address, at)
            await self.save(Conversation(fresh, unlinked=True))

    async def of_patient(self, patient_id: str, since: datetime) -> tuple[ConversationId, ...]:
        """Conversations that were verified as a patient since then, the latest first."""
        patient = self._work.secrets.hash("patient", patient_id)
        table = CONVERSATIONS.c
        statement = (
            select(table.id)
            .where(table.patient_hash == patient, table.verified_at >= since)
            .order_by(table.verified_at.desc())
        )
        return tuple(ConversationId(row[0]) for row in await self._work.all(statement))

    async def touched_before(self, at: datetime) -> tuple[ConversationId, ...]:
        """Conversations in which nothing happened since then, the longest quiet first."""
        statement = (
            select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.touched_at < at).order_by(CONVERSATIONS.c.touched_at)
        )
        return tuple(ConversationId(row[0]) for row in await self._work.all(statement))

    async def with_open_flow(self) -> tuple[ConversationId, ...]:
        """Conversations with an unfinished flow, the longest quiet first."""
        statement = select(CONVERSATIONS.c.id).where(text("has_flow")).order_by(CONVERSATIONS.c.touched_at)
        return tuple(ConversationId(row[0]) for row in await self._work.all(statement))

    def _hash(self, channel: str, address: str) -> bytes:
        return self._work.secrets.hash("window", channel, address)

    async def _sealed(self, talk: Conversation) -> bytes:
        return await self._words.seal(talk.id, CONVERSATIONS, "state", talk.id, conversation_out(talk))

    async def _window(
        self, conversation_id: ConversationId, channel: str, address: str, at: datetime
    ) -> dict[str, object]:
        hashed = self._hash(channel, address)
        subject = conversation_subject(conversation_id)
        sealed = await self._work.seal(subject, WINDOWS, "address", hashed.hex(), {"address": address})
        return {
            "address_hash": hashed,
            "conversation_id": conversation_id,
            "channel": channel,
            "address_sealed": sealed,
            "bound_at": at,
        }


async def opened(work: Work, words: Words, conversation_id: ConversationId, sealed: bytes) -> Conversation:
    """A conversation as it is kept; a fresh one where its words were deleted."""
    known = work.talks.get(conversation_id, sealed)
    if known is not None and await words.can_open(conversation_id, sealed):
        return known
    try:
        talk = conversation_in(await words.open(conversation_id, CONVERSATIONS, "state", conversation_id, sealed))
    except ErasedRecord:
        return Conversation(conversation_id)
    work.talks.keep(conversation_id, sealed, talk)
    return talk
