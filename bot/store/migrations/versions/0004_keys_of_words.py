"""The words of a conversation get a key of their own, which can be destroyed without the rest."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Number the keys of words, and make the list of those that are to be destroyed."""
    op.add_column("conversations", Column("words_kid", Integer, nullable=False, server_default="2"))
    op.create_table(
        "doomed_keys",
        Column("subject", Text, primary_key=True),
        Column("kid", Integer, primary_key=True),
    )
