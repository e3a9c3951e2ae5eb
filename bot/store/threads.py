"""The thread of an item: what patient and staff wrote to each other about it, and the notes among staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, update

from bot.queue.delivery import BEFORE, Step
from bot.queue.item import UNSENT, ThreadEntry
from bot.store.errors import StoreError
from bot.store.tables import ITEMS, THREADS
from bot.store.work import Work, keepable


def _keyed(ref: str, key: str | None) -> Select[tuple[int]]:
    return select(THREADS.c.seq).where(THREADS.c.ref == ref, THREADS.c.key == keepable(key or ""))


class Threads:
    """Appends to threads and reads them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def thread_add(self, ref: str, entry: ThreadEntry, key: str | None = None) -> int:
        """Add one line; return its number within the thread. The same `key` twice is one line."""
        seq = await self.thread_once(ref, entry, key)
        if seq is None:
            row = await self._work.first(_keyed(ref, key))
            seq = int(row[0]) if row else 0
        return seq

    async def thread_once(self, ref: str, entry: ThreadEntry, key: str | None) -> int | None:
        """Add one line; return its number, or None when a line with this `key` was there."""
        subject = await self._subject(ref)
        if key is not None and await self._work.first(_keyed(ref, key)) is not None:
            return None
        last = (await self._work.run(select(func.max(THREADS.c.seq)).where(THREADS.c.ref == ref))).scalar()
        seq = (last or 0) + 1
        values = {
            "ref": ref,
            "seq": seq,
            "key": keepable(key) if key is not None else None,
            "author": entry.author,
            "by": entry.by,
            "at": entry.at,
            "delivery": entry.delivery,
            "body_sealed": await self._words(subject, ref, seq, entry),
        }
        await self._work.add(THREADS, values)
        await self._touch(ref)
        return seq

    async def thread_tail(self, ref: str, limit: int, before: int | None = None) -> tuple[tuple[int, ThreadEntry], ...]:
        """The last lines of a thread, or the last before a number; each with its number, oldest first."""
        found = select(THREADS).where(THREADS.c.ref == ref)
        found = found.where(THREADS.c.seq < before) if before is not None else found
        rows = await self._work.all(found.order_by(THREADS.c.seq.desc()).limit(limit))
        if not rows:
            return ()
        subject = await self._subject(ref, lock=False)
        return tuple([(row.seq, await self._line(subject, row)) for row in reversed(rows)])

    async def thread(self, ref: str) -> tuple[ThreadEntry, ...]:
        """The whole thread, oldest first; the first line has number 1."""
        rows = await self._work.all(select(THREADS).where(THREADS.c.ref == ref).order_by(THREADS.c.seq))
        if not rows:
            return ()
        subject = await self._subject(ref, lock=False)
        return tuple([await self._line(subject, row) for row in rows])

    async def last_written(self, refs: Sequence[str]) -> Mapping[str, Mapping[str, datetime]]:
        """When the patient and when staff last wrote in each thread, by author. What waits to go out is not written yet."""
        gone = or_(THREADS.c.delivery.is_(None), THREADS.c.delivery.not_in(UNSENT))
        written = (THREADS.c.ref.in_(list(refs)), THREADS.c.author.in_(("patient", "staff")), gone)
        latest = func.max(THREADS.c.at).label("latest")
        found = select(THREADS.c.ref, THREADS.c.author, latest).where(*written)
        last: dict[str, dict[str, datetime]] = {}
        for row in await self._work.all(found.group_by(THREADS.c.ref, THREADS.c.author)):
            last.setdefault(row.ref, {})[row.author] = row.latest
        return last

    async def set_delivery(self, ref: str, seq: int, state: str) -> None:
        """Note how far one line has come on its way to the patient. It never goes back."""
        before = [step.value for step in BEFORE[Step(state)]]
        further = or_(THREADS.c.delivery.is_(None), THREADS.c.delivery.in_(before))
        here = (THREADS.c.ref == ref, THREADS.c.seq == seq, further)
        await self._work.run(update(THREADS).where(*here).values(delivery=state))
        await self._touch(ref)

    async def shift_delivery(self, ref: str, seq: int, before: str, after: str) -> bool:
        """Note a new state of one line if it stands in the old one; False when somebody was quicker."""
        here = (THREADS.c.ref == ref, THREADS.c.seq == seq, THREADS.c.delivery == before)
        if not await self._work.changed(update(THREADS).where(*here).values(delivery=after)):
            return False
        await self._touch(ref)
        return True

    async def held_lines(self, ref: str) -> tuple[int, ...]:
        """The numbers of the lines that wait for second thoughts."""
        held = select(THREADS.c.seq).where(THREADS.c.ref == ref, THREADS.c.delivery == "held")
        return tuple(int(row[0]) for row in await self._work.all(held.order_by(THREADS.c.seq)))

    async def blank(self, ref: str, seq: int) -> None:
        """Keep no words of a line."""
        subject = await self._subject(ref)
        nothing = await self._work.seal(subject, THREADS, "body", f"{ref}:{seq}", {"text": "", "meta": {}})
        await self._work.run(
            update(THREADS).where(THREADS.c.ref == ref, THREADS.c.seq == seq).values(body_sealed=nothing)
        )

    async def _touch(self, ref: str) -> None:
        """Whoever looks at the item is told that something changed."""
        await self._work.run(update(ITEMS).where(ITEMS.c.ref == ref).values(changed_at=self._work.clock()))

    async def _words(self, subject: str, ref: str, seq: int, entry: ThreadEntry) -> bytes:
        body = {"text": entry.text, "meta": dict(entry.meta)}
        return await self._work.seal(subject, THREADS, "body", f"{ref}:{seq}", body)

    async def _subject(self, ref: str, *, lock: bool = True) -> str:
        """Whose key an item is sealed with. Locked, so that lines added at once are numbered one after the other."""
        found = select(ITEMS.c.subject).where(ITEMS.c.ref == ref)
        row = await self._work.first(found.with_for_update() if lock and self._work.locks else found)
        if row is None:
            raise StoreError("A line was written to an item that does not exist; nothing was saved.")
        return str(row[0])

    async def _line(self, subject: str, row: Row[Any]) -> ThreadEntry:
        body = await self._work.open(subject, THREADS, "body", f"{row.ref}:{row.seq}", row.body_sealed)
        return ThreadEntry(row.author, body["text"], row.at, row.by, row.delivery, body["meta"])
