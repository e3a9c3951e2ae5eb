"""The practice's store: sealed records, one transaction at a time, on SQLite or PostgreSQL."""

from bot.store.engines import open_engine  # first: it puts the right SQLite in place before SQLAlchemy looks for one
from bot.store.errors import ErasedRecord, NewerRecord, StoreError, TamperedRecord
from bot.store.records import (
    AuditLine,
    AuditReport,
    Challenge,
    Delivery,
    Entry,
    InboxRow,
    Link,
    Mail,
    OutRow,
    Staff,
    StaffSession,
    Window,
)
from bot.store.store import Store
from bot.store.unit import Unit

__all__ = [
    "AuditLine",
    "AuditReport",
    "Challenge",
    "Delivery",
    "Entry",
    "ErasedRecord",
    "InboxRow",
    "Link",
    "Mail",
    "NewerRecord",
    "OutRow",
    "Staff",
    "StaffSession",
    "Store",
    "StoreError",
    "TamperedRecord",
    "Unit",
    "Window",
    "open_engine",
]
