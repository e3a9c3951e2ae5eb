"""Signing in to the desk: second factors, half sessions, first passwords; looking things up in the audit.

Everybody who is signed in has to sign in again: no session from before says when its second factor was shown.
"""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Text, false

revision = "0003"
down_revision = "0002"


def _whose(**more: Any) -> Column[Any]:  # noqa: ANN401  # what a column takes
    return Column("staff_id", Text, ForeignKey("staff.id"), **more)


SIGNED_IN: tuple[Any, ...] = (
    "staff_sessions",
    Column("id", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _whose(nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("proved_at", BigInteger, nullable=False),
    Column("how", Text, nullable=False),
    Column("visit_sealed", LargeBinary, nullable=False),
    Index("staff_sessions_of_staff", "staff_id"),
    Index("staff_sessions_old", "seen_at"),
)

HALF_WAY: tuple[Any, ...] = (
    "staff_half_sessions",
    Column("id", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _whose(nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("proved_at", BigInteger),
    Column("how", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("visit_sealed", LargeBinary, nullable=False),
    Index("staff_half_sessions_of_staff", "staff_id"),
    Index("staff_half_sessions_old", "opened_at"),
)

FACTORS: tuple[tuple[Any, ...], ...] = (
    (
        "staff_apps",
        _whose(primary_key=True),
        Column("made_at", BigInteger),
        Column("last_step", BigInteger, nullable=False, server_default="0"),
        Column("secret_sealed", LargeBinary),
        Column("pending_at", BigInteger),
        Column("pending_sealed", LargeBinary),
    ),
    (
        "staff_recovery_codes",
        Column("code_hash", LargeBinary, primary_key=True),
        _whose(nullable=False),
        Column("made_at", BigInteger, nullable=False),
        Index("staff_recovery_codes_of_staff", "staff_id"),
    ),
    (
        "staff_passkeys",
        Column("id", Text, primary_key=True),
        _whose(nullable=False),
        Column("credential_hash", LargeBinary, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("made_at", BigInteger, nullable=False),
        Column("used_at", BigInteger),
        Column("sign_count", BigInteger, nullable=False),
        Column("key_sealed", LargeBinary, nullable=False),
        Index("staff_passkeys_of_staff", "staff_id"),
    ),
    (
        "staff_passkey_questions",
        Column("challenge_hash", LargeBinary, primary_key=True),
        Column("purpose", Text, nullable=False),
        Column("asked_hash", LargeBinary, nullable=False),
        Column("staff_id", Text),
        Column("expires", BigInteger, nullable=False),
        Index("staff_passkey_questions_old", "expires"),
    ),
)


def upgrade() -> None:
    """Make the tables, the columns and the indexes."""
    op.add_column("staff", Column("must_change", Boolean, nullable=False, server_default=false()))
    op.add_column("staff", Column("password_until", BigInteger))
    op.add_column("staff", Column("signed_in_at", BigInteger))
    op.drop_table("staff_sessions")
    for name, *parts in (SIGNED_IN, HALF_WAY, *FACTORS):
        op.create_table(name, *parts)
    op.create_index("audit_of_actor", "audit", ["actor", "seq"])
    op.create_index("audit_of_event", "audit", ["event", "seq"])
    op.create_index("audit_by_time", "audit", ["at", "seq"])
