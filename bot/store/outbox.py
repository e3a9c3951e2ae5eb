"""The outbox: what turns have decided to send, until it is known to have arrived or never will."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import BigInteger, Integer, Row, Text, and_, bindparam, exists, or_, select, text, type_coerce, update

from bot.conversation import ConversationId
from bot.store.errors import ErasedRecord, TamperedRecord
from bot.store.living import IS_LEFT, number_of
from bot.store.records import Delivery, OutRow
from bot.store.tables import OUTBOX
from bot.store.types import MICROSECOND, Moment
from bot.store.words import Words
from bot.store.work import PRACTICE, Work

log = structlog.get_logger("frontdoor.outbox")

IN_HAND = "outbox"
"""What a row is called where a process says that it has it in hand."""
AHEAD = ("guidance",)
"""Kinds that go ahead of whatever else waits in their lane."""
_EARLIER = OUTBOX.alias("earlier")
_NOW = bindparam("now", type_=Moment)
# Conditions on the status are written out, so that the indexes of unsent rows are known to serve.
_PENDING = text("outbox.status IN ('pending', 'sending') AND outbox.status = 'pending'")
_AHEAD = and_(
    _EARLIER.c.lane == OUTBOX.c.lane,
    text("earlier.status IN ('pending', 'sending')"),
    or_(_EARLIER.c.rank < OUTBOX.c.rank, and_(_EARLIER.c.rank == OUTBOX.c.rank, _EARLIER.c.id < OUTBOX.c.id)),
)
_DUE = (
    select(OUTBOX)
    .where(_PENDING, OUTBOX.c.due_at <= _NOW, ~exists(select(_EARLIER.c.id).where(_AHEAD)))
    .order_by(OUTBOX.c.rank, OUTBOX.c.id)
    .limit(bindparam("most", type_=Integer))
)
_IS_DUE = _DUE.with_only_columns(OUTBOX.c.id)
_IS_UNSENT = text("outbox.status IN ('pending', 'sending')")
_HEAD = (
    select(OUTBOX)
    .where(OUTBOX.c.lane == bindparam("lane", type_=Text), _IS_UNSENT)
    .order_by(OUTBOX.c.rank, OUTBOX.c.id)
    .limit(1)
)
_CHANGE = update(OUTBOX).where(OUTBOX.c.id == bindparam("row"))
_ARRIVED = _CHANGE.where(OUTBOX.c.status == "sending")
_UNTAKE = _CHANGE.where(OUTBOX.c.status == "sending", OUTBOX.c.sending_at == bindparam("taken", type_=Moment)).values(
    attempts=OUTBOX.c.attempts - 1
)
_TAKE = _CHANGE.where(OUTBOX.c.status == "pending").values(attempts=OUTBOX.c.attempts + 1)
_EXPIRE = update(OUTBOX).where(_PENDING, OUTBOX.c.deadline <= _NOW)
_IN_THE_AIR = select(OUTBOX.c.id).where(OUTBOX.c.id == bindparam("row"), OUTBOX.c.status == "sending")
_SENDING = text("outbox.status IN ('pending', 'sending') AND outbox.status = 'sending'")


class Outbox:
    """Hands out what is due, one row a lane: the rows of one conversation on one channel go one after the other."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._words = Words(work)
        self.lanes: dict[str, None] = {}
        """Lanes in which this unit has put something that may go at once."""
        self._known: dict[str, tuple[str, Mapping[str, Any]]] = {}
        """Address and payload of what this unit has put in, by key: they need not be opened."""

    async def put(
        self,
        key: str,
        conversation_id: ConversationId | None,
        channel: str,
        address: str,
        kind: str,
        payload: Mapping[str, Any],
        at: datetime,
        deadline: datetime | None = None,
        ref: str | None = None,
        line: int | None = None,
        *,
        apart: bool = False,
    ) -> bool:
        """Put something before the sender; False when the same `key` was there. `ref`: the item it is about; `line`: the reply.

        `apart`: it waits for its own time, and nothing waits for it.
        """
        values: dict[str, Any] = {
            "key": key,
            "conversation_id": conversation_id,
            "channel": channel,
            "kind": kind,
            "ref": ref,
            "line": line,
            "status": "pending",
            "lane": key if apart else f"{conversation_id or key} {channel}",
            "rank": 0 if kind in AHEAD else 1,
            "due_at": at,
            "deadline": deadline,
            "address_sealed": await self._seal(conversation_id, "address", key, {"address": address}),
            "payload_sealed": await self._seal(conversation_id, "payload", key, payload),
        }
        new = await self._work.add_once(OUTBOX, values)
        if new and not apart:
            self.lanes[values["lane"]] = None
            self._known[key] = address, payload
        return new

    async def due(self, now: datetime, limit: int) -> tuple[OutRow, ...]:
        """What can be sent now, guidance first. What is past its deadline is dropped and never sent."""
        rows = await self._work.all(_DUE, {"now": now, "most": limit})
        if any(row.deadline is not None and row.deadline <= now for row in rows):
            await self._work.run(_EXPIRE, {"now": now, "status": "expired", "done_at": now, "payload_sealed": None})
            rows = await self._work.all(_DUE, {"now": now, "most": limit})
        return await self._readable(rows, now)

    async def head(self, lane: str, now: datetime) -> OutRow | None:
        """What can be sent now in one lane; None where nothing can, and where something past its deadline is in the way."""
        row = await self._work.first(_HEAD, {"lane": lane})
        if row is None or row.status != "pending" or row.due_at > now:
            return None
        late = row.deadline is not None and row.deadline <= now
        return None if late else next(iter(await self._readable([row], now)), None)

    async def is_due(self, now: datetime) -> bool:
        """Whether `due` would find something, be it only past its deadline."""
        return await self._work.first(_IS_DUE, {"now": now, "most": 1}) is not None

    async def sending(self, row_id: int, now: datetime) -> bool:
        """Take a row for sending; False when another program has it already. Count one more attempt."""
        return await self._work.changed(_TAKE, {"row": row_id, "status": "sending", "sending_at": now})

    async def untake(self, row_id: int, taken: datetime) -> bool:
        """Put back a row that was taken at that time and that nobody began to send; False when it is somebody else's by now."""
        return await self._work.changed(_UNTAKE, {"row": row_id, "taken": taken, "status": "pending"})

    async def is_left(self, row_id: int) -> bool:
        """Whether no process that lives has a row in hand; true until this unit ends. On SQLite there is no other process."""
        if not self._work.postgresql:
            return True
        return bool((await self._work.run(IS_LEFT, {"number": number_of(IN_HAND, row_id)})).scalar())

    async def in_the_air(self, row_id: int) -> bool:
        """Whether a row is still being sent, and not written down yet as anything else."""
        return await self._work.first(_IN_THE_AIR, {"row": row_id}) is not None

    async def put_forward(self, by: timedelta, now: datetime) -> int:
        """The clock was put back so far: what waits for a time waits as long as it would have. How many rows that were."""
        earlier = type_coerce(OUTBOX.c.due_at, BigInteger) - by // MICROSECOND
        moved = update(OUTBOX).where(_PENDING, OUTBOX.c.due_at > now).values(due_at=earlier)
        return (await self._work.run(moved)).rowcount

    async def sent(self, row_id: int, external_id: str | None, now: datetime) -> bool:
        """It arrived. Its words are blanked: the transcript has them. False when it was written down already."""
        values = {"status": "sent", "external_id": external_id, "done_at": now, "payload_sealed": None}
        return await self._work.changed(_ARRIVED, {"row": row_id, **values})

    async def retry(self, row_id: int, at: datetime, reason: str) -> None:
        """It did not arrive; try again at that time."""
        await self._settle(row_id, status="pending", due_at=at, reason=reason)

    async def postpone(self, row_id: int, at: datetime) -> None:
        """It may not go yet; nothing behind it has to wait for that."""
        waits = update(OUTBOX).where(OUTBOX.c.id == row_id, OUTBOX.c.status == "pending")
        await self._work.run(waits.values(due_at=at, lane=OUTBOX.c.key))

    async def drop(self, row_id: int, reason: str, now: datetime) -> None:
        """It is not to be sent any more."""
        await self._settle(row_id, status="expired", reason=reason, done_at=now, payload_sealed=None)

    async def uncertain(self, row_id: int, now: datetime) -> None:
        """Nobody can know whether it arrived, and it must not be sent twice."""
        await self._settle(row_id, status="uncertain", done_at=now)

    async def gave_up(self, row_id: int, reason: str, now: datetime) -> None:
        """It will never arrive."""
        await self._settle(row_id, status="gave_up", reason=reason, done_at=now, payload_sealed=None)

    async def cancel(self, key: str, reason: str, now: datetime) -> bool:
        """Drop a row that waits; False when it is being sent, or was."""
        waiting = update(OUTBOX).where(OUTBOX.c.key == key, OUTBOX.c.status == "pending")
        values = {"status": "expired", "reason": reason, "done_at": now, "payload_sealed": None}
        return await self._work.changed(waiting.values(**values))

    async def interrupted(self, now: datetime, quiet: timedelta = timedelta(0)) -> tuple[OutRow, ...]:
        """Rows in the middle of a send for at least `quiet`: after a restart, those that a crash left there."""
        found = select(OUTBOX).where(_SENDING)
        if quiet:  # With no time to wait, the clock is not asked at all: it may have been put back.
            found = found.where(OUTBOX.c.sending_at <= now - quiet)
        rows = await self._work.all(found.order_by(OUTBOX.c.lane, OUTBOX.c.rank, OUTBOX.c.id))
        return await self._readable(rows, now)

    async def _readable(self, rows: list[Row[Any]], now: datetime) -> tuple[OutRow, ...]:
        """What can be read of these. One that cannot is given up: it must not hold up everybody else's."""
        read = []
        for row in rows:
            try:
                read.append(await self._read(row))
            except (ErasedRecord, TamperedRecord) as error:
                log.error("outbox.row_unreadable", row=row.id, error=error)
                await self.gave_up(row.id, "unreadable", now)
        return tuple(read)

    async def forget(self, conversation_id: str) -> None:
        """Blank the words of everything that was sent, or tried, in a conversation."""
        done = (OUTBOX.c.conversation_id == conversation_id, OUTBOX.c.done_at.is_not(None))
        await self._work.run(update(OUTBOX).where(*done).values(payload_sealed=None))

    async def seal_anew(self, conversation_id: str, now: datetime) -> None:
        """Seal what is not sent yet with the key that the words have now. What cannot be read any more is never sent."""
        unsent = (OUTBOX.c.conversation_id == conversation_id, _IS_UNSENT)
        for row in await self._work.all(select(OUTBOX).where(*unsent)):
            try:
                kept = await self._read(row)
            except ErasedRecord:
                await self._settle(row.id, status="expired", done_at=now, payload_sealed=None)
                continue
            address = await self._seal(conversation_id, "address", row.key, {"address": kept.address})
            payload = await self._seal(conversation_id, "payload", row.key, kept.payload)
            await self._settle(row.id, address_sealed=address, payload_sealed=payload)

    async def of_item(self, ref: str) -> tuple[Delivery, ...]:
        """What became of everything that was sent about an item."""
        rows = await self._work.all(select(OUTBOX).where(OUTBOX.c.ref == ref).order_by(OUTBOX.c.id))
        return tuple(Delivery(row.channel, row.kind, row.status, row.reason, row.done_at) for row in rows)

    async def _settle(self, row_id: int, **values: Any) -> None:  # noqa: ANN401  # column values
        await self._work.run(_CHANGE, {"row": row_id, **values})

    async def _read(self, row: Row[Any]) -> OutRow:
        address, payload = self._known.get(row.key) or await self._opened(row)
        return OutRow(
            row.id,
            row.key,
            row.conversation_id,
            row.channel,
            address,
            row.kind,
            payload,
            row.attempts,
            row.status,
            row.ref,
            row.line,
            row.lane,
        )

    async def _opened(self, row: Row[Any]) -> tuple[str, Mapping[str, Any]]:
        address = await self._open(row, "address", row.address_sealed)
        return address["address"], await self._open(row, "payload", row.payload_sealed)

    async def _seal(self, conversation_id: str | None, column: str, key: str, value: Mapping[str, Any]) -> bytes:
        if conversation_id is None:
            return await self._work.seal(PRACTICE, OUTBOX, column, key, value)
        return await self._words.seal(conversation_id, OUTBOX, column, key, value)

    async def _open(self, row: Row[Any], column: str, sealed: bytes | None) -> dict[str, Any]:
        if sealed is None:
            raise ErasedRecord("What was to be sent is blanked already.")
        if row.conversation_id is None:
            return await self._work.open(PRACTICE, OUTBOX, column, row.key, sealed)
        return await self._words.open(row.conversation_id, OUTBOX, column, row.key, sealed)
