"""The thread of an item: what patient and staff wrote to each other about it, and the notes among staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, or_, select, update

from bot.queue.delivery import BEFORE, Step
from bot.queue.item import ThreadEntry
from bot.store.errors import StoreError
from bot.store.tables import ITEMS, THREADS
from bot.store.work import Work, keepable


class Threads:
    """Appends to threads and reads them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def thread_add(self, ref: str, entry: ThreadEntry, key: str | None = None) -> int:
        """Add one line; return its number within the thread. The same `key` twice is one line."""
        subject = await self._subject(ref)
        key = keepable(key) if key is not None else None
        if key is not None:
            row = await self._work.first(select(THREADS.c.seq).where(THREADS.c.ref == ref, THREADS.c.key == key))
            if row is not None:
                return int(row[0])
        last = (await self._work.run(select(func.max(THREADS.c.seq)).where(THREADS.c.ref == ref))).scalar()
        seq = (last or 0) + 1
        body = await self._work.seal(
            subject, THREADS, "body", f"{ref}:{seq}", {"text": entry.text, "meta": dict(entry.meta)}
        )
        values = {
            "ref": ref,
            "seq": seq,
            "key": key,
            "author": entry.author,
            "by": entry.by,
            "at": entry.at,
            "delivery": entry.delivery,
            "body_sealed": body,
        }
        await self._work.add(THREADS, values)
        return seq

    async def thread(self, ref: str) -> tuple[ThreadEntry, ...]:
        """The whole thread, oldest first; the first line has number 1."""
        rows = await self._work.all(select(THREADS).where(THREADS.c.ref == ref).order_by(THREADS.c.seq))
        if not rows:
            return ()
        subject = await self._subject(ref, lock=False)
        return tuple([await self._line(subject, row) for row in rows])

    async def set_delivery(self, ref: str, seq: int, state: str) -> None:
        """Note how far one line has come on its way to the patient. It never goes back."""
        before = [step.value for step in BEFORE[Step(state)]]
        further = or_(THREADS.c.delivery.is_(None), THREADS.c.delivery.in_(before))
        here = (THREADS.c.ref == ref, THREADS.c.seq == seq, further)
        await self._work.run(update(THREADS).where(*here).values(delivery=state))

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
