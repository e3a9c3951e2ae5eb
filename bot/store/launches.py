"""Openings of the Mini App that have counted. They are kept as hashes, for as long as they would still be taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, Table

from bot.store.tables import METADATA
from bot.store.types import Moment
from bot.store.work import Work

LAUNCHES = Table(
    "launches",
    METADATA,
    Column("digest_hash", LargeBinary, primary_key=True),
    Column("expires", Moment, nullable=False),
    Index("launches_old", "expires"),
)


class Launches:
    """Lets each opening count once, whichever program sees it first."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def first_time(self, digest: bytes, expires: datetime) -> bool:
        """Whether this opening has not counted yet; from now on it has, until it is too old to be taken anyway."""
        hashed = self._work.secrets.hash("launch", digest.hex())
        return await self._work.add_once(LAUNCHES, {"digest_hash": hashed, "expires": expires})
