"""The practice's store: sealed records, one transaction at a time, on SQLite or PostgreSQL."""

import bot.store.right_sqlite  # noqa: F401  # first, before anything looks for SQLite
from bot.store.engines import open_engine
from bot.store.errors import ErasedRecord, NewerRecord, StoreError, TamperedRecord
from bot.store.records import (
    AuditLine,
    AuditReport,
    Challenge,
    Credentials,
    Delivery,
    Entry,
    Grant,
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
    "Credentials",
    "Delivery",
    "Entry",
    "ErasedRecord",
    "Grant",
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
