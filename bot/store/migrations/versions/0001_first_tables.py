"""The first tables: conversations, inbox, outbox, worklist, directory, staff, audit."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

Growing = BigInteger().with_variant(Integer, "sqlite")
AUTOINCREMENT = "never give a number twice"


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_UNSENT = "status IN ('pending', 'sending')"

TABLES: tuple[tuple[Any, ...], ...] = (
    (
        "conversations",
        Column("id", Text, primary_key=True),
        Column("state_sealed", LargeBinary, nullable=False),
        Column("entries", Integer, nullable=False, server_default="0"),
        Column("patient_hash", LargeBinary),
        Column("verified_at", BigInteger),
        Column("has_flow", Boolean, nullable=False),
        Column("touched_at", BigInteger, nullable=False),
        Index("conversations_of_patient", "patient_hash", "verified_at"),
        Index("conversations_with_flow", "touched_at", **_where("has_flow")),
        Index("conversations_touched", "touched_at"),
    ),
    (
        "windows",
        Column("address_hash", LargeBinary, primary_key=True),
        Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
        Column("channel", Text, nullable=False),
        Column("address_sealed", LargeBinary, nullable=False),
        Column("bound_at", BigInteger, nullable=False),
        Index("windows_of_conversation", "conversation_id"),
    ),
    (
        "inbox",
        Column("id", Growing, primary_key=True, autoincrement=True),
        Column("event_hash", LargeBinary, nullable=False, unique=True),
        Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
        Column("received_at", BigInteger, nullable=False),
        Column("urgent", Boolean, nullable=False),
        Column("status", Text, nullable=False),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("event_sealed", LargeBinary),
        CheckConstraint("status IN ('waiting', 'done', 'quarantined')", name="inbox_status"),
        Index("inbox_waiting", "conversation_id", "id", **_where("status = 'waiting'")),
        Index("inbox_recent", "conversation_id", "received_at"),
        Index("inbox_done", "received_at", **_where("status = 'done'")),
        AUTOINCREMENT,
    ),
    (
        "entries",
        Column("conversation_id", Text, ForeignKey("conversations.id"), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("private", Boolean, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("event_hash", LargeBinary),
        Column("body_sealed", LargeBinary, nullable=False),
        Index("entries_of_event", "event_hash", **_where("event_hash IS NOT NULL")),
    ),
    (
        "outbox",
        Column("id", Growing, primary_key=True, autoincrement=True),
        Column("key", Text, nullable=False, unique=True),
        Column("conversation_id", Text, ForeignKey("conversations.id")),
        Column("lane", Text, nullable=False),
        Column("rank", Integer, nullable=False),
        Column("channel", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("ref", Text),
        Column("status", Text, nullable=False),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("due_at", BigInteger, nullable=False),
        Column("deadline", BigInteger),
        Column("sending_at", BigInteger),
        Column("done_at", BigInteger),
        Column("external_id", Text),
        Column("reason", Text),
        Column("address_sealed", LargeBinary, nullable=False),
        Column("payload_sealed", LargeBinary),
        CheckConstraint(
            "status IN ('pending', 'sending', 'sent', 'uncertain', 'gave_up', 'expired')", name="outbox_status"
        ),
        Index("outbox_lane", "lane", "rank", "id", **_where(_UNSENT)),
        Index("outbox_due", "due_at", **_where(_UNSENT)),
        Index("outbox_of_item", "ref", **_where("ref IS NOT NULL")),
        Index("outbox_done", "done_at", **_where("done_at IS NOT NULL")),
        AUTOINCREMENT,
    ),
    (
        "items",
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
        Column("created_at", BigInteger, nullable=False),
        Column("taken_at", BigInteger),
        Column("closed_at", BigInteger),
        Column("first_reply_at", BigInteger),
        Column("target_at", BigInteger),
        Column("body_sealed", LargeBinary, nullable=False),
        CheckConstraint("status IN ('open', 'taken', 'closed', 'withdrawn')", name="items_status"),
        CheckConstraint("status <> 'taken' OR assignee IS NOT NULL", name="items_taken_by_somebody"),
        Index("items_by_status", "status", "created_at", "ref"),
        Index("items_by_age", "created_at", "ref"),
        Index("items_of_patient", "patient_hash", "created_at"),
        Index("items_of_actor", "actor_hash", "created_at"),
        Index("items_of_conversation", "conversation_id", "created_at"),
    ),
    (
        "thread_lines",
        Column("ref", Text, ForeignKey("items.ref"), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("key", Text),
        Column("author", Text, nullable=False),
        Column("by", Text),
        Column("at", BigInteger, nullable=False),
        Column("delivery", Text),
        Column("body_sealed", LargeBinary, nullable=False),
        UniqueConstraint("ref", "key", name="thread_lines_once"),
    ),
    (
        "patients",
        Column("id_hash", LargeBinary, primary_key=True),
        Column("username_hash", LargeBinary),
        Column("identity_sealed", LargeBinary, nullable=False),
        Column("care_sealed", LargeBinary, nullable=False),
        Column("account_sealed", LargeBinary, nullable=False),
        Index("patients_by_username", "username_hash"),
    ),
    (
        "patient_claims",
        Column("claim_hash", LargeBinary, primary_key=True),
        Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
        Index("claims_of_patient", "patient_hash"),
    ),
    (
        "proxies",
        Column("actor_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
        Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
        Column("terms_sealed", LargeBinary, nullable=False),
        Index("proxies_of_patient", "patient_hash"),
    ),
    (
        "providers",
        Column("id", Growing, primary_key=True, autoincrement=True),
        Column("name", Text, nullable=False, unique=True),
        Column("portal", Boolean, nullable=False),
    ),
    (
        "pharmacies",
        Column("id", Growing, primary_key=True, autoincrement=True),
        Column("name", Text, nullable=False),
        Column("place", Text, nullable=False),
        Column("phone", Text),
        UniqueConstraint("name", "place", name="pharmacies_once"),
    ),
    (
        "challenges",
        Column("id", Text, primary_key=True),
        Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
        Column("claim_sealed", LargeBinary, nullable=False),
        Column("code_hash", LargeBinary, nullable=False),
        Column("opened_at", BigInteger, nullable=False),
        Column("expires", BigInteger, nullable=False),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("closed", Boolean, nullable=False),
        Index("challenges_open", "conversation_id", **_where("NOT closed")),
        Index("challenges_old", "expires"),
    ),
    (
        "limit_hits",
        Column("id", Growing, primary_key=True, autoincrement=True),
        Column("bucket_hash", LargeBinary, nullable=False),
        Column("at", BigInteger, nullable=False),
        Index("limit_hits_of_bucket", "bucket_hash", "at"),
        Index("limit_hits_old", "at"),
    ),
    (
        "links",
        Column("token_hash", LargeBinary, primary_key=True),
        Column("purpose", Text, nullable=False),
        Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
        Column("issued_at", BigInteger, nullable=False),
        Column("expires", BigInteger, nullable=False),
        Column("spent_at", BigInteger),
        Column("data_sealed", LargeBinary, nullable=False),
        Index("links_old", "expires"),
    ),
    (
        "staff",
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("sign_in_name", Text, nullable=False, unique=True),
        Column("role", Text, nullable=False),
        Column("password_phc", Text, nullable=False),
        Column("active", Boolean, nullable=False),
    ),
    (
        "staff_sessions",
        Column("token_hash", LargeBinary, primary_key=True),
        Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
        Column("opened_at", BigInteger, nullable=False),
        Column("seen_at", BigInteger, nullable=False),
        Index("staff_sessions_of_staff", "staff_id"),
        Index("staff_sessions_old", "seen_at"),
    ),
    (
        "audit",
        Column("seq", Growing, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("event", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("detail_sealed", LargeBinary, nullable=False),
        Column("link", LargeBinary, nullable=False),
        Index("audit_of_subject", "subject", "seq"),
    ),
    (
        "audit_head",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("seq", Growing, nullable=False),
        Column("link", LargeBinary, nullable=False),
        CheckConstraint("id = 1", name="audit_head_single"),
    ),
    ("notes", Column("name", Text, primary_key=True), Column("value", Text, nullable=False)),
    (
        "demo_mails",
        Column("id", Growing, primary_key=True, autoincrement=True),
        Column("row", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("mail_sealed", LargeBinary, nullable=False),
    ),
)

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END",
        "CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the audit stays'; END $$",
        "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_guard()",
        "CREATE TRIGGER audit_remains BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()",
    ),
}


def upgrade() -> None:
    """Make the tables, and have the database itself refuse changes to the audit."""
    for name, *parts in TABLES:
        kept = [part for part in parts if part is not AUTOINCREMENT]
        op.create_table(name, *kept, sqlite_autoincrement=len(kept) < len(parts))
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)
