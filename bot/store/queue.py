"""The worklist as it is kept. Every move is one conditional change: two people cannot both have an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select, tuple_, update

from bot.queue.item import Item, Kind, Status
from bot.store.finding import Finds
from bot.store.tables import ITEMS
from bot.store.threads import Threads
from bot.store.work import Work, conversation_subject, keepable
from nlu.understanding import JsonValue

_TAKEN = select(ITEMS.c.ref).where(ITEMS.c.ref == bindparam("reference"))
_ITEM = select(ITEMS).where(ITEMS.c.ref == bindparam("reference"))
_NEWEST_FIRST = (ITEMS.c.created_at.desc(), ITEMS.c.ref.desc())


class Queue(Threads):
    """Keeps items and their threads, and hands items to one person at a time."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._work = work

    async def add(self, item: Item) -> bool:
        """Put an item on the list; False when its reference was there."""
        subject = (
            self._work.patient_subject(item.patient_id)
            if item.patient_id
            else conversation_subject(item.conversation_id)
        )
        names = ("ref", "priority", "assignee", "conversation_id", "basis", "assurance", "outcome")
        times = ("created_at", "taken_at", "closed_at", "first_reply_at", "target_at")
        values: dict[str, Any] = {name: getattr(item, name) for name in (*names, *times)}
        values |= {"kind": item.kind.value, "status": item.status.value, "subject": subject}
        values |= {"patient_hash": self._patient(item.patient_id), "actor_hash": self._patient(item.actor_id)}
        values["body_sealed"] = await self._body(subject, item.ref, item.fields, item.patient_id, item.actor_id)
        if not await self._work.add_once(ITEMS, values):
            return False
        await Finds(self._work).put_item(item.ref, item.created_at, values["patient_hash"], values["actor_hash"])
        return True

    async def get(self, ref: str) -> Item | None:
        """One item."""
        row = await self._work.first(_ITEM, {"reference": keepable(ref)})
        return await self._read(row) if row else None

    async def list(
        self,
        *,
        kinds: Iterable[Kind] | None = None,
        statuses: Iterable[Status] | None = None,
        assignee: str | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> tuple[Item, ...]:
        """Items that meet every condition given, oldest first; `after` goes on behind an item of an earlier page."""
        found = select(ITEMS)
        if kinds is not None:
            found = found.where(ITEMS.c.kind.in_([kind.value for kind in kinds]))
        if statuses is not None:
            found = found.where(ITEMS.c.status.in_([status.value for status in statuses]))
        if assignee is not None:
            found = found.where(ITEMS.c.assignee == assignee)
        if after is not None:
            last = select(ITEMS.c.created_at, ITEMS.c.ref).where(ITEMS.c.ref == after).subquery()
            found = found.where(tuple_(ITEMS.c.created_at, ITEMS.c.ref) > select(last).scalar_subquery())
        return await self._items(found.order_by(ITEMS.c.created_at, ITEMS.c.ref).limit(limit))

    async def of_patient(self, patient_id: str, limit: int) -> tuple[Item, ...]:
        """Items about a patient, or sent by them for somebody else; newest first."""
        who = self._patient(patient_id)
        found = select(ITEMS).where(or_(ITEMS.c.patient_hash == who, ITEMS.c.actor_hash == who))
        return await self._items(found.order_by(*_NEWEST_FIRST).limit(limit))

    async def count_open(self, kind: Kind) -> int:
        """How many items of a kind nobody has taken yet."""
        found = select(func.count()).select_from(ITEMS).where(ITEMS.c.status == "open", ITEMS.c.kind == kind.value)
        return int((await self._work.run(found)).scalar() or 0)

    async def of_conversation(self, conversation_id: str) -> tuple[Item, ...]:
        """Items that came out of a conversation, newest first."""
        return await self._items(
            select(ITEMS).where(ITEMS.c.conversation_id == conversation_id).order_by(*_NEWEST_FIRST)
        )

    async def ref_taken(self, ref: str) -> bool:
        """Whether an item has this reference."""
        return await self._work.first(_TAKEN, {"reference": keepable(ref)}) is not None

    async def take(self, ref: str, by: str, at: datetime) -> bool:
        """Take an open item; False when somebody was quicker."""
        return await self._move(ref, Status.OPEN, Status.TAKEN, assignee=by, taken_at=at)

    async def release(self, ref: str, by: str) -> bool:
        """Give an item back; False for anybody who does not hold it."""
        return await self._move(ref, Status.TAKEN, Status.OPEN, ITEMS.c.assignee == by, assignee=None, taken_at=None)

    async def close(self, ref: str, by: str, outcome: str, at: datetime) -> bool:
        """Close an item; False for anybody who does not hold it."""
        return await self._move(ref, Status.TAKEN, Status.CLOSED, ITEMS.c.assignee == by, outcome=outcome, closed_at=at)

    async def reopen(self, ref: str, at: datetime) -> bool:
        """Open a closed item again; it belongs to nobody then."""
        del at  # When it happened stands in the audit.
        return await self._move(
            ref, Status.CLOSED, Status.OPEN, assignee=None, taken_at=None, closed_at=None, outcome=None
        )

    async def withdraw(self, ref: str, patient_id: str, at: datetime) -> bool:
        """Take back an open item on the word of the patient, or of whoever sent it for them."""
        who = self._patient(patient_id)
        if who is None:
            return False
        own = or_(ITEMS.c.patient_hash == who, ITEMS.c.actor_hash == who)
        return await self._move(ref, Status.OPEN, Status.WITHDRAWN, own, closed_at=at)

    async def add_fields(self, ref: str, fields: Mapping[str, JsonValue]) -> bool:
        """Add to what an item says; False when there is no such item."""
        found = select(ITEMS).where(ITEMS.c.ref == ref)
        row = await self._work.first(found.with_for_update() if self._work.locks else found)
        if row is None:
            return False
        item = await self._read(row)
        sealed = await self._body(row.subject, ref, {**item.fields, **fields}, item.patient_id, item.actor_id)
        return await self._work.changed(update(ITEMS).where(ITEMS.c.ref == ref).values(body_sealed=sealed))

    async def set_priority(self, ref: str, priority: str) -> bool:
        """Change how urgent an item is; False when there is no such item."""
        return await self._work.changed(update(ITEMS).where(ITEMS.c.ref == ref).values(priority=priority))

    async def first_reply(self, ref: str, at: datetime) -> None:
        """Note when staff first answered; later answers change nothing."""
        await self._work.run(
            update(ITEMS).where(ITEMS.c.ref == ref, ITEMS.c.first_reply_at.is_(None)).values(first_reply_at=at)
        )

    async def _move(self, ref: str, before: Status, after: Status, *where: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401  # column values
        here = and_(ITEMS.c.ref == ref, ITEMS.c.status == before.value, *where)
        return await self._work.changed(update(ITEMS).where(here).values(status=after.value, **values))

    def _patient(self, patient_id: str | None) -> bytes | None:
        return self._work.secrets.hash("patient", patient_id) if patient_id else None

    async def _body(
        self, subject: str, ref: str, fields: Mapping[str, JsonValue], patient_id: str | None, actor_id: str | None
    ) -> bytes:
        body = {"fields": fields, "patient_id": patient_id, "actor_id": actor_id}
        return await self._work.seal(subject, ITEMS, "body", ref, body)

    async def _items(self, found: Select[Any]) -> tuple[Item, ...]:
        rows = await self._work.all(found)
        await self._work.prepare(row.subject for row in rows)
        return tuple([await self._read(row) for row in rows])

    async def _read(self, row: Row[Any]) -> Item:
        body = await self._work.open(row.subject, ITEMS, "body", row.ref, row.body_sealed)
        return Item(
            row.ref,
            Kind(row.kind),
            row.priority,
            body["fields"],
            row.conversation_id,
            row.created_at,
            Status(row.status),
            row.assignee,
            body["patient_id"],
            body["actor_id"],
            row.basis,
            row.assurance,
            row.outcome,
            row.taken_at,
            row.closed_at,
            row.first_reply_at,
            row.target_at,
        )
