"""Searching items: by key, newest first, along an index whatever is asked. Nothing sealed is read but the faces that are shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    LargeBinary,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    select,
    tuple_,
    union,
)

from bot.store.find_tables import ITEM_FINDS, SEARCHES
from bot.store.finding import Finds
from bot.store.item_rows import SHOWN, ItemRow, Key, item_row
from bot.store.tables import ITEMS
from bot.store.types import Moment
from bot.store.work import PRACTICE, keepable

KEPT = timedelta(hours=12)
"""How long what somebody searched for can be gone back to: a working day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for: within these lists, and everything that is given has to fit."""

    lists: tuple[str, ...]
    names: tuple[bytes, ...] = ()
    dob: bytes | None = None
    since: datetime | None = None
    until: datetime | None = None
    outcome: str | None = None
    kind: str | None = None

    @property
    def of_person(self) -> bool:
        """Whether somebody is looked for."""
        return bool(self.names) or self.dob is not None


class Searching(Finds):
    """Finds items, and keeps what was asked for a while, so that a page of results has an address without a word in it."""

    async def by_ref(self, ref: str, lists: tuple[str, ...]) -> tuple[ItemRow, ...]:
        """The item of a reference, if it is one of these lists."""
        found = select(*SHOWN).where(ITEMS.c.ref == keepable(ref), ITEMS.c.list.in_(lists))
        return tuple(item_row(row, "created_at") for row in await self._work.all(found))

    async def page(self, wanted: Wanted, limit: int, key: Key | None = None) -> tuple[ItemRow, ...]:
        """At most so many items behind a key, newest first."""
        finds = wanted.names or ((wanted.dob,) if wanted.dob else ())
        values: dict[str, Any] = {f"find_{number}": one for number, one in enumerate(finds)}
        if finds:
            values["lists"] = wanted.lists
        else:
            values |= {f"list_{number}": one for number, one in enumerate(wanted.lists)}
        born = wanted.dob if wanted.names else None
        given = {"born": born, **{name: getattr(wanted, name) for name in ("since", "until", "outcome", "kind")}}
        values |= {name: value for name, value in given.items() if value is not None}
        values |= {"key_at": key.at, "key_ref": keepable(key.ref)} if key else {}
        flags = tuple(name in values for name in ("born", "since", "until", "outcome", "kind", "key_at"))
        statement = _statement(_Shape(len(wanted.lists), len(finds), *flags))
        refs = [row.ref for row in await self._work.all(statement, {**values, "most": limit})]
        rows = (
            {row.ref: item_row(row, "created_at") for row in await self._work.all(_ROWS, {"refs": refs})}
            if refs
            else {}
        )
        return tuple(rows[ref] for ref in refs if ref in rows)

    async def keep(self, staff_id: str, asked: Mapping[str, str], at: datetime) -> str:
        """Keep what somebody searched for; what older searches asked is forgotten by that."""
        ident = secrets.token_urlsafe(16)
        await self._work.run(delete(SEARCHES).where(SEARCHES.c.made_at < at - KEPT))
        sealed = await self._work.seal(PRACTICE, SEARCHES, "asked", ident, asked)
        await self._work.add(SEARCHES, {"id": ident, "staff_id": staff_id, "made_at": at, "asked_sealed": sealed})
        return ident

    async def kept(self, ident: str, staff_id: str, now: datetime) -> Mapping[str, str] | None:
        """What they searched for; None for somebody else's search, and for one that is too old."""
        here = (SEARCHES.c.id == keepable(ident), SEARCHES.c.staff_id == staff_id, SEARCHES.c.made_at > now - KEPT)
        row = await self._work.first(select(SEARCHES).where(*here))
        return await self._work.open(PRACTICE, SEARCHES, "asked", row.id, row.asked_sealed) if row else None


# --- statements, each built once for its shape ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    lists: int
    finds: int
    born: bool
    since: bool
    until: bool
    outcome: bool
    kind: bool
    keyed: bool


_ROWS = select(*SHOWN).where(ITEMS.c.ref.in_(bindparam("refs", expanding=True)))


@cache
def _statement(shape: _Shape) -> Select[Any]:
    """One short, ordered stretch of an index for each hash, or for each list; and the newest of all of them."""
    if shape.finds:
        short = [_by_find(shape, number) for number in range(shape.finds)]
    else:
        short = [_by_list(shape, number) for number in range(shape.lists)]
    found = union(*[select(one.subquery()) for one in short]).subquery()
    return select(found).order_by(found.c.created_at.desc(), found.c.ref.desc()).limit(_most())


def _by_find(shape: _Shape, number: int) -> Select[Any]:
    """Items that stand under a hash, and under that of a birthday as well if one is given."""
    found = select(ITEM_FINDS.c.created_at, ITEM_FINDS.c.ref)
    found = found.where(ITEM_FINDS.c.find_hash == bindparam(f"find_{number}", type_=LargeBinary), _fits_item(shape))
    if shape.born:
        born = ITEM_FINDS.alias("born")
        same = and_(born.c.created_at == ITEM_FINDS.c.created_at, born.c.ref == ITEM_FINDS.c.ref)
        found = found.join(born, same).where(born.c.find_hash == bindparam("born", type_=LargeBinary))
    return _stretch(shape, found, ITEM_FINDS.c.created_at, ITEM_FINDS.c.ref)


def _fits_item(shape: _Shape) -> ScalarSelect[bool]:
    """Whether the item of a hash may be seen and ended as is asked for.

    Asked of each in turn, as a value: no database joins all items for it, however many it takes the name to have.
    """
    fits = and_(ITEMS.c.list.in_(bindparam("lists", expanding=True)), *_ended(shape))
    return select(fits).where(ITEMS.c.ref == ITEM_FINDS.c.ref).correlate(ITEM_FINDS).scalar_subquery()


def _by_list(shape: _Shape, number: int) -> Select[Any]:
    found = select(ITEMS.c.created_at, ITEMS.c.ref).where(ITEMS.c.list == bindparam(f"list_{number}", type_=Text))
    found = found.where(*_ended(shape))
    return _stretch(shape, found, ITEMS.c.created_at, ITEMS.c.ref)


def _ended(shape: _Shape) -> list[ColumnElement[bool]]:
    """The kind and the end that are asked for."""
    asked = (("kind", ITEMS.c.kind, shape.kind), ("outcome", ITEMS.c.outcome, shape.outcome))
    return [column == bindparam(name, type_=Text) for name, column, given in asked if given]


def _stretch(shape: _Shape, found: Select[Any], at: ColumnElement[Any], ref: ColumnElement[Any]) -> Select[Any]:
    """Those of the days that are given and behind the key, newest first, at most a page of them."""
    if shape.since:
        found = found.where(at >= bindparam("since", type_=Moment))
    if shape.until:
        found = found.where(at < bindparam("until", type_=Moment))
    if shape.keyed:
        key = tuple_(bindparam("key_at", type_=Moment), bindparam("key_ref", type_=Text))
        found = found.where(tuple_(at, ref) < key)
    return found.order_by(at.desc(), ref.desc()).limit(_most())


def _most() -> BindParameter[int]:
    return bindparam("most", type_=Integer)
