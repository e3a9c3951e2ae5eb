"""The tables of the staff: who they are, how they prove it, who is signed in, and who is half way in.

A session and a half session stand in tables of their own: no slip in a condition can take one for the other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
)

from bot.store.tables import METADATA
from bot.store.types import Moment

STAFF = Table(
    "staff",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sign_in_name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password_phc", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False, server_default=false()),  # somebody else knows this password
    Column("password_until", Moment),  # a first password opens nothing after this
    Column("signed_in_at", Moment),
)

SESSIONS = Table(
    "staff_sessions",
    METADATA,
    Column("id", Text, primary_key=True),  # stays the same when the token is changed
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("proved_at", Moment, nullable=False),  # when it was last shown who this is
    Column("how", Text, nullable=False),  # password | app | recovery | passkey
    Column("visit_sealed", LargeBinary, nullable=False),
    Index("staff_sessions_of_staff", "staff_id"),
    Index("staff_sessions_old", "seen_at"),
)

HALVES = Table(
    "staff_half_sessions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("proved_at", Moment),  # when the second factor was shown
    Column("how", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("visit_sealed", LargeBinary, nullable=False),
    Index("staff_half_sessions_of_staff", "staff_id"),
    Index("staff_half_sessions_old", "opened_at"),
)

APPS = Table(
    "staff_apps",
    METADATA,
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    Column("made_at", Moment),
    Column(
        "last_step", BigInteger, nullable=False, server_default="0"
    ),  # no code of this half minute or before is taken
    Column("secret_sealed", LargeBinary),
    Column("pending_at", Moment),
    Column("pending_sealed", LargeBinary),  # being set up: counts for nothing yet
)

RECOVERY_CODES = Table(
    "staff_recovery_codes",
    METADATA,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Index("staff_recovery_codes_of_staff", "staff_id"),
)

PASSKEYS = Table(
    "staff_passkeys",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("credential_hash", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("sign_count", BigInteger, nullable=False),
    Column("key_sealed", LargeBinary, nullable=False),  # sealed, so that nobody can put a key of their own in its place
    Index("staff_passkeys_of_staff", "staff_id"),
)

QUESTIONS = Table(
    "staff_passkey_questions",
    METADATA,
    Column("challenge_hash", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),  # enter | prove | make
    Column("asked_hash", LargeBinary, nullable=False),  # the page that asked
    Column("staff_id", Text),
    Column("expires", Moment, nullable=False),
    Index("staff_passkey_questions_old", "expires"),
)
