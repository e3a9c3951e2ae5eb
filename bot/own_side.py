"""The patient's own pages, as the office answers for them."""

from __future__ import annotations

from datetime import datetime

from bot.matters import Matters
from bot.patient_views import Inbox, MatterPage
from bot.services import Services


class OwnSide:
    """Implements `bot.patient_views.OwnPages`."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._matters = Matters(services)

    async def inbox(self, channel: str, address: str) -> tuple[Inbox, datetime]:
        """Every matter that whoever is confirmed here may see, and when that ends. Raises NotConfirmed."""
        return await self._matters.inbox(channel, address)

    async def matter(self, channel: str, address: str, ref: str) -> tuple[MatterPage | None, datetime]:
        """One matter; None for one that this person may not see, or that there is not. Raises NotConfirmed."""
        return await self._matters.matter(channel, address, ref)

    async def matter_seen(self, channel: str, address: str, ref: str, lines: tuple[int, ...]) -> None:
        """The page has really shown these answers to whoever is confirmed in this window; otherwise nothing is noted."""
        await self._matters.seen(channel, address, ref, lines)
