"""A Telegram channel in pieces: the real parts over the emulator, a store and an intake that do as they are told."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from bot.channels.base import Receipt, Rendered
from bot.channels.telegram import PtbApi
from bot.channels.telegram_ingest import Ingest
from bot.channels.telegram_pacing import Pace
from bot.channels.telegram_send import TelegramTransport
from tests.emulator import TOKEN, Emulator
from tests.emulator.in_process import in_process

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
GUIDANCE = Rendered("guidance.emergency", "Call 911 now.")


class FakeLedger:
    """Durable notes in memory. `away` makes every one of them fail."""

    def __init__(self):
        self.offsets, self.dead, self.members, self.profiles = [], [], [], []
        self.away = False

    def _look(self):
        if self.away:
            raise OSError("the store is away")

    async def offset(self):
        self._look()
        return self.offsets[-1] if self.offsets else None

    async def move(self, offset):
        self._look()
        self.offsets.append(offset)

    async def profile(self):
        self._look()
        return self.profiles[-1] if self.profiles else None

    async def set_profile(self, fingerprint):
        self._look()
        self.profiles.append(fingerprint)

    async def dead_letter(self, update_id, why):
        self._look()
        self.dead.append((update_id, why))

    async def may_read(self):
        return True

    async def writable(self):
        return not self.away

    async def membership(self, chat, *, blocked):
        self._look()
        self.members.append((chat, blocked))


class FakeIntake:
    """Keeps events, drops repeats, guides on *chest*; `away` stores nothing, `gone` says so, `refuses` names what it cannot keep."""

    def __init__(self):
        self.events, self.received, self.refuses, self.away, self.gone = [], [], set(), False, False
        self.transport = None

    async def receive(self, event):
        self.received.append(event)
        guidance = GUIDANCE if "chest" in event.text else None
        if guidance:
            await self.transport.send(event.address, guidance)
        if self.away or event.text in self.refuses:
            return Receipt(stored=False, guidance=guidance, guided=guidance is not None, away=self.gone)
        repeated = any(one.event_id == event.event_id for one in self.events)
        if not repeated:
            self.events.append(event)
        return Receipt(stored=True, repeated=repeated, guidance=guidance, guided=guidance is not None)

    def texts(self):
        """What was kept, in order."""
        return [one.text for one in self.events]


class Pieces:
    """The parts of one channel over one emulator."""

    def __init__(self, emulator: Emulator):
        self.emulator = emulator
        self.api = PtbApi(TOKEN, "http://tg", in_process(httpx.ASGITransport(app=emulator.app)))
        self.ledger, self.intake = FakeLedger(), FakeIntake()
        self.now = 0.0
        self.slept = []
        self.pace = Pace(lambda: self.now, self.sleep)
        self.transport = TelegramTransport(self.api, self.pace, lambda name, to: f"{name}: {to}")
        self.intake.transport = self.transport
        self.ingest = Ingest(self.api, self.intake, self.ledger, self.transport, lambda: AT, lambda key: f"<{key}>")

    async def sleep(self, seconds):
        """Time passes at once."""
        self.slept.append(seconds)
        self.now += seconds
