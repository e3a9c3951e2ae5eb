"""Which windows are linked since when and last used, which want no notices, and how a patient wants to be told."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Text

revision = "0010"
down_revision = "0009"

COLUMNS = (
    Column("via", Text),
    Column("linked_at", BigInteger),
    Column("used_at", BigInteger),
    Column("muted_at", BigInteger),
)
LINKED = (
    "UPDATE windows SET linked_at = bound_at WHERE conversation_id IN "
    "(SELECT id FROM conversations WHERE patient_hash IS NOT NULL)"
)
"""Windows of somebody who was confirmed before count as linked since they were opened: nobody is mailed about them now."""


def upgrade() -> None:
    """Add the columns, fill them from what is known, and make the table of wishes."""
    for column in COLUMNS:
        op.add_column("windows", column)
    op.execute(LINKED)
    op.create_table(
        "notice_wishes",
        Column("who_hash", LargeBinary, primary_key=True),
        Column("ways", Text, nullable=False),
        Column("night", Boolean, nullable=False),
        Column("changed_at", BigInteger, nullable=False),
    )
