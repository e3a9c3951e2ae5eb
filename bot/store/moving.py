"""Moves of an item as they are kept: each one conditional change, counted, with what a second thought brings back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, or_, select, update

from bot.queue.item import LIVE, LastMove, Status
from bot.store.tables import ITEMS
from bot.store.threads import Threads
from bot.store.types import from_micros, to_micros
from bot.store.work import Work, keepable
from policies import roles

NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""When the next word is due while staff owe none: behind everything else in the list."""

Values = Mapping[str, Any]
_FREE: Values = {"status": Status.OPEN.value, "assignee": None, "taken_at": None}
_UNSETTLED: Values = {"closed_at": None, "outcome": None}
_PLAIN = ("status", "assignee", "role", "outcome", "list")
_TIMES = ("taken_at", "closed_at", "due_at")
_STANDS = select(ITEMS.c.kind, ITEMS.c.moves, ITEMS.c.last_move, *(ITEMS.c[name] for name in (*_PLAIN, *_TIMES))).where(
    ITEMS.c.ref == bindparam("reference")
)
_STANDS_HELD = _STANDS.with_for_update()


class Moves(Threads):
    """Moves items. Every method says whether it did: somebody may have been quicker, or it is not theirs to do."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._work = work

    async def take(self, ref: str, by: str, at: datetime, *, own_list: bool = True) -> bool:
        """Take an open item; False when somebody was quicker. Without `own_list` it leaves the list of a role for its kind's."""
        taken: Values = {"status": Status.TAKEN.value, "assignee": by, "taken_at": at}
        return await self._move(ref, "take", by, (Status.OPEN,), taken if own_list else {**taken, "role": None})

    async def release(self, ref: str, by: str) -> bool:
        """Give an item back; False for anybody who does not hold it."""
        return await self._move(ref, "release", by, (Status.TAKEN,), _FREE, ITEMS.c.assignee == by)

    async def close(self, ref: str, by: str, outcome: str, at: datetime) -> bool:
        """Close an item; False for anybody who does not hold it."""
        closed: Values = {"status": Status.CLOSED.value, "outcome": outcome, "closed_at": at}
        return await self._move(ref, "close", by, (Status.TAKEN,), closed, ITEMS.c.assignee == by)

    async def reopen(self, ref: str, due: datetime, by: str = "") -> bool:
        """Open a closed item again; it belongs to nobody then, and a word is due."""
        return await self._move(ref, "reopen", by, (Status.CLOSED,), {**_FREE, **_UNSETTLED, "due_at": due})

    async def hand(self, ref: str, by: str, to: str, role: str | None, at: datetime, holder: str | None) -> bool:
        """Hand an item to a person, who has it then. `holder` None: whoever has it. `role`: whose list it stands in."""
        given: Values = {"status": Status.TAKEN.value, "assignee": to, "taken_at": at, "role": role}
        before, *where = _from(holder)
        return await self._move(ref, "transfer", by, before, given, *where)

    async def forward(self, ref: str, by: str, role: str, holder: str | None) -> bool:
        """Hand an item to a role, of whom anybody may take it."""
        before, *where = _from(holder)
        return await self._move(ref, "transfer", by, before, {**_FREE, "role": role}, *where)

    async def withdraw(self, ref: str, patient_id: str, at: datetime) -> bool:
        """Take back an open item on the word of the patient, or of whoever sent it for them."""
        who = self._work.secrets.hash("patient", patient_id) if patient_id else None
        if who is None:
            return False
        own = or_(ITEMS.c.patient_hash == who, ITEMS.c.actor_hash == who)
        gone: Values = {"status": Status.WITHDRAWN.value, "closed_at": at}
        return await self._move(ref, "withdraw", "", (Status.OPEN,), gone, own)

    async def undo(self, ref: str, by: str, moves: int, since: datetime) -> LastMove | None:
        """Bring back how an item stood before somebody's own last move; None when it is too late, or not the last any more."""
        row = await self._stands(ref)
        last = read_last(row.last_move) if row else None
        if row is None or last is None or (last.by, row.moves) != (by, moves) or last.at < since:
            return None
        values: dict[str, Any] = {name: last.before[name] for name in _PLAIN}
        values |= {name: _moment(last.before[name]) for name in _TIMES}
        return last if await self._write(ref, row.moves, last_move=None, **values) else None

    async def _move(
        self, ref: str, verb: str, by: str, before: Collection[Status], values: Values, *where: ColumnElement[bool]
    ) -> bool:
        row = await self._stands(ref)
        if row is None or Status(row.status) not in before:
            return False
        listed = {"list": roles.list_of(row.kind, values["role"])} if "role" in values else {}
        return await self._write(ref, row.moves, *where, last_move=self._last(verb, by, row), **values, **listed)

    async def _write(self, ref: str, moves: int, *where: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401  # column values
        """One conditional change: it happens only if the item still stands as it was read."""
        here = (ITEMS.c.ref == ref, ITEMS.c.moves == moves, *where)
        changed = {"moves": moves + 1, "changed_at": self._work.clock()}
        return await self._work.changed(update(ITEMS).where(*here).values(**values, **changed))

    async def _stands(self, ref: str) -> Row[Any] | None:
        return await self._work.first(_STANDS_HELD if self._work.locks else _STANDS, {"reference": keepable(ref)})

    def _last(self, verb: str, by: str, row: Row[Any]) -> str:
        before: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
        before |= {name: to_micros(at) if (at := getattr(row, name)) else None for name in _TIMES}
        return json.dumps({"verb": verb, "by": by, "at": to_micros(self._work.clock()), "before": before})


def read_last(kept: str | None) -> LastMove | None:
    """The last move as it was kept."""
    if kept is None:
        return None
    raw = json.loads(kept)
    return LastMove(raw["verb"], raw["by"], from_micros(raw["at"]), raw["before"])


def _from(holder: str | None) -> tuple[Any, ...]:
    """Which items may be handed on: the holder's own, or, for who may reassign, any that is live."""
    return ((Status.TAKEN,), ITEMS.c.assignee == holder) if holder else (LIVE,)


def _moment(micros: Any) -> datetime | None:  # noqa: ANN401  # a value of JSON
    return None if micros is None else from_micros(micros)
