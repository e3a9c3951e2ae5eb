"""The transcript: what was said and shown in a conversation, line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.conversation import ConversationId
from bot.store.codec import buttons_in, buttons_out
from bot.store.errors import StoreError
from bot.store.records import Entry
from bot.store.tables import CONVERSATIONS, ENTRIES
from bot.store.words import CHANGE, HERE, Words
from bot.store.work import Work

_COUNT = CHANGE.values(entries=CONVERSATIONS.c.entries + 1).returning(CONVERSATIONS.c.entries)
_LAST = select(CONVERSATIONS.c.entries).where(HERE)


class Entries:
    """Appends to transcripts and reads them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._words = Words(work)

    async def append(self, conversation_id: ConversationId, entry: Entry) -> int:
        """Add one line; return its number within the conversation."""
        seq = await self._next(conversation_id)
        values = {
            "conversation_id": conversation_id,
            "seq": seq,
            "kind": entry.kind,
            "private": entry.private,
            "at": entry.at,
            "event_hash": self._event(conversation_id, entry.event_id) if entry.event_id else None,
            "body_sealed": await self._sealed(conversation_id, seq, entry),
        }
        await self._work.add(ENTRIES, values)
        return seq

    async def _next(self, conversation_id: str) -> int:
        """The number of the next line: by heart where this unit holds the conversation, which writes it down once."""
        lines = self._work.lines
        if conversation_id in lines:
            lines[conversation_id] += 1
            self._work.grown.add(conversation_id)
            return lines[conversation_id]
        row = await self._work.first(_COUNT, {"conversation": conversation_id})
        if row is None:
            raise StoreError("A line was written into a conversation that does not exist; nothing was saved.")
        lines[conversation_id] = int(row[0])
        return int(row[0])

    async def flush(self) -> None:
        """Write down how many lines there are where that was not done along with something else."""
        for conversation_id in sorted(self._work.grown):
            last = self._work.lines[conversation_id]
            await self._work.run(CHANGE, {"conversation": conversation_id, "entries": last})
        self._work.grown.clear()

    async def after(self, conversation_id: ConversationId, seq: int, limit: int = 200) -> tuple[Entry, ...]:
        """The lines after a number, oldest first."""
        found = select(ENTRIES).where(ENTRIES.c.conversation_id == conversation_id, ENTRIES.c.seq > seq)
        rows = await self._work.all(found.order_by(ENTRIES.c.seq).limit(limit))
        return tuple([await self._read(row) for row in rows])

    async def last_reply(self, conversation_id: ConversationId) -> Entry | None:
        """The last thing the bot said."""
        found = select(ENTRIES).where(ENTRIES.c.conversation_id == conversation_id, ENTRIES.c.kind == "reply")
        row = await self._work.first(found.order_by(ENTRIES.c.seq.desc()).limit(1))
        return await self._read(row) if row else None

    async def last(self, conversation_id: ConversationId) -> int:
        """The number of the last line of a conversation."""
        if conversation_id in self._work.lines:
            return self._work.lines[conversation_id]
        return int((await self._work.run(_LAST, {"conversation": conversation_id})).scalar() or 0)

    async def of_run(self, conversation_id: ConversationId, run: int, last: int, limit: int) -> tuple[Entry, ...]:
        """The lines up to a number that belong to one run of a flow, oldest first; so many lines are looked through."""
        found = await self.after(conversation_id, max(0, last - limit), limit)
        return tuple(entry for entry in found if entry.run == run and entry.seq <= last)

    async def edit_said(self, conversation_id: ConversationId, event_id: str, text: str) -> None:
        """Put new words in place of what a person said in one event."""
        hashed = self._event(conversation_id, event_id)
        for row in await self._work.all(
            select(ENTRIES).where(ENTRIES.c.event_hash == hashed, ENTRIES.c.kind == "said")
        ):
            old = await self._read(row)
            changed = replace(old, text=text)
            sealed = await self._sealed(conversation_id, row.seq, changed)
            here = (ENTRIES.c.conversation_id == conversation_id, ENTRIES.c.seq == row.seq)
            await self._work.run(update(ENTRIES).where(*here).values(body_sealed=sealed))

    async def forget(self, conversation_id: ConversationId) -> int:
        """Delete every line of a conversation; return how many there were. Numbers are not given out again."""
        done = await self._work.run(delete(ENTRIES).where(ENTRIES.c.conversation_id == conversation_id))
        return int(done.rowcount)

    def _event(self, conversation_id: str, event_id: str) -> bytes:
        return self._work.secrets.hash("event", "entry", conversation_id, event_id)

    async def _sealed(self, conversation_id: str, seq: int, entry: Entry) -> bytes:
        body = {
            "key": entry.key,
            "text": entry.text,
            "buttons": buttons_out(entry.buttons),
            "event_id": entry.event_id,
            "ref": entry.ref,
            "by": entry.by,
            "run": entry.run,
        }
        return await self._words.seal(conversation_id, ENTRIES, "body", f"{conversation_id}:{seq}", body)

    async def _read(self, row: Row[Any]) -> Entry:
        conversation_id, place = row.conversation_id, f"{row.conversation_id}:{row.seq}"
        body = await self._words.open(conversation_id, ENTRIES, "body", place, row.body_sealed)
        return Entry(
            row.kind,
            body["key"],
            body["text"],
            buttons_in(body["buttons"]),
            row.private,
            row.at,
            body["event_id"],
            body["ref"],
            body["by"],
            row.seq,
            body.get("run", 0),
        )
