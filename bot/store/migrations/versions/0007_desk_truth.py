"""The truth of the desk: what became of replies, reminders, hours that figures count with, search, records handed out."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)

revision = "0007"
down_revision = "0006"

UNREAD = text("read_at IS NULL")
LIVE = text("status IN ('open', 'taken')")

IN_INBOX = """
INSERT INTO replies (ref, seq, conversation_id, inbox_at, shown_at, read_at)
SELECT l.ref, l.seq, i.conversation_id, l.at,
    CASE WHEN l.delivery = 'shown' THEN l.at END, CASE WHEN l.delivery = 'shown' THEN l.at END
FROM thread_lines l JOIN items i ON i.ref = l.ref WHERE l.author = 'staff'
    AND COALESCE(l.delivery, '') NOT IN ('held', 'taken_back')
"""
"""What was in a patient's chat counts as read: whether it was cannot be told any more, and it must not be shown again."""
READ = "UPDATE thread_lines SET delivery = 'read' WHERE delivery = 'shown'"


TABLES: tuple[tuple[Any, ...], ...] = (
    (
        "replies",
        Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
        Column("inbox_at", BigInteger, nullable=False),
        Column("entry", Integer),
        Column("shown_at", BigInteger),
        Column("read_at", BigInteger),
        Index("replies_unread", "conversation_id", "entry", sqlite_where=UNREAD, postgresql_where=UNREAD),
    ),
    (
        "reply_notices",
        Column("ref", Text, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("way", Text, primary_key=True),
        Column("step", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("reason", Text),
        ForeignKeyConstraint(("ref", "seq"), ("replies.ref", "replies.seq")),
    ),
    (
        "phone_tasks",
        Column("about", Text, primary_key=True),
        Column("ref", Text, ForeignKey("items.ref"), nullable=False),
    ),
    (
        "staff_addresses",
        Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
        Column("changed_at", BigInteger, nullable=False),
        Column("refused_at", BigInteger),
        Column("address_sealed", LargeBinary, nullable=False),
    ),
    (
        "reminders",
        Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
        Column("step", Text, primary_key=True),
        Column("due_at", BigInteger, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("mails", Integer, nullable=False),
        Index("reminders_latest", "at", "ref"),
    ),
    (
        "calendar",
        Column("begins_at", BigInteger, primary_key=True, autoincrement=False),
        Column("weekday", Integer, nullable=False),
        Column("hour", Integer, nullable=False),
        Column("open", Boolean, nullable=False),
        Column("before", BigInteger, nullable=False),
    ),
    (
        "patient_finds",
        Column("find_hash", LargeBinary, primary_key=True),
        Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
        Index("finds_of_patient", "patient_hash"),
    ),
    (
        "item_finds",
        Column("find_hash", LargeBinary, primary_key=True),
        Column("created_at", BigInteger, primary_key=True),
        Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
        Index("finds_of_item", "ref"),
    ),
    (
        "staff_searches",
        Column("id", Text, primary_key=True),
        Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
        Column("made_at", BigInteger, nullable=False),
        Column("asked_sealed", LargeBinary, nullable=False),
        Index("staff_searches_old", "made_at"),
    ),
    (
        "record_exports",
        Column("id", Text, primary_key=True),
        Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), nullable=False),
        Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("form", Text, nullable=False),
        Column("reason_sealed", LargeBinary, nullable=False),
        Index("record_exports_of_patient", "patient_hash", "at"),
    ),
)
ENDED = text("outcome IS NOT NULL")
OF_ITEMS: tuple[tuple[str, list[str], Any], ...] = (
    ("items_owed", ["due_at", "ref"], LIVE),
    ("items_by_list", ["list", "created_at", "ref", "kind"], None),
    ("items_by_outcome", ["list", "outcome", "created_at", "ref", "kind"], ENDED),
)


def upgrade() -> None:
    """Make the tables, and fill them from what is known."""
    op.add_column("outbox", Column("line", Integer))
    for name, *parts in TABLES:
        op.create_table(name, *parts)
    for name, columns, where in OF_ITEMS:
        op.create_index(name, "items", columns, sqlite_where=where, postgresql_where=where)
    for statement in (IN_INBOX, READ):
        op.execute(statement)
