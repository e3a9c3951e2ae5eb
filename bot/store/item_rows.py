"""An item as lists show it: what may be read without opening anything, and the key that a page of a list ends with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.store.moving import NEVER
from bot.store.tables import ITEMS

_SHOWN = (
    "ref kind priority status assignee role assurance outcome created_at closed_at first_reply_at due_at patient_hash "
    "moves"
).split()
SHOWN = tuple(ITEMS.c[name] for name in _SHOWN)
"""The columns of a row."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page ends: the time that the list is sorted by, and the reference."""

    at: datetime
    ref: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row. `due_at` None: staff owe no word."""

    ref: str
    kind: str
    priority: str
    status: str
    assignee: str | None
    role: str | None
    assurance: str
    outcome: str | None
    created_at: datetime
    closed_at: datetime | None
    first_reply_at: datetime | None
    due_at: datetime | None
    patient_hash: bytes | None
    moves: int
    key: Key


def item_row(row: Row[Any], sorted_by: str) -> ItemRow:
    """The row of a statement that asks for the columns `SHOWN`; `sorted_by` names the time that its list goes by."""
    values = {name: getattr(row, name) for name in _SHOWN}
    due_at = None if row.due_at == NEVER else row.due_at
    return ItemRow(**{**values, "due_at": due_at}, key=Key(getattr(row, sorted_by), row.ref))
