"""The patient's own pages, as the office answers for them."""

from __future__ import annotations

from datetime import datetime

from bot.devices import LinkedDevices
from bot.matters import Matters
from bot.patient_views import Devices, Inbox, MatterPage
from bot.services import Services


class OwnSide:
    """Implements `bot.patient_views.OwnPages`."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._matters = Matters(services)
        self._devices = LinkedDevices(services)

    async def inbox(self, channel: str, address: str) -> tuple[Inbox, datetime]:
        """Every matter that whoever is confirmed here may see, and when that ends. Raises NotConfirmed."""
        return await self._matters.inbox(channel, address)

    async def matter(self, channel: str, address: str, ref: str) -> tuple[MatterPage | None, datetime]:
        """One matter; None for one that this person may not see, or that there is not. Raises NotConfirmed."""
        return await self._matters.matter(channel, address, ref)

    async def matter_seen(self, channel: str, address: str, ref: str, lines: tuple[int, ...]) -> None:
        """The page has really shown these answers to whoever is confirmed in this window; otherwise nothing is noted."""
        await self._matters.seen(channel, address, ref, lines)

    async def devices(self, channel: str, address: str) -> tuple[Devices, datetime]:
        """Everything that is linked to whoever is confirmed here, and when the page ends. Raises NotConfirmed."""
        return await self._devices.devices(channel, address)

    async def unlink(self, channel: str, address: str, name: str) -> bool:
        """Unlink one of one's own windows; False for one that is not there. Raises NotConfirmed."""
        return await self._devices.unlink(channel, address, name)

    async def choose(self, channel: str, address: str, ways: str, *, night: bool) -> None:
        """Keep how the patient wants to be told. Raises NotConfirmed."""
        await self._devices.choose(channel, address, ways, night=night)
