"""The practice's store: sealed records, one transaction at a time, on SQLite or PostgreSQL."""

import bot.store.right_sqlite  # noqa: F401  # first, before anything looks for SQLite
from bot.store.engines import open_engine
from bot.store.errors import ErasedRecord, NewerRecord, StoreAway, StoreError, TamperedRecord
from bot.store.outbox import IN_HAND
from bot.store.records import (
    AuditLine,
    AuditReport,
    AuditWish,
    Challenge,
    Credentials,
    Delivery,
    Entry,
    Grant,
    InboxRow,
    Link,
    Mail,
    OutRow,
    Window,
)
from bot.store.revisions import Draft, Revision
from bot.store.staff_records import HalfSession, Passkey, Staff, StaffSession, Visit, Ways
from bot.store.store import Store
from bot.store.unit import Unit

__all__ = [
    "IN_HAND",
    "AuditLine",
    "AuditReport",
    "AuditWish",
    "Challenge",
    "Credentials",
    "Delivery",
    "Draft",
    "Entry",
    "ErasedRecord",
    "Grant",
    "HalfSession",
    "InboxRow",
    "Link",
    "Mail",
    "NewerRecord",
    "OutRow",
    "Passkey",
    "Revision",
    "Staff",
    "StaffSession",
    "Store",
    "StoreAway",
    "StoreError",
    "TamperedRecord",
    "Unit",
    "Visit",
    "Ways",
    "Window",
    "open_engine",
]
