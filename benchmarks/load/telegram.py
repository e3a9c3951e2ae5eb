"""Telegram as benchmarks need it: the emulator of the tests, which takes its time for every call and notes when it was done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.emulator import Emulator
from tests.emulator.faults import Fault
from tests.emulator.world import Chat

Heard = Callable[[int, str], None]
"""Told of every message that is sent: the chat, and its text."""


class Telegram(Emulator):
    """Takes `takes` seconds for a call. A message counts as sent once the call is answered."""

    def __init__(self, takes: float) -> None:
        super().__init__()
        self.takes = takes
        self.heard: Heard = lambda _chat, _text: None
        self.hooked = asyncio.Event()
        self.hooks: dict[str, float] = {}
        if takes:
            self.fault(method="sendMessage", times=10**9, delay=takes)

    def knows(self, chat: int) -> None:
        """Somebody has opened a chat with this bot."""
        self.world.chats.setdefault(chat, Chat(chat))

    def pauses(self, chat: int, seconds: int) -> None:
        """Ask, at the next message into a chat, to leave it alone for so long."""
        fault = Fault(method="sendMessage", chat_id=chat, retry_after=seconds, delay=self.takes)
        self.faults._ordered.insert(0, fault)  # noqa: SLF001  # before the fault that every call has

    def _log(self, method: str, params: dict, outcome: str) -> None:
        """What was sent is told and forgotten: an hour of it would fill the memory."""
        if outcome == "ok" and method == "sendMessage":
            chat = int(params["chat_id"])
            self.world.chats[chat].messages.clear()
            self.heard(chat, str(params["text"]))
        if method == "setWebhook" and outcome == "ok":
            self.hooks[str(params["url"])] = time.monotonic()
            self.hooked.set()
