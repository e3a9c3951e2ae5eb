"""Every table of the practice's database. What is readable there is needed to find or sort rows.

Sealed columns end in `_sealed`, keyed hashes in `_hash`. `subject` names the key a row is sealed with.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.types import Growing, Moment, only

METADATA = MetaData()


CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("state_sealed", LargeBinary, nullable=False),
    Column("entries", Integer, nullable=False, server_default="0"),  # how many lines the transcript has
    Column("words_kid", Integer, nullable=False, server_default="2"),  # which of its keys seals the words now
    Column("patient_hash", LargeBinary),
    Column("verified_at", Moment),
    Column("has_flow", Boolean, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Index("conversations_of_patient", "patient_hash", "verified_at"),
    Index("conversations_with_flow", "touched_at", **only("has_flow")),
    Index("conversations_touched", "touched_at"),
)

WINDOWS = Table(
    "windows",
    METADATA,
    Column("address_hash", LargeBinary, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("bound_at", Moment, nullable=False),
    Column("via", Text),  # how it was opened: `app` inside Telegram, `link` by a single-use link; else by itself
    Column("linked_at", Moment),  # since when it shows the conversation of somebody who was confirmed
    Column("used_at", Moment),
    Column("muted_at", Moment),  # nothing is sent there that was not asked for
    Index("windows_of_conversation", "conversation_id"),
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("id", Growing, primary_key=True, autoincrement=True),
    Column("event_hash", LargeBinary, nullable=False, unique=True),
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("event_sealed", LargeBinary),
    CheckConstraint("status IN ('waiting', 'done', 'quarantined')", name="inbox_status"),
    Index("inbox_waiting", "conversation_id", "id", **only("status = 'waiting'")),
    Index("inbox_recent", "conversation_id", "received_at"),
    Index("inbox_done", "received_at", **only("status = 'done'")),
    sqlite_autoincrement=True,
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("conversation_id", Text, ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("event_hash", LargeBinary),
    Column("body_sealed", LargeBinary, nullable=False),
    Index("entries_of_event", "event_hash", **only("event_hash IS NOT NULL")),
)

_UNSENT = "status IN ('pending', 'sending')"

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Growing, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("conversation_id", Text, ForeignKey("conversations.id")),
    Column("lane", Text, nullable=False),  # rows of one lane are sent one after the other
    Column("rank", Integer, nullable=False),  # 0 goes ahead of 1
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text),
    Column("line", Integer),  # of the thread of that item: the reply that is told of
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),
    Column("deadline", Moment),
    Column("sending_at", Moment),
    Column("done_at", Moment),
    Column("external_id", Text),
    Column("reason", Text),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("payload_sealed", LargeBinary),
    CheckConstraint(
        "status IN ('pending', 'sending', 'sent', 'uncertain', 'gave_up', 'expired')", name="outbox_status"
    ),
    Index("outbox_lane", "lane", "rank", "id", **only(_UNSENT)),
    Index("outbox_due", "due_at", **only(_UNSENT)),
    Index("outbox_of_item", "ref", **only("ref IS NOT NULL")),
    Index("outbox_done", "done_at", **only("done_at IS NOT NULL")),
    sqlite_autoincrement=True,
)

ITEMS = Table(
    "items",
    METADATA,
    Column("ref", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("patient_hash", LargeBinary),
    Column("actor_hash", LargeBinary),
    Column("basis", Text, nullable=False),
    Column("assurance", Text, nullable=False),
    Column("outcome", Text),
    Column("created_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("closed_at", Moment),
    Column("first_reply_at", Moment),
    Column("target_at", Moment),
    Column("list", Text, nullable=False, server_default="none"),  # its kind, or the role it was handed to
    Column("role", Text),
    Column("due_at", Moment, nullable=False, server_default="0"),  # far away while staff owe nothing
    Column("changed_at", Moment, nullable=False, server_default="0"),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("last_move", Text),  # who, when, and how it stood before: ids and names only
    Column("body_sealed", LargeBinary, nullable=False),
    CheckConstraint("status IN ('open', 'taken', 'closed', 'withdrawn')", name="items_status"),
    CheckConstraint("status <> 'taken' OR assignee IS NOT NULL", name="items_taken_by_somebody"),
    Index("items_work", "status", "list", "due_at", "ref", "kind", "assignee"),
    Index("items_held", "assignee", "due_at", "ref", **only("status = 'taken'")),
    Index("items_settled", "list", "closed_at", "ref", "kind", **only("status IN ('closed', 'withdrawn')")),
    Index("items_changed", "changed_at"),
    Index("items_by_status", "status", "created_at", "ref"),
    Index("items_by_age", "created_at", "ref"),
    Index("items_of_patient", "patient_hash", "created_at"),
    Index("items_of_actor", "actor_hash", "created_at"),
    Index("items_of_conversation", "conversation_id", "created_at"),
)

THREADS = Table(
    "thread_lines",
    METADATA,
    Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("key", Text),
    Column("author", Text, nullable=False),
    Column("by", Text),
    Column("at", Moment, nullable=False),
    Column("delivery", Text),
    Column("body_sealed", LargeBinary, nullable=False),
    UniqueConstraint("ref", "key", name="thread_lines_once"),
)

PATIENTS = Table(
    "patients",
    METADATA,
    Column("id_hash", LargeBinary, primary_key=True),
    Column("username_hash", LargeBinary),
    Column("identity_sealed", LargeBinary, nullable=False),
    Column("care_sealed", LargeBinary, nullable=False),
    Column("account_sealed", LargeBinary, nullable=False),
    Index("patients_by_username", "username_hash"),
)

CLAIMS = Table(
    "patient_claims",
    METADATA,
    Column("claim_hash", LargeBinary, primary_key=True),
    Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
    Index("claims_of_patient", "patient_hash"),
)

PROXIES = Table(
    "proxies",
    METADATA,
    Column("actor_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
    Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
    Column("terms_sealed", LargeBinary, nullable=False),
    Index("proxies_of_patient", "patient_hash"),
)

CHALLENGES = Table(
    "challenges",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("claim_sealed", LargeBinary, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("closed", Boolean, nullable=False),
    Index("challenges_open", "conversation_id", **only("NOT closed")),
    Index("challenges_old", "expires"),
)

LIMITS = Table(
    "limit_hits",
    METADATA,
    Column("id", Growing, primary_key=True, autoincrement=True),
    Column("bucket_hash", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index("limit_hits_of_bucket", "bucket_hash", "at"),
    Index("limit_hits_old", "at"),
)

LINKS = Table(
    "links",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("spent_at", Moment),
    Column("data_sealed", LargeBinary, nullable=False),
    Index("links_old", "expires"),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", Growing, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("event", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail_sealed", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Index("audit_of_subject", "subject", "seq"),
    Index("audit_of_actor", "actor", "seq"),
    Index("audit_of_event", "event", "seq"),
    Index("audit_by_time", "at", "seq"),
)

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Growing, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="audit_head_single"),
)

NOTES = Table("notes", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

MAILS = Table(
    "demo_mails",
    METADATA,
    Column("id", Growing, primary_key=True, autoincrement=True),
    Column("row", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("mail_sealed", LargeBinary, nullable=False),
)
