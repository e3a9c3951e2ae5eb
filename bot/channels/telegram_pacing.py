"""Keeps to Telegram's pace: one message a second into a chat after a burst of three; over all, what its kind allows.

What nobody asked for goes at twenty-five a second, which Telegram takes from every bot. An answer goes as soon as it is there,
up to a pace that is a setting: Telegram takes far more of those, but says nowhere how many. Where it asks for pauses in several
chats at once, that was too many, and answers keep to the same twenty-five until the pauses are over. A chat that Telegram asked to
leave alone is left alone, and only that chat. Guidance goes ahead of everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.settings import ANSWER_PACE, SAFE_PACE

PER_CHAT = 1.0
CHAT_BURST = 3.0
TOO_MANY = 3
"""In so many chats at once Telegram asks for a pause because of all of them, not because of each."""
SHORTEST = 0.001
"""The shortest sleep in seconds, so that a rounding error never becomes a busy loop."""


class Bucket:
    """A bucket that fills at `rate` a second up to `size`, and may go below zero for what may not wait."""

    def __init__(self, rate: float, size: float, now: float) -> None:
        self.rate, self.size, self.level, self.at = rate, size, size, now

    def wait(self, now: float) -> float:
        """Seconds until one more may go."""
        self._fill(now)
        return max(0.0, (1.0 - self.level) / self.rate)

    def take(self, now: float) -> None:
        """Count one that goes now."""
        self._fill(now)
        self.level -= 1.0

    def is_full(self, now: float) -> bool:
        """Whether nothing is remembered in it any more."""
        return self.level + (now - self.at) * self.rate >= self.size

    def _fill(self, now: float) -> None:
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now


class Pace:
    """Says when a message may go, `answers` of them a second. `clock` counts seconds, `sleep` waits them; tests bring their own."""

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        answers: float = ANSWER_PACE,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._all = Bucket(SAFE_PACE, SAFE_PACE, clock())
        self._answers = Bucket(answers, answers, clock())
        self._chats: dict[str, Bucket] = {}
        self._until: dict[str, float] = {}

    def held(self, chat: str) -> float:
        """Seconds for which Telegram asked that this chat be left alone; 0 when it did not."""
        left = self._until.get(chat, 0.0) - self._clock()
        if left <= 0:
            self._until.pop(chat, None)
        return max(0.0, left)

    def hold(self, chat: str, seconds: float) -> None:
        """Leave a chat alone for so long."""
        self._until[chat] = max(self._until.get(chat, 0.0), self._clock() + seconds)

    async def turn(self, chat: str, *, urgent: bool, unasked: bool = False) -> None:
        """Wait until a message into `chat` may go. What is urgent goes at once, and what follows waits for it."""
        while True:
            now = self._clock()
            bucket = self._bucket(chat, now)
            over_all = self._all if unasked or self._is_too_much(now) else self._answers
            wait = 0.0 if urgent else max(bucket.wait(now), over_all.wait(now))
            if wait <= 0:
                bucket.take(now)
                over_all.take(now)
                return
            await self._sleep(max(wait, SHORTEST))

    def _is_too_much(self, now: float) -> bool:
        """Whether Telegram has asked for pauses in several chats that are not over yet."""
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        return len(self._until) >= TOO_MANY

    def _bucket(self, chat: str, now: float) -> Bucket:
        found = self._chats.pop(chat, None) or Bucket(PER_CHAT, CHAT_BURST, now)
        self._chats[chat] = found  # Put last, so that the quietest chat is the first to be forgotten.
        while self._chats[quietest := next(iter(self._chats))].is_full(now) and quietest != chat:
            del self._chats[quietest]
        return found
