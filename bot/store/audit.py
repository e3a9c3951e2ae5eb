"""The audit: who did what to what, in a chain in which nothing can be changed, put in, moved or left out unseen.

Lines are written in the same transaction as what they tell of, at its end, so that the head of the chain is held only
for a moment. `bot/store/chain.py` verifies the chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, select, type_coerce, update

from bot.store.chain import EVERY, GENESIS, canonical, verify
from bot.store.checkpoints import Checkpoints
from bot.store.records import AuditLine, AuditReport, AuditWish
from bot.store.tables import AUDIT, AUDIT_HEAD
from bot.store.types import to_micros
from bot.store.work import Work, keepable

SUBJECT = "audit"
"""The key that details are sealed with. It is never destroyed: the audit outlives the people in it, by ids only."""

OUT_OF_ORDER = timedelta(minutes=5)
"""Lines written at the same time may stand in another order than their times. More than this takes a clock that was put
back, which verifying names."""
Fits = list[ColumnElement[bool]]
BEYOND = 2**62
"""A number that no line has."""

_ADD = AUDIT.insert()
_HEAD = select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.link)
_HEAD_HELD = _HEAD.with_for_update()
_MOVE_HEAD = update(AUDIT_HEAD)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    seq: int
    link: bytes


class Audit:
    """Appends to the chain, reads it, verifies it."""

    def __init__(self, work: Work, checkpoints: Checkpoints) -> None:
        self._work = work
        self._checkpoints = checkpoints
        self._lines: list[tuple[datetime, str, str, str, Mapping[str, Any]]] = []
        self.to_sign: Head | None = None

    async def append(self, event: str, actor: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Add one line: ids only, never words."""
        self._lines.append((self._work.clock(), event, actor, subject, dict(detail)))

    async def flush(self) -> None:
        """Write the lines of this unit. Called by the store before it commits."""
        if not self._lines:
            return
        lines, self._lines = self._lines, []
        head = before = await self._head()
        values = []
        for line in lines:
            value = await self._chained(head, line)
            values.append(value)
            head = Head(value["seq"], value["link"])
        await self._work.run(_ADD, values)
        await self._work.run(_MOVE_HEAD, {"seq": head.seq, "link": head.link})
        if head.seq // EVERY > before.seq // EVERY:
            self.to_sign = head

    async def checkpoint(self, now: datetime) -> None:
        """Have the head of the chain signed once this unit is committed. Signs nothing twice."""
        del now  # The store's clock says when.
        await self.flush()
        head = await self._head()
        if head.seq > self._checkpoints.last_seq():
            self.to_sign = head

    async def list(self, limit: int, before: int | None = None) -> tuple[AuditLine, ...]:
        """The last lines, newest first; `before` goes on behind an earlier page."""
        await self.flush()
        found = select(AUDIT) if before is None else select(AUDIT).where(AUDIT.c.seq < before)
        rows = await self._work.all(found.order_by(AUDIT.c.seq.desc()).limit(limit))
        return tuple([await self._read(row) for row in rows])

    async def find(self, wish: AuditWish, limit: int, before: int | None = None) -> tuple[AuditLine, ...]:
        """The last lines that fit, newest first; `before` goes on behind an earlier page."""
        await self.flush()
        named = (("actor", wish.actor), ("event", wish.event), ("subject", wish.subject))
        fits: Fits = [AUDIT.c[name] == keepable(value) for name, value in named if value]
        fits += [AUDIT.c.seq < (BEYOND if before is None else before)]
        fits += await self._between(wish)
        rows = await self._work.all(select(AUDIT).where(*fits).order_by(AUDIT.c.seq.desc()).limit(limit))
        return tuple([await self._read(row) for row in rows])

    async def _between(self, wish: AuditWish) -> Fits:
        """The times, and the numbers that lines of those times have: the pages of a month then cost what the month holds."""
        fits: Fits = []
        at = type_coerce(AUDIT.c.at, BigInteger) + 0  # Looked at, not looked up: the numbers below lead there in order.
        if wish.since is not None:
            earlier = select(AUDIT.c.seq).where(AUDIT.c.at < wish.since - OUT_OF_ORDER)
            row = await self._work.first(earlier.order_by(AUDIT.c.at.desc(), AUDIT.c.seq.desc()).limit(1))
            fits += [at >= to_micros(wish.since), *([AUDIT.c.seq > row[0]] if row else [])]
        if wish.until is not None:
            later = select(AUDIT.c.seq).where(AUDIT.c.at >= wish.until + OUT_OF_ORDER)
            row = await self._work.first(later.order_by(AUDIT.c.at, AUDIT.c.seq).limit(1))
            fits += [at < to_micros(wish.until), *([AUDIT.c.seq < row[0]] if row else [])]
        return fits

    async def of_subject(self, subject: str, limit: int) -> tuple[AuditLine, ...]:
        """The last lines about one subject, newest first."""
        await self.flush()
        rows = await self._work.all(
            select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.seq.desc()).limit(limit)
        )
        return tuple([await self._read(row) for row in rows])

    async def verify(self) -> AuditReport:
        """Check the whole chain and its checkpoints; name whatever is wrong."""
        await self.flush()
        return await verify(self._work, self._checkpoints.read())

    async def _head(self) -> Head:
        row = await self._work.first(_HEAD_HELD if self._work.locks else _HEAD)
        if row is not None:
            return Head(row.seq, row.link)
        await self._work.add_once(AUDIT_HEAD, {"id": 1, "seq": 0, "link": GENESIS})
        return await self._head()

    async def _chained(self, head: Head, line: tuple[datetime, str, str, str, Mapping[str, Any]]) -> dict[str, Any]:
        at, event, actor, subject, detail = line
        seq = head.seq + 1
        sealed = await self._work.seal(SUBJECT, AUDIT, "detail", str(seq), detail)
        link = self._work.secrets.chain(head.link, canonical(seq, at, event, actor, subject, sealed))
        return {
            "seq": seq,
            "at": at,
            "event": event,
            "actor": actor,
            "subject": subject,
            "detail_sealed": sealed,
            "link": link,
        }

    async def _read(self, row: Row[Any]) -> AuditLine:
        detail = await self._work.open(SUBJECT, AUDIT, "detail", str(row.seq), row.detail_sealed)
        return AuditLine(row.seq, row.at, row.event, row.actor, row.subject, detail)
