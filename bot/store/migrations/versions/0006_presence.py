"""Who has a request open just now."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "presence",
        Column("page", Text, primary_key=True),
        Column("ref", Text, nullable=False),
        Column("staff_id", Text, nullable=False),
        Column("seen_at", BigInteger, nullable=False),
        Column("typing_at", BigInteger),
    )
    op.create_index("presence_of_item", "presence", ["ref", "staff_id"])
    op.create_index("presence_old", "presence", ["seen_at"])
