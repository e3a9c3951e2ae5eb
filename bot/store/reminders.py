"""What waits past its time, and which reminders of it went out: each once for a request, a step and a missed moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, text

from bot.store.tables import ITEMS
from bot.store.watch_tables import REMINDERS
from bot.store.work import Work
from policies.watchdog import HOLDER, LEAD, Late

owed_at = ITEMS.c.due_at
"""When staff owe a word."""
_OWED = text("items.status IN ('open', 'taken')")
_SHOWN = (ITEMS.c.ref, ITEMS.c.kind, ITEMS.c.list, ITEMS.c.priority, ITEMS.c.status, ITEMS.c.assignee, ITEMS.c.taken_at)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder that went out, and to how many people."""

    ref: str
    kind: str
    step: str
    due: datetime
    at: datetime
    mails: int


class Reminders:
    """Finds what is late, and remembers what was said about it."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def late(self, now: datetime, limit: int = 500) -> tuple[Late, ...]:
        """What was owed by now, has no answer, and is not through all steps; the longest overdue first."""
        found = select(*_SHOWN, owed_at.label("due")).where(_OWED, owed_at <= now, ~_all_said())
        found = found.order_by(owed_at, ITEMS.c.ref).limit(limit)
        return tuple(
            Late(row.ref, row.kind, row.list, row.priority, row.due, row.assignee, row.taken_at)
            for row in await self._work.all(found)
        )

    async def done(self, late: tuple[Late, ...]) -> Mapping[tuple[str, datetime], frozenset[str]]:
        """Which steps were taken already, by request and missed moment."""
        found = select(REMINDERS.c.ref, REMINDERS.c.due_at, REMINDERS.c.step)
        rows = await self._work.all(found.where(REMINDERS.c.ref.in_([one.ref for one in late])))
        steps: dict[tuple[str, datetime], frozenset[str]] = {}
        for row in rows:
            steps[row.ref, row.due_at] = steps.get((row.ref, row.due_at), frozenset()) | {row.step}
        return steps

    async def take(self, late: Late, step: str, at: datetime, mails: int) -> bool:
        """Take a step; False when another program, or an earlier look, has taken it."""
        values = {"ref": late.ref, "step": step, "due_at": late.due, "at": at, "mails": mails}
        return await self._work.add_once(REMINDERS, values)

    async def latest(self, lists: tuple[str, ...], limit: int) -> tuple[Reminder, ...]:
        """The last reminders about what stands in these lists, newest first."""
        kind, seen = (
            select(one).where(ITEMS.c.ref == REMINDERS.c.ref).scalar_subquery() for one in (ITEMS.c.kind, ITEMS.c.list)
        )  # As values, not by a join: the newest reminders are gone along until there are enough.
        found = select(REMINDERS, kind.label("kind")).where(seen.in_(lists))
        found = found.order_by(REMINDERS.c.at.desc(), REMINDERS.c.ref.desc()).limit(limit)
        rows = await self._work.all(found)
        return tuple(Reminder(row.ref, row.kind, row.step, row.due_at, row.at, row.mails) for row in rows)


def _all_said() -> ColumnElement[bool]:
    """The lead knows, and who has it was reminded if anybody has it."""
    return and_(_said(LEAD), or_(ITEMS.c.assignee.is_(None), _said(HOLDER)))


def _said(step: str) -> ColumnElement[bool]:
    """Asked as a value, of each that is late: no database goes through all reminders there ever were for it."""
    one = REMINDERS.alias()
    here = (one.c.ref == ITEMS.c.ref, one.c.step == step, one.c.due_at == owed_at)
    return select(one.c.ref).where(*here).limit(1).scalar_subquery().is_not(None)
