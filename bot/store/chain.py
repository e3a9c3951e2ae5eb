"""Verifies the chain of the audit against itself and against its signed checkpoints, and names what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.store.checkpoints import Checkpoint
from bot.store.records import AuditReport
from bot.store.tables import AUDIT, AUDIT_HEAD
from bot.store.types import to_micros
from bot.store.work import Work

GENESIS = bytes(32)
EVERY = 100
"""A checkpoint is signed at least every so many lines."""
BATCH = 1000
PUT_BACK = timedelta(minutes=1)
"""Clocks of several programs may differ by less than this."""
Problem = tuple[int | None, str]
"""The line of the chain from which on it does not hold (None: the chain itself does), and what is wrong in words."""


def canonical(seq: int, at: datetime, event: str, actor: str, subject: str, sealed: bytes) -> bytes:
    """One line as it goes into the chain. Its parts cannot run into each other."""
    parts = (str(seq).encode(), str(to_micros(at)).encode(), event.encode(), actor.encode(), subject.encode(), sealed)
    return b"".join(len(part).to_bytes(4) + part for part in parts)


async def verify(work: Work, checkpoints: Sequence[Checkpoint | None]) -> AuditReport:
    """Walk the whole chain. A checkpoint that is None is a line of their file that is not signed by this practice."""
    walk = _Walk(work, {one.seq for one in checkpoints if one})
    async for row in _lines(work):
        walk.step(row)
    of_head, of_checkpoints = await _of_head(work, walk), _of_checkpoints(checkpoints, walk)
    problems = [*walk.problems, *of_head, *of_checkpoints]
    broken = min((line for line, _ in problems if line is not None), default=None)
    return AuditReport(walk.count, len(checkpoints), tuple(text for _, text in problems), broken)


class _Walk:
    """Where the verification stands in the chain."""

    def __init__(self, work: Work, wanted: set[int]) -> None:
        self.problems: list[Problem] = []
        self.count = self.last = 0
        self.link = GENESIS
        self.links: dict[int, bytes] = {}
        self._work, self._wanted = work, wanted
        self._at: datetime | None = None

    def step(self, row: Row[Any]) -> None:
        """Look at one line, compared with what the one before it says of itself: each fault is named once."""
        if row.seq != self.last + 1:
            self.problems.append((self.last + 1, f"{_span(self.last + 1, row.seq - 1)} missing"))
        else:
            expected = self._work.secrets.chain(
                self.link, canonical(row.seq, row.at, row.event, row.actor, row.subject, row.detail_sealed)
            )
            if expected != row.link:
                self.problems.append((row.seq, f"line {row.seq} was changed, moved or put in"))
        if self._at is not None and row.at < self._at - PUT_BACK:
            text = f"line {row.seq} is older than the line before it: the clock was put back"
            self.problems.append((None, text))
        self.count, self.last, self.link, self._at = self.count + 1, row.seq, row.link, row.at
        if row.seq in self._wanted:
            self.links[row.seq] = row.link


async def _lines(work: Work) -> AsyncIterator[Row[Any]]:
    last = -1
    while rows := await work.all(select(AUDIT).where(AUDIT.c.seq > last).order_by(AUDIT.c.seq).limit(BATCH)):
        for row in rows:
            yield row
        last = rows[-1].seq


async def _of_head(work: Work, walk: _Walk) -> list[Problem]:
    head = await work.first(select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.link))
    if head is None:
        return [(walk.last + 1, "the head of the chain is missing")] if walk.count else []
    if head.seq > walk.last:
        return [(walk.last + 1, f"{_span(walk.last + 1, head.seq)} cut off at the end")]
    if head.seq < walk.last:
        return [(head.seq + 1, f"{_span(head.seq + 1, walk.last)} put in at the end")]
    return [] if head.link == walk.link else [(walk.last, "the head of the chain was changed")]


def _of_checkpoints(checkpoints: Sequence[Checkpoint | None], walk: _Walk) -> list[Problem]:
    found = [_of_checkpoint(number, one, walk) for number, one in enumerate(checkpoints, start=1)]
    problems = [one for one in found if one is not None]
    signed = max((one.seq for one in checkpoints if one), default=0)
    if walk.last - signed > 2 * EVERY:
        text = f"{_span(signed + 1, walk.last)} not covered by a checkpoint: the checkpoint file was shortened or lost"
        problems.append((None, text))
    return problems


def _of_checkpoint(number: int, one: Checkpoint | None, walk: _Walk) -> Problem | None:
    if one is None:
        return None, f"line {number} of the checkpoint file was not signed by this practice"
    if one.seq > walk.last:
        text = f"line {one.seq}, signed on {one.at}, is gone: lines were cut off, or an older database was put back"
        return walk.last + 1, text
    if walk.links.get(one.seq) != one.link:
        return one.seq, f"line {one.seq} is not what was signed on {one.at}: the chain was written anew"
    return None


def _span(first: int, last: int) -> str:
    return f"line {first} is" if first == last else f"lines {first} to {last} are"
