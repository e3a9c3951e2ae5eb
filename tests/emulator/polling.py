"""getUpdates as Telegram's server does it: an offset confirms, an empty queue waits, there is one reader at a time."""

from __future__ import annotations

import asyncio
import json

from tests.emulator.world import Refusal, World

BESIDE_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_READER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
FUTURE = 10
"""An offset further beyond the queue than this belongs to another life of the bot; the queue is read from its head."""
BY_WEBHOOK = "Conflict: terminated by setWebhook request"


class Poller:
    """The one long poll that may be open."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: asyncio.Future | None = None
        self.times = 0  # how often somebody has asked

    async def get_updates(self, params: dict) -> list[dict]:
        """One call of getUpdates. A second one ends the first."""
        self.times += 1
        if self._world.webhook["url"]:
            raise Refusal(409, BESIDE_WEBHOOK)
        self.end(OTHER_READER)
        if "allowed_updates" in params:
            given = params["allowed_updates"]
            self._world.allowed = json.loads(given) if isinstance(given, str) else given
        offset, limit = int(params.get("offset", 0)), min(100, max(1, int(params.get("limit", 100))))
        self._confirm(offset)
        if not self._world.updates and int(params.get("timeout", 0)):
            await self._wait(float(params["timeout"]))
        return self._world.updates[:limit]

    def _confirm(self, offset: int) -> None:
        """Forget what the offset confirms."""
        if offset < 0:
            self._world.updates = self._world.updates[offset:]
        elif 0 < offset <= self._world.next_update + FUTURE:
            self._world.confirm(offset)

    async def _wait(self, seconds: float) -> None:
        mine = self._open = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(self._arrival())
        try:
            await asyncio.wait({mine, waiting}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            if self._open is mine:
                self._open = None
        if mine.done():
            raise mine.result()

    async def _arrival(self) -> None:
        async with self._world.arrived:
            await self._world.arrived.wait_for(lambda: bool(self._world.updates))

    def end(self, why: str = BY_WEBHOOK, code: int = 409) -> None:
        """End the poll that is open, with this refusal for whoever holds it."""
        if self._open is not None and not self._open.done():
            self._open.set_result(Refusal(code, why))
