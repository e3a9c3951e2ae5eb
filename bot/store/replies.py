"""What became of staff replies: where each stands, who was told of it and how, and when it was read.

Whatever is noted only moves forward, and noting it twice is noting it once: a restart in the middle changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, literal, or_, select, union, update

from bot.queue.delivery import BEFORE, TOLD_BY, UNWANTED, Step, Told
from bot.queue.item import LIVE
from bot.store.delivery_tables import NOTICES, PHONE_TASKS, REPLIES
from bot.store.tables import ITEMS, OUTBOX
from bot.store.threads import Threads
from bot.store.types import Moment
from bot.store.wishes import RECIPIENT
from bot.store.work import Work

Line = tuple[str, int]
"""A thread's reference, and the number of the line within it."""
_UNREAD = REPLIES.c.read_at.is_(None)


class Replies:
    """Writes down the way of each reply, and tells it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._threads = Threads(work)

    async def written(self, line: Line, conversation_id: str, at: datetime) -> None:
        """A reply stands in the patient's private inbox from now on."""
        values = {"ref": line[0], "seq": line[1], "conversation_id": conversation_id, "inbox_at": at}
        await self._work.add_once(REPLIES, values)
        await self._forward(line, Step.INBOX)

    async def waiting(self, ref: str) -> tuple[int, ...]:
        """The replies of a thread that were never shown in a transcript, by their numbers."""
        found = select(REPLIES.c.seq).where(REPLIES.c.ref == ref, REPLIES.c.shown_at.is_(None))
        return tuple(row.seq for row in await self._work.all(found.order_by(REPLIES.c.seq)))

    async def shown(self, line: Line, conversation_id: str, entry: int, at: datetime) -> None:
        """A reply stands in a transcript now, at this line of it. Whether anybody looked is another question."""
        values = {"conversation_id": conversation_id, "entry": entry, "shown_at": at}
        await self._work.run(update(REPLIES).where(*_here(line)).values(**values))

    async def unread(self, conversation_id: str, entries: Sequence[int]) -> tuple[int, ...]:
        """Which of these lines of a transcript are replies that nobody has read."""
        here = (REPLIES.c.conversation_id == conversation_id, REPLIES.c.entry.in_(list(entries)), _UNREAD)
        found = select(REPLIES.c.entry).where(*here).order_by(REPLIES.c.entry)
        return tuple(row.entry for row in await self._work.all(found))

    async def read(self, conversation_id: str, entries: Sequence[int], at: datetime) -> tuple[Line, ...]:
        """The patient's page has shown these lines of a transcript; which replies were read by that for the first time."""
        seen = (REPLIES.c.conversation_id == conversation_id, REPLIES.c.entry.in_(list(entries)), _UNREAD)
        changed = update(REPLIES).where(*seen).values(read_at=at).returning(REPLIES.c.ref, REPLIES.c.seq)
        lines = tuple((row.ref, row.seq) for row in await self._work.all(changed))
        for line in lines:
            await self._forward(line, Step.READ)
        return lines

    async def is_read(self, line: Line, at: datetime) -> bool:
        """A reply was shown word for word on a private window that is not a page; False when it had been read before."""
        changed = await self._work.changed(update(REPLIES).where(*_here(line), _UNREAD).values(read_at=at))
        await self._forward(line, Step.READ)
        return changed

    async def unread_of(self, refs: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """The answers of each thread that nobody has read, by their numbers."""
        found = select(REPLIES.c.ref, REPLIES.c.seq).where(REPLIES.c.ref.in_(list(refs)), _UNREAD)
        unread: dict[str, tuple[int, ...]] = {}
        for row in await self._work.all(found.order_by(REPLIES.c.ref, REPLIES.c.seq)):
            unread[row.ref] = (*unread.get(row.ref, ()), row.seq)
        return unread

    async def read_of(self, ref: str, seqs: Sequence[int], at: datetime) -> tuple[Line, ...]:
        """The page of a thread has shown these lines; which answers were read by that for the first time."""
        seen = (REPLIES.c.ref == ref, REPLIES.c.seq.in_(list(seqs)), _UNREAD)
        values = {"read_at": at, "shown_at": func.coalesce(REPLIES.c.shown_at, literal(at, Moment))}
        changed = update(REPLIES).where(*seen).values(values).returning(REPLIES.c.ref, REPLIES.c.seq)
        lines = tuple((row.ref, row.seq) for row in await self._work.all(changed))
        for line in lines:
            await self._forward(line, Step.READ)
        return lines

    async def unshown(self, conversation_id: str) -> int:
        """How many answers of a conversation were never shown anywhere."""
        here = (REPLIES.c.conversation_id == conversation_id, REPLIES.c.shown_at.is_(None))
        return int((await self._work.run(select(func.count()).select_from(REPLIES).where(*here))).scalar() or 0)

    async def notice(self, line: Line, way: str, step: Step, at: datetime, reason: str | None = None) -> bool:
        """Note how far the notice of a reply has come on one way; False when it had come as far before."""
        if not await self._work.first(select(REPLIES.c.ref).where(*_here(line))):
            return False  # Written by an earlier release, which did not keep where replies stand.
        values = {"ref": line[0], "seq": line[1], "way": way, "step": step.value, "at": at, "reason": reason}
        insert = self._work.insert(NOTICES).values(values)
        further = NOTICES.c.step.in_([one.value for one in BEFORE[step]])
        changes = {name: insert.excluded[name] for name in ("step", "at", "reason")}
        changed = insert.on_conflict_do_update(index_elements=["ref", "seq", "way"], set_=changes, where=further)
        done = await self._work.changed(changed)
        if done and step is not Step.QUEUED:
            await self._forward(line, step)
        return done

    async def was_told(self, ref: str, way: str) -> bool:
        """Whether who is told about a thread has heard by this way, or is about to, that something unread waits for them."""
        same = and_(NOTICES.c.ref == REPLIES.c.ref, NOTICES.c.seq == REPLIES.c.seq)
        wanted = or_(NOTICES.c.reason.is_(None), NOTICES.c.reason != UNWANTED)
        told = exists().where(same, NOTICES.c.way == way, NOTICES.c.step != Step.REFUSED.value, wanted)
        return await self._work.first((await self._unread_beside(ref)).where(told).limit(1)) is not None

    async def any_unread(self, ref: str) -> bool:
        """Whether anything waits unread for who is told about a thread."""
        return await self._work.first((await self._unread_beside(ref)).limit(1)) is not None

    async def _unread_beside(self, ref: str) -> Select[tuple[str]]:
        """Unread answers in the conversation of a thread, and in all others to the same person."""
        row = await self._work.first(select(ITEMS.c.conversation_id, RECIPIENT.label("who")).where(ITEMS.c.ref == ref))
        refs = select(ITEMS.c.ref)  # Each of these reads one index: what waits for others is never looked through.
        beside = [refs.where(ITEMS.c.conversation_id == (row.conversation_id if row else ""))]
        if row is not None and row.who is not None:
            beside.append(refs.where(ITEMS.c.actor_hash == row.who))
            beside.append(refs.where(ITEMS.c.patient_hash == row.who, ITEMS.c.actor_hash.is_(None)))
        return select(REPLIES.c.ref).where(_UNREAD, REPLIES.c.ref.in_(union(*beside)))

    async def untold(self, line: Line, way: str, reason: str) -> None:
        """A notice that waited is not sent: nothing is left that says so, but that the patient wants none."""
        here = (NOTICES.c.ref == line[0], NOTICES.c.seq == line[1], NOTICES.c.way == way)
        waits = NOTICES.c.step == Step.QUEUED.value
        if reason == UNWANTED:
            await self._work.run(update(NOTICES).where(*here, waits).values(reason=reason))
        else:
            await self._work.run(delete(NOTICES).where(*here, waits))

    async def spare(self, conversation_id: str, at: datetime) -> int:
        """Take back what would tell of answers when all of them are read, and nothing else waits for the same person."""
        refs = select(ITEMS.c.ref).where(ITEMS.c.conversation_id == conversation_id)
        row = await self._work.first(refs.where(RECIPIENT.is_not(None)).order_by(ITEMS.c.created_at.desc()).limit(1))
        unread = select(REPLIES.c.ref).where(REPLIES.c.conversation_id == conversation_id, _UNREAD)
        if await self._work.first(unread.limit(1)) or (row and await self.any_unread(row.ref)):
            return 0
        here = (OUTBOX.c.conversation_id == conversation_id, OUTBOX.c.channel.in_(TOLD_BY), OUTBOX.c.line.is_not(None))
        gone = update(OUTBOX).where(*here, OUTBOX.c.status == "pending", OUTBOX.c.ref.is_not(None))
        gone = gone.values(status="expired", done_at=at, payload_sealed=None).returning(
            OUTBOX.c.ref, OUTBOX.c.line, OUTBOX.c.channel
        )
        lines = [(row.ref, row.line, row.channel) for row in await self._work.all(gone)]
        for ref, seq, way in lines:
            await self.untold((ref, seq), way, "read")
        return len(lines)

    async def forget(self, conversation_id: str) -> None:
        """The transcript is gone: what nobody had read by then waits to be shown again."""
        here = (REPLIES.c.conversation_id == conversation_id, _UNREAD)
        await self._work.run(update(REPLIES).where(*here).values(entry=None, shown_at=None))

    async def story(self, ref: str) -> Mapping[int, tuple[Told, ...]]:
        """Every step of every reply of a thread, in the order in which they happened."""
        told: dict[int, list[Told]] = {}
        for row in await self._work.all(select(REPLIES).where(REPLIES.c.ref == ref)):
            told[row.seq] = [Told(Step.INBOX, row.inbox_at)]
            told[row.seq] += [Told(Step.READ, row.read_at)] if row.read_at else []
        for row in await self._work.all(select(NOTICES).where(NOTICES.c.ref == ref)):
            told[row.seq].append(Told(Step(row.step), row.at, row.way, row.reason or ""))
        order = tuple(Step)
        return {seq: tuple(sorted(one, key=lambda it: (it.at, order.index(it.step)))) for seq, one in told.items()}

    # --- who is to be phoned ---

    async def live_task(self, about: str) -> str | None:
        """The phone task about a thread, or about a conversation, that nobody has finished yet."""
        found = select(PHONE_TASKS.c.ref).join(ITEMS, ITEMS.c.ref == PHONE_TASKS.c.ref)
        row = await self._work.first(found.where(PHONE_TASKS.c.about == about, ITEMS.c.status.in_(LIVE)))
        return str(row.ref) if row else None

    async def task_made(self, about: str, ref: str) -> None:
        """There is a phone task about this now; an earlier one is finished."""
        insert = self._work.insert(PHONE_TASKS).values(about=about, ref=ref)
        await self._work.run(insert.on_conflict_do_update(index_elements=["about"], set_={"ref": ref}))

    async def _forward(self, line: Line, step: Step) -> None:
        await self._threads.set_delivery(line[0], line[1], step.value)


def _here(line: Line) -> tuple[ColumnElement[bool], ...]:
    return (REPLIES.c.ref == line[0], REPLIES.c.seq == line[1])
