"""Many people who write at set times, whatever the answers do: what waits in a queue is counted from when it was due."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks.load.served import message
from benchmarks.load.telegram import Telegram

Take = Callable[[dict[str, object]], Awaitable[int]]
"""Hands in an update; the status it was answered with."""
ASKED = (
    "is there a fee for the portal",
    "How do I sign up?",
    "what are your office hours",
    "can my wife see my records",
    "who reads what I write on there",
    "i cant open the pdf you sent me",
    "thanks a lot",
    "can I see my lab results online",
    "hi there",
    "where do I find the consent forms",
)
ALARM = "my chest feels crushed and my left arm is numb"
TAKEN = 200
EVERY_ALARM = 20
"""One message in so many is a red flag."""
_numbers = itertools.count(1_000_000)
_chats = itertools.count(200_000_000)


@dataclass
class Heard:
    """How long it took from when messages were due until they were answered, in seconds."""

    plain: list[float] = field(default_factory=list)
    alarms: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def all(self) -> list[float]:
        """Both kinds."""
        return self.plain + self.alarms


class Crowd:
    """Chats of a practice. One writes again only when it was answered; while all wait, somebody new comes."""

    def __init__(self, telegram: Telegram, take: Take, seed: int) -> None:
        self.telegram, self.take, self.dice = telegram, take, Random(seed)  # noqa: S311  # the same run each time
        self.rested: deque[int] = deque()
        self.heard = Heard()
        self._waiting: dict[int, tuple[float, bool]] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._lanes: dict[int, asyncio.Lock] = {}
        telegram.heard = self._answered

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return len(self._waiting)

    def begins(self) -> None:
        """Count anew."""
        self.heard = Heard()

    async def writes(self, per_second: float, seconds: float, *, alarms: bool = True) -> Heard:
        """Write at a rate, at random times, and wait until all is answered."""
        self.begins()
        begun = time.perf_counter() + 0.05
        for number, after in enumerate(arrivals(self.dice, per_second, seconds)):
            due = begun + after
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self.one(due, alarm=alarms and number % EVERY_ALARM == EVERY_ALARM - 1)
        await self.answered()
        return self.heard

    def one(self, due: float, *, alarm: bool = False) -> int:
        """Somebody writes what was due then; their chat. A red flag is somebody new."""
        chat = self.rested.popleft() if self.rested and not alarm else next(_chats)
        self._waiting[chat] = (due, alarm)
        self.says(chat, ALARM if alarm else self.dice.choice(ASKED))
        return chat

    def says(self, chat: int, text: str) -> None:
        """Hand in one message, beside everything else but what the same chat wrote before, as Telegram does."""
        self.telegram.knows(chat)
        task = asyncio.create_task(self._hand_in(chat, message(chat, text, next(_numbers))))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def at_once(self, many: int) -> Heard:
        """Everybody writes in the same instant."""
        self.begins()
        due = time.perf_counter()
        for _ in range(many):
            self.one(due)
        await self.answered()
        return self.heard

    async def answered(self, quiet: float = 60.0) -> None:
        """Wait until nobody waits any more. Raises SystemExit when nothing comes for so long."""
        left, last = len(self._waiting), time.monotonic()
        while self._waiting or self._writing:
            if len(self._waiting) != left:
                left, last = len(self._waiting), time.monotonic()
            if time.monotonic() - last > quiet:
                raise SystemExit(f"{left} messages were never answered")
            await asyncio.sleep(0.01)

    async def settles(self, people: int, at_once: int = 16) -> None:
        """So many write once, not counted, so that whoever writes later is known."""
        for _ in range(0, people, at_once):
            for _ in range(at_once):
                self._waiting[chat := next(_chats)] = (time.perf_counter(), False)
                self.says(chat, ASKED[0])
            await self.answered()
        self.begins()

    async def _hand_in(self, chat: int, update: dict[str, object]) -> None:
        async with self._lanes.setdefault(chat, asyncio.Lock()):
            while await self.take(update) != TAKEN:
                self.heard.refused += 1
                await asyncio.sleep(0.5)

    def _answered(self, chat: int, _text: str) -> None:
        found = self._waiting.pop(chat, None)
        if found is None:
            return  # More than one line for one message, or an answer to somebody who is not counted.
        due, alarm = found
        (self.heard.alarms if alarm else self.heard.plain).append(time.perf_counter() - due)
        if not alarm:
            self.rested.append(chat)


def arrivals(dice: Random, per_second: float, seconds: float) -> Iterator[float]:
    """Times at which messages come that know nothing of one another."""
    at = dice.expovariate(per_second)
    while at < seconds:
        yield at
        at += dice.expovariate(per_second)
