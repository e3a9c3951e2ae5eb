"""The tables of the practice's own directory besides its patients: who works there, and pharmacies near by."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint

from bot.store.tables import METADATA
from bot.store.types import Growing

PROVIDERS = Table(
    "providers",
    METADATA,
    Column("id", Growing, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("portal", Boolean, nullable=False),
)

PHARMACIES = Table(
    "pharmacies",
    METADATA,
    Column("id", Growing, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("phone", Text),
    UniqueConstraint("name", "place", name="pharmacies_once"),
)
