"""Items as they are kept: the exact request, sealed, with what is needed to find and sort it. Moves: `bot/store/moving.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select, tuple_, update

from bot.queue.item import Item, Kind, Origin, Status
from bot.store.finding import Finds
from bot.store.moving import NEVER, Moves, read_last
from bot.store.tables import ITEMS
from bot.store.work import conversation_subject, keepable
from nlu.understanding import JsonValue
from policies import roles

_TAKEN = select(ITEMS.c.ref).where(ITEMS.c.ref == bindparam("reference"))
_ITEM = select(ITEMS).where(ITEMS.c.ref == bindparam("reference"))
_NEWEST_FIRST = (ITEMS.c.created_at.desc(), ITEMS.c.ref.desc())


class Queue(Moves):
    """Keeps items and their threads, and hands items to one person at a time."""

    async def add(self, item: Item) -> bool:
        """Put an item on the list; False when its reference was there."""
        subject = (
            self._work.patient_subject(item.patient_id)
            if item.patient_id
            else conversation_subject(item.conversation_id)
        )
        names = ("ref", "priority", "assignee", "conversation_id", "basis", "assurance", "outcome", "role")
        times = ("created_at", "taken_at", "closed_at", "first_reply_at", "target_at")
        values: dict[str, Any] = {name: getattr(item, name) for name in (*names, *times)}
        values |= {"kind": item.kind.value, "status": item.status.value, "subject": subject}
        values |= {"patient_hash": self._patient(item.patient_id), "actor_hash": self._patient(item.actor_id)}
        values |= {"list": roles.list_of(item.kind.value, item.role), "changed_at": self._work.clock()}
        values["due_at"] = item.due_at or (NEVER if item.first_reply_at else item.target_at or item.created_at)
        values["body_sealed"] = await self._body(subject, item, item.fields)
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

    async def add_fields(self, ref: str, fields: Mapping[str, JsonValue]) -> bool:
        """Add to what an item says; False when there is no such item."""
        found = select(ITEMS).where(ITEMS.c.ref == ref)
        row = await self._work.first(found.with_for_update() if self._work.locks else found)
        if row is None:
            return False
        item = await self._read(row)
        return await self._change(ref, body_sealed=await self._body(row.subject, item, {**item.fields, **fields}))

    async def set_priority(self, ref: str, priority: str) -> bool:
        """Change how urgent an item is; False when there is no such item."""
        return await self._change(ref, priority=priority)

    async def answered(self, ref: str, at: datetime) -> None:
        """Staff have answered, for the first time or again: they owe nothing until the patient writes."""
        first = (ITEMS.c.ref == ref, ITEMS.c.first_reply_at.is_(None))
        await self._work.run(update(ITEMS).where(*first).values(first_reply_at=at))
        await self._change(ref, due_at=NEVER)

    async def priority(self, ref: str) -> str:
        """How urgent an item is; `routine` for one that is not there."""
        row = await self._work.first(select(ITEMS.c.priority).where(ITEMS.c.ref == ref))
        return str(row[0]) if row else "routine"

    async def owed(self, ref: str, due: datetime) -> None:
        """The patient has written: a word is due by then, unless one is due already."""
        owed = (ITEMS.c.ref == ref, ITEMS.c.due_at == NEVER)
        await self._work.run(update(ITEMS).where(*owed).values(due_at=due))

    async def _change(self, ref: str, **values: Any) -> bool:  # noqa: ANN401  # column values
        values["changed_at"] = self._work.clock()
        return await self._work.changed(update(ITEMS).where(ITEMS.c.ref == ref).values(**values))

    def _patient(self, patient_id: str | None) -> bytes | None:
        return self._work.secrets.hash("patient", patient_id) if patient_id else None

    async def _body(self, subject: str, item: Item, fields: Mapping[str, JsonValue]) -> bytes:
        body: dict[str, Any] = {"fields": fields, "patient_id": item.patient_id, "actor_id": item.actor_id}
        if item.origin is not None:
            body["origin"] = [item.origin.run, item.origin.last]
        return await self._work.seal(subject, ITEMS, "body", item.ref, body)

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
            None if row.due_at == NEVER else row.due_at,
            row.role,
            row.moves,
            read_last(row.last_move),
            Origin(*body["origin"]) if "origin" in body else None,
        )
