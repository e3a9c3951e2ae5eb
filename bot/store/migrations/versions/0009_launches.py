"""Openings of the Mini App that have counted, so that none counts twice, also after a restart."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Index, LargeBinary

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the list of what was opened."""
    op.create_table(
        "launches",
        Column("digest_hash", LargeBinary, primary_key=True),
        Column("expires", BigInteger, nullable=False),
        Index("launches_old", "expires"),
    )
