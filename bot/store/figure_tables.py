"""The table that figures are computed with: the practice's time in stretches, so that the database itself can count hours."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table

from bot.store.tables import METADATA

CALENDAR = Table(
    "calendar",
    METADATA,
    Column("begins_at", BigInteger, primary_key=True, autoincrement=False),  # microseconds, to be counted with
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("before", BigInteger, nullable=False),  # microseconds of opening time until then
)
