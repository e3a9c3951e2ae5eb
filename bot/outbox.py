"""Delivers what turns have decided: in order within a conversation, retrying what is temporary, giving up what is permanent.

A send whose result is unknown is *uncertain*; the rule of its kind says whether it is sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import structlog

from bot.channels.base import Rendered, RenderedButton, TransportError
from bot.conversation import ConversationId
from bot.effects import Enqueue
from bot.gather import unused_ref
from bot.perform import Scene, perform
from bot.services import Services
from bot.store import OutRow, Unit

log = structlog.get_logger("frontdoor.outbox")

SENT_AGAIN = {"guidance": True, "reply": True, "receipt": True, "notice": True, "mail": True, "code": False}
"""Whether an uncertain send is repeated: a second receipt is harmless, a second code is not."""
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 20, 60, 300, 900, 3600))
LOOK_AGAIN = 1.0
BATCH = 50


class Outbox:
    """Sends due rows. Rows of different conversations and channels go side by side."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Settle what a crash interrupted, then deliver until stopped."""
        await self.settle_interrupted()
        self._loop = asyncio.create_task(self._forever(), name="outbox")

    async def stop(self) -> None:
        """Stop after the sends in flight."""
        if self._loop:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop

    async def settle_interrupted(self) -> None:
        """A row found in the middle of a send may have arrived: each kind's rule decides."""
        async with self.services.store.begin() as unit:
            now = self.services.clock()
            for row in await unit.outbox.interrupted(now):
                if SENT_AGAIN.get(row.kind, False):
                    await unit.outbox.retry(row.id, now, "interrupted")
                else:
                    await unit.outbox.uncertain(row.id, now)

    async def _forever(self) -> None:
        while True:
            try:
                sent = await self.flush()
            except Exception as error:  # noqa: BLE001  # the database may be away for a while; the loop must outlive that
                log.error("outbox.unreadable", error=type(error).__name__)
                sent = 0
            if not sent:
                await self.services.signals.wait("outbox", LOOK_AGAIN)

    async def flush(self) -> int:
        """Send what is due now; return how many rows were handled."""
        async with self.services.store.begin() as unit:
            rows = await unit.outbox.due(self.services.clock(), BATCH)
        await asyncio.gather(*(self._deliver(row) for row in rows))
        return len(rows)

    async def _deliver(self, row: OutRow) -> None:
        transport = self.services.transports.get(row.channel)
        async with self.services.store.begin() as unit:
            if transport is None:
                await unit.outbox.gave_up(row.id, "no_transport", self.services.clock())
                return
            if not await unit.outbox.sending(row.id, self.services.clock()):
                return  # Another worker has it.
        try:
            external = await transport.send(row.address, unpack(row))
        except TransportError as error:
            await self._troubled(row, error)
        except Exception as error:  # noqa: BLE001  # whatever a library raises, the row must not stay in the air
            await self._troubled(row, TransportError(type(error).__name__, uncertain=True))
        else:
            async with self.services.store.begin() as unit:
                await unit.outbox.sent(row.id, external, self.services.clock())

    async def _troubled(self, row: OutRow, error: TransportError) -> None:
        now = self.services.clock()
        async with self.services.store.begin() as unit:
            if error.permanent:
                await unit.outbox.gave_up(row.id, error.reason, now)
                await self._phone_task(unit, row)
            elif error.uncertain and not SENT_AGAIN.get(row.kind, False):
                await unit.outbox.uncertain(row.id, now)
            elif row.attempts >= len(BACK_OFF):
                await unit.outbox.gave_up(row.id, error.reason, now)
                await self._phone_task(unit, row)
            else:
                wait = timedelta(seconds=error.retry_after) if error.retry_after else BACK_OFF[row.attempts]
                await unit.outbox.retry(row.id, now + wait, error.reason)
        log.warning("outbox.troubled", row=row.id, kind=row.kind, channel=row.channel, reason=error.reason, permanent=error.permanent)

    async def _phone_task(self, unit: Unit, row: OutRow) -> None:
        """What could not be delivered for good becomes a task for staff."""
        if row.kind not in ("notice", "receipt", "mail") or row.conversation_id is None:
            return
        talk = await unit.conversations.load(ConversationId(row.conversation_id))
        if talk is None:
            return
        ref = await unused_ref(self.services, unit)
        fields = {"why": "undeliverable", "channel": row.channel}
        item = Enqueue(ref, "callback", "today", fields, talk.identity.patient_id, None, "self", "LINKED")
        scene = Scene(self.services, unit, talk, (), None, key=f"out{row.id}", now=self.services.clock())
        await perform(scene, (item,))


def unpack(row: OutRow) -> Rendered:
    """The reply as it was put into the outbox; a mail's subject travels as its key."""
    payload = row.payload
    if row.channel in ("mail", "nowhere"):
        return Rendered(str(payload["subject"]), str(payload["text"]))
    buttons = tuple(RenderedButton(**button) for button in payload["buttons"])
    return Rendered(payload["key"], payload["text"], buttons, payload["private"])
