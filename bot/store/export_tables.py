"""The table of records that were handed out: whose, by whom, when, and why."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from bot.store.tables import METADATA
from bot.store.types import Moment

EXPORTS = Table(
    "record_exports",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), nullable=False),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("form", Text, nullable=False),  # page | json
    Column("reason_sealed", LargeBinary, nullable=False),
    Index("record_exports_of_patient", "patient_hash", "at"),
)
