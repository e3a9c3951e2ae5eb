"""The worklist by key: which list an item stands in, when staff owe the next word, what was last done with it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text, text

revision = "0005"
down_revision = "0004"

NEVER = 253_402_300_799_000_000
"""Microseconds: the last second of the year 9999, for *staff owe nothing*. As in `bot/store/moving.py`."""

COLUMNS = (
    Column("list", Text, nullable=False, server_default="none"),
    Column("role", Text),
    Column("due_at", BigInteger, nullable=False, server_default="0"),
    Column("changed_at", BigInteger, nullable=False, server_default="0"),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("last_move", Text),
)
KNOWN = text(
    "UPDATE items SET list = kind, "
    "due_at = CASE WHEN first_reply_at IS NULL THEN COALESCE(target_at, created_at) ELSE :never END, "
    "changed_at = COALESCE(closed_at, first_reply_at, taken_at, created_at)"
).bindparams(never=NEVER)
TAKEN, SETTLED = text("status = 'taken'"), text("status IN ('closed', 'withdrawn')")


def upgrade() -> None:
    """Add the columns, fill them from what is known, and make the indexes that the pages are read by."""
    for column in COLUMNS:
        op.add_column("items", column)
    op.execute(KNOWN)
    op.create_index("items_work", "items", ["status", "list", "due_at", "ref", "kind", "assignee"])
    op.create_index("items_held", "items", ["assignee", "due_at", "ref"], sqlite_where=TAKEN, postgresql_where=TAKEN)
    op.create_index(
        "items_settled",
        "items",
        ["list", "closed_at", "ref", "kind"],
        sqlite_where=SETTLED,
        postgresql_where=SETTLED,
    )
    op.create_index("items_changed", "items", ["changed_at"])
