"""The worklist as pages read it: a page by its key, counts by the database, and nothing that is sealed.

What is asked of the database grows with the page and with the work that is open, never with what was ever done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    TextClause,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    union_all,
)

from bot.queue.item import LIVE
from bot.store.item_rows import SHOWN, ItemRow, Key, item_row
from bot.store.tables import ITEMS
from bot.store.types import Moment
from bot.store.work import Work, keepable

MOST_SETTLED = 1_000
"""Closed items are counted up to here: how many there ever were helps nobody, and counting them would never end."""
_SETTLED = text("items.status IN ('closed', 'withdrawn')")
_HELD = text("items.status = 'taken'")
Where = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items: of these lists, in these states; or held by somebody; perhaps of one kind, perhaps due before a time."""

    lists: tuple[str, ...]
    statuses: tuple[str, ...] = LIVE  # none: what is settled, newest first
    kind: str | None = None
    holder: str | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many live items of one list and kind stand in a state, and how many of them are overdue."""

    status: str
    kind: str
    count: int
    overdue: int
    mine: int


class Worklist:
    """Reads pages of the worklist, and counts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def page(
        self, wanted: Wanted, limit: int, key: Key | None = None, *, backwards: bool = False
    ) -> tuple[ItemRow, ...]:
        """At most so many rows behind a key, or before it; in the order of the list either way."""
        values = _values(wanted) | {"most": limit}
        if key is not None:
            values |= {"key_at": key.at, "key_ref": keepable(key.ref)}
        statement = _page(_shape(wanted), keyed=key is not None, backwards=backwards)
        rows = [item_row(row, "sort_at") for row in await self._work.all(statement, values)]
        return tuple(reversed(rows)) if backwards else tuple(rows)

    async def tallies(self, lists: tuple[str, ...], me: str, now: datetime) -> tuple[Tally, ...]:
        """What is live in these lists, by state and kind; how much of it is overdue, and how much somebody holds."""
        rows = await self._work.all(_TALLIES, {"lists": lists, "me": me, "now": now})
        return tuple(Tally(row.status, row.kind, row.many, row.overdue, row.mine) for row in rows)

    async def settled(self, lists: tuple[str, ...], kind: str | None = None) -> int:
        """How many items are closed or taken back, counted up to a bound."""
        wanted = Wanted(lists, (), kind)
        found = await self._work.run(_settled(_shape(wanted)), _values(wanted) | {"most": MOST_SETTLED + 1})
        return int(found.scalar() or 0)

    async def newest_change(self) -> datetime | None:
        """When anything in the worklist last changed."""
        return (await self._work.run(_NEWEST)).scalar()

    async def changed_at(self, ref: str) -> datetime | None:
        """When one item last changed."""
        return (await self._work.run(_CHANGED, {"reference": keepable(ref)})).scalar()


# --- statements, each built once for its shape ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    lists: int
    statuses: tuple[str, ...]
    kind: bool
    holder: bool
    due_before: bool


def _shape(wanted: Wanted) -> _Shape:
    due_before = wanted.due_before is not None
    return _Shape(len(wanted.lists), wanted.statuses, wanted.kind is not None, wanted.holder is not None, due_before)


def _values(wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {f"list_{number}": one for number, one in enumerate(wanted.lists)}
    asked = {"kind": wanted.kind, "holder": wanted.holder, "due_before": wanted.due_before}
    return values | {name: value for name, value in asked.items() if value is not None}


@cache
def _page(shape: _Shape, *, keyed: bool, backwards: bool) -> Select[Any]:
    """One short, ordered stretch of an index for each list and state, and the first of all of them."""
    parts = [_part(shape, where, keyed=keyed, backwards=backwards) for where in _branches(shape)]
    joined = union_all(*(select(part) for part in parts)).subquery() if len(parts) > 1 else parts[0]
    down = backwards == bool(shape.statuses or shape.holder)
    return select(joined).order_by(*_ordered(joined.c.sort_at, joined.c.ref, down=down)).limit(_most())


def _part(shape: _Shape, where: Sequence[Where], *, keyed: bool, backwards: bool) -> Subquery:
    live = bool(shape.statuses or shape.holder)
    at = ITEMS.c.due_at if live else ITEMS.c.closed_at
    found = select(*SHOWN, at.label("sort_at")).where(*where)
    down = backwards == live
    if keyed:
        here = tuple_(at, ITEMS.c.ref)
        key = tuple_(bindparam("key_at", type_=Moment), bindparam("key_ref", type_=Text))
        found = found.where(here < key if down else here > key)
    return found.order_by(*_ordered(at, ITEMS.c.ref, down=down)).limit(_most()).subquery()


def _branches(shape: _Shape) -> list[list[Where]]:
    extra: list[Where] = [ITEMS.c.kind == bindparam("kind", type_=Text)] if shape.kind else []
    if shape.due_before:
        extra.append(ITEMS.c.due_at < bindparam("due_before", type_=Moment))
    lists = [ITEMS.c["list"] == bindparam(f"list_{number}", type_=Text) for number in range(shape.lists)]
    if shape.holder:
        return [[_HELD, ITEMS.c.assignee == bindparam("holder", type_=Text), or_(*lists), *extra]]
    if not shape.statuses:
        return [[_SETTLED, one, *extra] for one in lists]
    states = [ITEMS.c.status == literal(status) for status in shape.statuses]
    return [[state, one, *extra] for state in states for one in lists]


@cache
def _settled(shape: _Shape) -> Select[Any]:
    parts = [select(ITEMS.c.ref).where(*where).limit(_most()).subquery() for where in _branches(shape)]
    some = union_all(*(select(part) for part in parts)).limit(_most()).subquery()
    return select(func.count()).select_from(some)


_LISTS = ITEMS.c["list"].in_(bindparam("lists", expanding=True))
_LATE = case((ITEMS.c.due_at < bindparam("now", type_=Moment), 1), else_=0)
_MINE = case((and_(_HELD, ITEMS.c.assignee == bindparam("me")), 1), else_=0)
_TALLIES = (
    select(
        ITEMS.c.status,
        ITEMS.c.kind,
        func.count().label("many"),
        func.sum(_LATE).label("overdue"),
        func.sum(_MINE).label("mine"),
    )
    .where(ITEMS.c.status.in_(LIVE), _LISTS)
    .group_by(ITEMS.c.status, ITEMS.c.kind)
)
_NEWEST = select(func.max(ITEMS.c.changed_at))
_CHANGED = select(ITEMS.c.changed_at).where(ITEMS.c.ref == bindparam("reference"))


def _most() -> BindParameter[int]:
    return bindparam("most", type_=Integer)


def _ordered(at: ColumnElement[Any], ref: ColumnElement[Any], *, down: bool) -> tuple[Any, Any]:
    return (at.desc(), ref.desc()) if down else (at.asc(), ref.asc())
