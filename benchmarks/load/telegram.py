"""Telegram as benchmarks need it: the emulator of the tests, which takes its time for every call and notes when it was done.

Calls come in over a bare socket: a web server in between would cost half a millisecond of the machine that is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl

from tests.emulator import Emulator
from tests.emulator.faults import Fault
from tests.emulator.server import refused
from tests.emulator.world import Chat, Refusal

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

    @contextlib.asynccontextmanager
    async def on_socket(self, port: int | None = None) -> AsyncIterator[str]:
        """Serve on a real socket while the block runs; the address of the API."""
        server = await asyncio.start_server(self._line, "127.0.0.1", port or 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            self.poller.end("Bad Gateway", 502)
            server.close()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the calls that come over one line, one after the other."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first, *fields = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                length = next((int(one[15:]) for one in fields if one.lower().startswith("content-length:")), 0)
                _, bot, method = first.split(" ")[1].split("/")
                given = dict(parse_qsl((await reader.readexactly(length)).decode(), keep_blank_values=True))
                writer.write(await self._said(bot.removeprefix("bot"), method, given))
        writer.close()

    async def _said(self, token: str, method: str, given: dict[str, str]) -> bytes:
        """The answer to one call, after the time it takes."""
        fault = self.faults.next(method, given)
        if fault:
            await asyncio.sleep(fault.delay)
        if fault and fault.retry_after is not None:
            answer = refused(Refusal(429, "Too Many Requests", fault.retry_after))
        else:
            answer = await self._do(token, method, given)
        head = f"HTTP/1.1 {answer.status_code} .\r\nContent-Type: application/json\r\nContent-Length: {len(answer.body)}\r\n\r\n"
        return head.encode() + bytes(answer.body)

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
