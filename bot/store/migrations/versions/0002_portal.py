"""The embedded portal: credentials of accounts, and single-use tokens that may replace them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "portal_accounts",
        Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
        Column("changed_at", BigInteger, nullable=False),
        Column("credentials_sealed", LargeBinary, nullable=False),
    )
    op.create_table(
        "portal_tokens",
        Column("token_hash", LargeBinary, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("who_hash", LargeBinary, nullable=False),
        Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
        Column("issued_at", BigInteger, nullable=False),
        Column("expires", BigInteger, nullable=False),
        Column("spent_at", BigInteger),
        Column("grant_sealed", LargeBinary, nullable=False),
        Index("portal_tokens_of", "who_hash", "kind"),
        Index("portal_tokens_old", "expires"),
    )
