"""What is known of windows beside what they show: since when they are linked, when they were used, which are muted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.conversation import ConversationId
from bot.store.tables import WINDOWS
from bot.store.work import Work
from policies import limits


class Windows:
    """Notes on windows. Which conversation a window shows is `Conversations`' to say."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def used(self, channel: str, address: str, at: datetime) -> None:
        """Somebody has just done something there."""
        table = WINDOWS.c
        old = or_(table.used_at.is_(None), table.used_at < at - limits.USED_AGAIN)
        await self._work.run(update(WINDOWS).where(self._is(channel, address), old).values(used_at=at))

    async def linked(self, conversation_id: ConversationId, at: datetime) -> None:
        """Whoever writes in a conversation was confirmed: its windows are linked to them since now."""
        here = WINDOWS.c.conversation_id == conversation_id
        await self._work.run(update(WINDOWS).where(here).values(linked_at=at))

    async def mute(self, conversation_id: ConversationId, channel: str, at: datetime | None) -> None:
        """Send nothing to a conversation's windows on a channel that was not asked for; with no time: do so again."""
        here = (WINDOWS.c.conversation_id == conversation_id, WINDOWS.c.channel == channel)
        await self._work.run(update(WINDOWS).where(*here).values(muted_at=at))

    async def muted(self, conversation_id: ConversationId, channel: str) -> bool:
        """Whether a conversation's window on a channel was muted."""
        here = (WINDOWS.c.conversation_id == conversation_id, WINDOWS.c.channel == channel)
        found = select(WINDOWS.c.address_hash).where(*here, WINDOWS.c.muted_at.is_not(None))
        return await self._work.first(found.limit(1)) is not None

    async def drop_old(self, conversation_id: ConversationId, via: str, before: datetime) -> None:
        """Close windows that were opened in one way and not used since then."""
        table = WINDOWS.c
        old = or_(table.used_at.is_(None), table.used_at < before)
        here = (table.conversation_id == conversation_id, table.via == via, old)
        await self._work.run(delete(WINDOWS).where(*here))

    def _is(self, channel: str, address: str) -> ColumnElement[bool]:
        return WINDOWS.c.address_hash == self._work.secrets.hash("window", channel, address)
