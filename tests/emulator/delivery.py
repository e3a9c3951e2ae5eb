"""Delivery to a webhook as Telegram does it: in order within a chat, presses in a line of their own, until taken."""

from __future__ import annotations

import asyncio
import contextlib
import time

import httpx

from tests.emulator.world import World

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Deliverer:
    """Posts waiting updates to the webhook that is set. `first_pause` is Telegram's second, shortened for tests."""

    def __init__(self, world: World, first_pause: float, network: httpx.AsyncBaseTransport | None) -> None:
        self._world = world
        self._first_pause = first_pause
        self._client = httpx.AsyncClient(transport=network, timeout=60, trust_env=False)
        self._lanes: dict[object, asyncio.Task] = {}
        self._task: asyncio.Task | None = None
        self.attempts: list[tuple[int, int]] = []  # number of the update, status (0: no answer)

    def start(self) -> None:
        """Begin to deliver."""
        if self._task is None:
            self._task = asyncio.create_task(self._forever())

    async def stop(self) -> None:
        """Deliver no more."""
        for task in (self._task, *self._lanes.values()):
            if task:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._task, self._lanes = None, {}

    async def close(self) -> None:
        """Stop and close the connections."""
        await self.stop()
        await self._client.aclose()

    async def _forever(self) -> None:
        while True:
            for lane in self._idle_lanes():
                self._lanes[lane] = asyncio.create_task(self._lane(lane))
            async with self._world.arrived:
                await self._world.arrived.wait_for(self._idle_lanes)

    def _idle_lanes(self) -> set[object]:
        """Lines in which something waits and nobody delivers."""
        return {lane_of(one) for one in self._world.updates} - self._lanes.keys()

    async def _lane(self, lane: object) -> None:
        try:
            while update := next((one for one in self._world.updates if lane_of(one) == lane), None):
                await self._deliver(update)
        finally:
            self._lanes.pop(lane, None)

    async def _deliver(self, update: dict) -> None:
        pause = self._first_pause
        while not 200 <= await self._post(update) < 300:
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)
        if update in self._world.updates:
            self._world.updates.remove(update)

    async def _post(self, update: dict) -> int:
        hook = self._world.webhook
        headers = {SECRET: str(hook["secret_token"])} if hook.get("secret_token") else {}
        status, error = 0, "Connection refused"
        try:
            answer = await self._client.post(str(hook["url"]), json=update, headers=headers)
            status = answer.status_code
            error = f"Wrong response from the webhook: {status} {answer.reason_phrase}"
        except httpx.HTTPError:
            pass
        self.attempts.append((update.get("update_id", 0), status))
        if not 200 <= status < 300:
            hook["last_error_date"], hook["last_error_message"] = int(time.time()), error
        return status


def lane_of(update: dict) -> object:
    """The line an update stands in: its chat, or for a press the person who pressed."""
    if "callback_query" in update:
        return ("press", update["callback_query"].get("from", {}).get("id"))
    body = next((value for key, value in update.items() if key != "update_id" and isinstance(value, dict)), {})
    chat = body.get("chat")
    return ("chat", chat.get("id") if isinstance(chat, dict) else None)
