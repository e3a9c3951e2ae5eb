"""Figures of the desk, computed by the database over columns it can read. No item is loaded and nothing is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from bot.queue.item import LIVE
from bot.store.figure_tables import CALENDAR
from bot.store.reminders import owed_at
from bot.store.tables import ITEMS
from bot.store.types import MICROSECOND, Moment, to_micros
from bot.store.work import Work
from policies.calendar import Stretch

BY = ("all", "kind", "hour", "weekday")
"""What figures are told apart by."""
MEASURES = ("first_open", "first_clock", "done_open", "done_clock")
"""First answer and finish, each in opening time and by the clock."""
AGES = (1, 4, 24, 72, 168)
"""Hours at which one group of ages ends and the next begins."""
_HOUR = 3_600_000_000
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What is live of one kind."""

    kind: str
    open: int
    taken: int
    overdue: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many requests came in within a group, and what became of them."""

    by: str
    key: str
    came: int
    answered: int
    in_time: int
    closed: int


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """How one measure spreads within a group: half are as quick as the median, nine of ten as the other."""

    by: str
    key: str
    measure: str
    count: int
    median: timedelta
    ninth: timedelta


class Figures:
    """Counts. `kinds` bounds everything to what may be seen."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def first(self) -> datetime | None:
        """When the first request of all came in."""
        found = select(ITEMS.c.created_at).order_by(ITEMS.c.created_at, ITEMS.c.ref).limit(1)
        row = await self._work.first(found)
        return row[0] if row else None

    async def put_calendar(self, stretches: Iterable[Stretch]) -> None:
        """Keep the practice's time in place of what was kept before."""
        await self._work.run(delete(CALENDAR))
        rows = [_kept(one) for one in stretches]
        for begin in range(0, len(rows), _AT_ONCE):
            await self._work.run(CALENDAR.insert(), rows[begin : begin + _AT_ONCE])

    async def load(self, kinds: tuple[str, ...], now: datetime) -> tuple[LoadRow, ...]:
        """What is live now, by kind."""
        rows = await self._work.all(_LOAD, {"kinds": kinds, "now": now})
        return tuple(LoadRow(row.kind, row.open, row.taken, row.overdue, row.oldest) for row in rows)

    async def ages(self, kinds: tuple[str, ...], now: datetime) -> Mapping[tuple[int, str], int]:
        """How many live requests stand in each group of ages (its number), by state."""
        rows = await self._work.all(_ages(), {"kinds": kinds, "now": to_micros(now)})
        return {(row.age, row.status): row.many for row in rows}

    async def counts(self, kinds: tuple[str, ...], since: datetime, until: datetime) -> tuple[CountRow, ...]:
        """How many came in within the range, by each group."""
        rows = await self._work.all(_counts(), {"kinds": kinds, "since": since, "until": until})
        return tuple(CountRow(r.by, r.key, r.came, r.answered, r.in_time or 0, r.closed) for r in rows)

    async def spreads(self, kinds: tuple[str, ...], since: datetime, until: datetime) -> tuple[SpreadRow, ...]:
        """How quick the first answer and the finish were, for what came in within the range, by each group."""
        rows = await self._work.all(_spreads(), {"kinds": kinds, "since": since, "until": until})
        return tuple(
            SpreadRow(r.by, r.key, r.measure, r.many, r.median * MICROSECOND, r.ninth * MICROSECOND) for r in rows
        )


def _kept(one: Stretch) -> dict[str, Any]:
    return {
        "begins_at": to_micros(one.begins),
        "weekday": one.weekday,
        "hour": one.hour,
        "open": one.open,
        "before": one.before // MICROSECOND,
    }


# --- statements, each built once -------------------------------------------------------------------------------

_KINDS = ITEMS.c.kind.in_(bindparam("kinds", expanding=True))
_NOW = bindparam("now", type_=Moment)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_LATE = owed_at < _NOW
_LOAD = (
    select(
        ITEMS.c.kind,
        _sum(ITEMS.c.status == "open").label("open"),
        _sum(ITEMS.c.status == "taken").label("taken"),
        _sum(_LATE).label("overdue"),
        func.min(ITEMS.c.created_at).label("oldest"),
    )
    .where(ITEMS.c.status.in_(LIVE), _KINDS)
    .group_by(ITEMS.c.kind)
)


