"""The patient's devices: which windows are linked to them, unlinking one, and how they want to be told."""

from __future__ import annotations

from datetime import datetime

from bot import linking, sharing
from bot.confirming import confirmed, stay
from bot.conversation import Conversation
from bot.patient_views import Device, Devices
from bot.services import Services
from bot.store import Unit, Window
from policies.notices import WAYS, Wishes

TELEGRAM = "telegram"


class LinkedDevices:
    """What the page of devices shows and does, for whoever is confirmed on the window that asks."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def devices(self, channel: str, address: str) -> tuple[Devices, datetime]:
        """Everything that is linked, this window first, and when the page ends. Raises NotConfirmed."""
        async with self.services.store.begin() as unit:
            talk, facts = await confirmed(self.services, unit, channel, address)
            windows = await self._windows(unit, talk)
            rows = [await self._device(unit, one, this=_is(one, channel, address)) for one in windows]
            wishes = await unit.wishes.of(facts.me.id) if facts.me else Wishes()
            ends = await stay(unit, talk, facts)
            await unit.audit.append("devices.opened", "patient", talk.id, {"devices": len(rows)})
        rows.sort(key=lambda one: (one.this, one.used_at or one.linked_at), reverse=True)
        mailed = bool(facts.me and facts.me.email)
        return Devices(tuple(rows), wishes.ways, wishes.night, mailed=mailed), ends

    async def unlink(self, channel: str, address: str, name: str) -> bool:
        """Unlink one of one's own windows, by its name on the page. False for one that is not there. Raises NotConfirmed."""
        async with self.services.store.begin() as unit:
            talk, _ = await confirmed(self.services, unit, channel, address)
            windows = await self._windows(unit, talk)
            window = next((one for one in windows if one.id == name), None)
            if window is None:
                return False
            await linking.unlink(unit, window, "patient", self.services.clock())
            detail = {"channel": window.channel, "why": "asked"}
            await unit.audit.append("window.unlinked", "patient", talk.id, detail)
        self.services.signals.wake(
            f"{window.channel}:{window.address}"
        )  # An open page there shows nothing from now on.
        return True

    async def stop_sharing(self, channel: str, address: str, name: str) -> bool:
        """Take back that private things may be said in one of one's own chats. False where that is not so. Raises NotConfirmed."""
        async with self.services.store.begin() as unit:
            talk, _ = await confirmed(self.services, unit, channel, address)
            window = next((one for one in await self._windows(unit, talk) if one.id == name), None)
            found = await unit.conversations.find(window.channel, window.address) if window else None
            there = await unit.conversations.load(found) if found else None
            if window is None or there is None or not self._is_shared(there, window):
                return False
            await unit.conversations.save(await sharing.end(unit, there, "asked", "patient", self.services.clock()))
        return True

    async def choose(self, channel: str, address: str, ways: str, *, night: bool) -> None:
        """Keep how the patient wants to be told. A way that is chosen again is open again. Raises NotConfirmed."""
        async with self.services.store.begin() as unit:
            talk, facts = await confirmed(self.services, unit, channel, address)
            if facts.me is None or ways not in WAYS:
                return
            wishes = Wishes(ways, night)
            await unit.wishes.put(facts.me.id, wishes, self.services.clock())
            if wishes.takes(TELEGRAM):
                for one in await unit.conversations.of_patient(facts.me.id, linking.BEGINNING):
                    await unit.windows.mute(one, TELEGRAM, None)
            await unit.audit.append("notices.chosen", "patient", talk.id, {"ways": ways, "night": night})

    async def _windows(self, unit: Unit, talk: Conversation) -> tuple[Window, ...]:
        who = talk.identity.patient_id
        return await linking.windows_of(unit, who, self.services.clock()) if who else ()

    async def _device(self, unit: Unit, window: Window, *, this: bool) -> Device:
        """What the page tells of a window: its kind, two times, what was chosen there; neither its number nor its address."""
        kind = "inside" if window.via == "app" else window.channel
        linked = window.linked_at or window.bound_at
        found = None if window.private else await unit.conversations.find(window.channel, window.address)
        talk = await unit.conversations.load(found) if found else None
        shared = talk is not None and self._is_shared(talk, window)
        return Device(window.id, kind, this, linked, window.used_at, window.muted, shared)

    def _is_shared(self, talk: Conversation, window: Window) -> bool:
        return sharing.is_agreed(self.services, talk, window.channel, self.services.clock())


def _is(window: Window, channel: str, address: str) -> bool:
    return (window.channel, window.address) == (channel, address)
