"""The tables of the watchdog: where staff can be mailed, and which reminders went out."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from bot.store.tables import ITEMS, METADATA
from bot.store.types import Moment, only

STAFF_ADDRESSES = Table(
    "staff_addresses",
    METADATA,
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    Column("changed_at", Moment, nullable=False),
    Column("refused_at", Moment),  # when a mail server said for good that there is no such mailbox
    Column("address_sealed", LargeBinary, nullable=False),
)

REMINDERS = Table(
    "reminders",
    METADATA,
    Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("due_at", Moment, primary_key=True),  # the moment that was missed: the next one is watched anew
    Column("at", Moment, nullable=False),
    Column("mails", Integer, nullable=False),
    Index("reminders_latest", "at", "ref"),
)

Index("items_owed", ITEMS.c.due_at, ITEMS.c.ref, **only("status IN ('open', 'taken')"))
"""What is live, soonest due first."""
