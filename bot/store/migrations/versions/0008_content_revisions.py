"""What the practice changes of its own content: revisions that were published, and drafts."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "content_revisions",
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("piece", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("put_back", Integer),
        Column("mark", Text, nullable=False),
        Column("value_sealed", LargeBinary, nullable=False),
        Index("content_revisions_of_piece", "piece", "number"),
    )
    op.create_table(
        "content_drafts",
        Column("piece", Text, primary_key=True),
        Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("base", Integer, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("draft_sealed", LargeBinary, nullable=False),
    )
