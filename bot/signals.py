"""Wakes whoever waits for something new: a chat page, the staff queue, a worker. Carries no content, only *look again*."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

HEARTBEAT = 15.0
"""Seconds after which a listener is woken although nothing changed, so that a missed wake-up never lasts."""


class Signals:
    """Topics and their listeners, within one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, topic: str) -> None:
        """Wake every listener of `topic`."""
        for listener in self._listeners.get(topic, ()):
            listener.set()

    async def wait(self, topic: str, seconds: float) -> bool:
        """Wait until `topic` is woken, at most so many seconds. True when it was woken."""
        event = asyncio.Event()
        self._listeners[topic].add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
        finally:
            self._forget(topic, event)
        return True

    def _forget(self, topic: str, event: asyncio.Event) -> None:
        self._listeners[topic].discard(event)
        if not self._listeners[topic]:
            del self._listeners[topic]

    async def listen(self, topic: str) -> AsyncIterator[None]:
        """Yield at once, then whenever `topic` is woken, and at each heartbeat."""
        event = asyncio.Event()
        self._listeners[topic].add(event)
        try:
            while True:
                yield
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        await event.wait()
                except TimeoutError:
                    continue
                event.clear()
        finally:
            self._forget(topic, event)
