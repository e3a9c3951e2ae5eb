"""The tables of what became of staff replies: where each stands, who was told of it and how, and who is to be phoned."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, Table, Text

from bot.store.tables import METADATA
from bot.store.types import Moment, only

REPLIES = Table(
    "replies",
    METADATA,
    Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("inbox_at", Moment, nullable=False),
    Column("entry", Integer),  # its line of the transcript; none while it waits for the patient to prove who they are
    Column("shown_at", Moment),
    Column("read_at", Moment),
    Index("replies_unread", "conversation_id", "entry", **only("read_at IS NULL")),
)

NOTICES = Table(
    "reply_notices",
    METADATA,
    Column("ref", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("way", Text, primary_key=True),
    Column("step", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text),
    ForeignKeyConstraint(("ref", "seq"), ("replies.ref", "replies.seq")),
)

PHONE_TASKS = Table(
    "phone_tasks",
    METADATA,
    Column("about", Text, primary_key=True),  # a thread, or a conversation when the trouble is about no thread
    Column("ref", Text, ForeignKey("items.ref"), nullable=False),
)
