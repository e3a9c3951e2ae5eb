"""The tables of what the practice changed of its own content: what was published, one line a change, and what is being written.

Values are sealed, although no patient's words are in them: whoever can only write to the database cannot put words into the
practice's mouth.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from bot.store.tables import METADATA
from bot.store.types import Moment

REVISIONS = Table(
    "content_revisions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ...; two that publish at once collide
    Column("piece", Text, nullable=False),
    Column("by", Text, nullable=False),  # a member of staff, or the operator
    Column("at", Moment, nullable=False),
    Column("put_back", Integer),  # the revision that was put back; 0 for what the product brought
    Column("mark", Text, nullable=False),  # covers the value and every revision before
    Column("value_sealed", LargeBinary, nullable=False),
    Index("content_revisions_of_piece", "piece", "number"),
)

DRAFTS = Table(
    "content_drafts",
    METADATA,
    Column("piece", Text, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    Column("version", Integer, nullable=False),  # grows with each saving, so that an older page does not win
    Column("base", Integer, nullable=False),  # the piece's revision that its writer had before them
    Column("at", Moment, nullable=False),
    Column("draft_sealed", LargeBinary, nullable=False),
)
