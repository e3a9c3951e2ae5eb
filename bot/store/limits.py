"""Counters for limits. They survive a restart and are shared by every program; whom they count is hashed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from bot.store.tables import LIMITS
from bot.store.work import Work
from policies.limits import Limit, within


class Limits:
    """Counts how often something happened to somebody."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def hit(self, name: str, key: str, now: datetime) -> None:
        """Count one."""
        await self._work.run(LIMITS.insert().values(bucket_hash=self._bucket(name, key), at=now))

    async def count(self, name: str, key: str, since: datetime) -> int:
        """How many there were since then."""
        statement = select(func.count()).where(LIMITS.c.bucket_hash == self._bucket(name, key), LIMITS.c.at >= since)
        return int((await self._work.run(statement)).scalar_one())

    async def may(self, limit: Limit, key: str, now: datetime) -> bool:
        """Count one more and say whether it was allowed."""
        before = await self.count(limit.name, key, now - limit.window)
        await self.hit(limit.name, key, now)
        return within(limit, before)

    async def take(self, some: tuple[Limit, ...], key: str, now: datetime) -> bool:
        """Count one in each, if all of them allow it. What is refused is counted apart, at the same cost: it uses up nothing."""
        counts = [await self.count(limit.name, key, now - limit.window) for limit in some]
        allowed = all(within(limit, count) for limit, count in zip(some, counts, strict=True))
        for limit in some:
            await self.hit(limit.name if allowed else f"{limit.name} refused", key, now)
        return allowed

    async def clear(self, name: str, key: str) -> None:
        """Begin to count anew."""
        await self._work.run(delete(LIMITS).where(LIMITS.c.bucket_hash == self._bucket(name, key)))

    def _bucket(self, name: str, key: str) -> bytes:
        return self._work.secrets.hash("limit", name, key)
