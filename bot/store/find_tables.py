"""The tables of search: people by keyed hashes of their names and birthdays, searches as staff made them, and how items are found."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from bot.store.tables import ITEMS, METADATA
from bot.store.types import Moment, only

FINDS = Table(
    "patient_finds",
    METADATA,
    Column("find_hash", LargeBinary, primary_key=True),
    Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
    Index("finds_of_patient", "patient_hash"),
)

ITEM_FINDS = Table(
    "item_finds",
    METADATA,
    Column("find_hash", LargeBinary, primary_key=True),
    Column("created_at", Moment, primary_key=True),  # of the item: a page of finds is a stretch of this index
    Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
    Index("finds_of_item", "ref"),
)

SEARCHES = Table(
    "staff_searches",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("asked_sealed", LargeBinary, nullable=False),
    Index("staff_searches_old", "made_at"),
)

Index("items_by_list", ITEMS.c.list, ITEMS.c.created_at, ITEMS.c.ref, ITEMS.c.kind)
Index(
    "items_by_outcome",
    ITEMS.c.list,
    ITEMS.c.outcome,
    ITEMS.c.created_at,
    ITEMS.c.ref,
    ITEMS.c.kind,
    **only("outcome IS NOT NULL"),
)