def _micros(column: ColumnElement[Any]) -> ColumnElement[int]:
    """A moment as the number it is kept as."""
    return type_coerce(column, BigInteger)


@cache
def _ages() -> Select[Any]:
    age = bindparam("now", type_=BigInteger) - _micros(ITEMS.c.created_at)
    group = case(*((age < hours * _HOUR, number) for number, hours in enumerate(AGES)), else_=len(AGES)).label("age")
    inner = select(group, ITEMS.c.status).where(ITEMS.c.status.in_(LIVE), _KINDS).subquery()
    return select(inner.c.age, inner.c.status, func.count().label("many")).group_by(inner.c.age, inner.c.status)


def _open_until(moment: ColumnElement[int]) -> ColumnElement[int]:
    """The opening time from the beginning of the calendar until a moment."""
    within = case((CALENDAR.c.open, moment - CALENDAR.c.begins_at), else_=0)
    found = select(CALENDAR.c.before + within).where(CALENDAR.c.begins_at <= moment)
    return found.order_by(CALENDAR.c.begins_at.desc()).limit(1).scalar_subquery()


def _timed() -> CTE:
    """Every request of the range with its times; computed once, however often it is looked at."""
    came, first = _micros(ITEMS.c.created_at), _micros(ITEMS.c.first_reply_at)
    closed = case((ITEMS.c.status == "closed", _micros(ITEMS.c.closed_at)), else_=null())
    local = CALENDAR.alias("local")
    begun = select(func.max(CALENDAR.c.begins_at)).where(CALENDAR.c.begins_at <= came).scalar_subquery()
    since, until = bindparam("since", type_=Moment), bindparam("until", type_=Moment)
    timed = select(
        ITEMS.c.kind.label("kind"),
        cast(local.c.hour, Text).label("hour"),
        cast(local.c.weekday, Text).label("weekday"),
        first.label("first"),
        closed.label("closed"),
        _micros(ITEMS.c.target_at).label("target"),
        (_open_until(first) - _open_until(came)).label("first_open"),
        (first - came).label("first_clock"),
        (_open_until(closed) - _open_until(came)).label("done_open"),
        (closed - came).label("done_clock"),
    ).join_from(ITEMS, local, local.c.begins_at == begun)
    within = (_KINDS, ITEMS.c.created_at >= since, ITEMS.c.created_at < until)
    return timed.where(*within).cte("timed").prefix_with("MATERIALIZED")


def _key(timed: CTE, by: str) -> ColumnElement[Any]:
    return literal("", Text) if by == "all" else timed.c[by]


@cache
def _counts() -> Select[Any]:
    timed = _timed()
    parts = union_all(
        *(
            select(
                literal(by, Text).label("by"),
                _key(timed, by).label("key"),
                timed.c.first,
                timed.c.closed,
                timed.c.target,
            )
            for by in BY
        )
    ).subquery()
    return select(
        parts.c.by,
        parts.c.key,
        func.count().label("came"),
        func.count(parts.c.first).label("answered"),
        _sum(parts.c.first <= parts.c.target).label("in_time"),
        func.count(parts.c.closed).label("closed"),
    ).group_by(parts.c.by, parts.c.key)


@cache
def _spreads() -> Select[Any]:
    timed = _timed()
    each = [
        select(
            literal(by, Text).label("by"),
            _key(timed, by).label("key"),
            literal(measure, Text).label("measure"),
            timed.c[measure].label("value"),
        ).where(timed.c[measure].is_not(None))
        for by in BY
        for measure in MEASURES
    ]
    long = union_all(*each).subquery()
    group = (long.c.by, long.c.key, long.c.measure)
    place = func.row_number().over(partition_by=group, order_by=long.c.value).label("place")
    many = func.count().over(partition_by=group).label("many")
    ranked = select(*group, long.c.value, place, many).subquery()
    group = (ranked.c.by, ranked.c.key, ranked.c.measure)

    def at(rank: ColumnElement[int]) -> ColumnElement[int]:
        return func.max(case((ranked.c.place == rank, ranked.c.value)))

    median, ninth = at((ranked.c.many + 1) // 2), at((9 * ranked.c.many + 9) // 10)
    found = select(*group, func.max(ranked.c.many).label("many"), median.label("median"), ninth.label("ninth"))
    return found.group_by(*group)
