"""What is known of windows beside what they show: since when they are linked, when they were used, which are muted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, update

from bot.conversation import ConversationId
from bot.store.tables import WINDOWS
from bot.store.work import Work


class Windows:
    """Notes on windows. Which conversation a window shows is `Conversations`' to say."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def linked(self, conversation_id: ConversationId, at: datetime) -> None:
        """Whoever writes in a conversation was confirmed: its windows are linked to them since now."""
        here = WINDOWS.c.conversation_id == conversation_id
        await self._work.run(update(WINDOWS).where(here).values(linked_at=at))

    async def mute(self, conversation_id: ConversationId, channel: str, at: datetime | None) -> None:
        """Send nothing to a conversation's windows on a channel that was not asked for; with no time: do so again."""
        here = (WINDOWS.c.conversation_id == conversation_id, WINDOWS.c.channel == channel)
        await self._work.run(update(WINDOWS).where(*here).values(muted_at=at))

    async def drop_old(self, conversation_id: ConversationId, via: str, before: datetime) -> None:
        """Close windows that were opened in one way and not used since then."""
        table = WINDOWS.c
        old = or_(table.used_at.is_(None), table.used_at < before)
        here = (table.conversation_id == conversation_id, table.via == via, old)
        await self._work.run(delete(WINDOWS).where(*here))
