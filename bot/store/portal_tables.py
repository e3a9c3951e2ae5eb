"""The tables of the embedded portal: what signs a patient in, and the tokens that may replace it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from bot.store.tables import METADATA
from bot.store.types import Moment

PORTAL_ACCOUNTS = Table(
    "portal_accounts",
    METADATA,
    Column("patient_hash", LargeBinary, ForeignKey("patients.id_hash"), primary_key=True),
    Column("changed_at", Moment, nullable=False),
    Column("credentials_sealed", LargeBinary, nullable=False),
)

PORTAL_TOKENS = Table(
    "portal_tokens",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    Column(
        "kind", Text, nullable=False
    ),  # link: mailed; page: opened from the chat; staff: read out by the portal team
    Column("who_hash", LargeBinary, nullable=False),  # the patient, or a claim that fits nobody
    Column("conversation_id", Text, ForeignKey("conversations.id"), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("spent_at", Moment),
    Column("grant_sealed", LargeBinary, nullable=False),
    Index("portal_tokens_of", "who_hash", "kind"),
    Index("portal_tokens_old", "expires"),
)
