"""The program calls whom it was told to call, and nobody else: no address in a message, and none in an answer, is followed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.telegram import PtbApi
from bot.channels.telegram_api import TelegramTrouble
from nlu.understanding import Reader
from tests.emulator import TOKEN, on_socket
from tests.functional.practice import practice

WATCHED: list[list[str]] = []
"""The lists that calls are noted in now. An audit hook can never be taken away again, so it looks here."""


def _note(event: str, about: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo"):
        to = about[1] if event == "socket.connect" else about[:2]
        for one in WATCHED if isinstance(to, tuple) else ():  # a path is a socket of this machine
            one.append(f"{event} {to}")


sys.addaudithook(_note)


@contextmanager
def calls() -> Iterator[list[str]]:
    """Every connection to the network that this process begins in the block."""
    found: list[str] = []
    WATCHED.append(found)
    try:
        yield found
    finally:
        WATCHED.remove(found)


async def test_a_message_full_of_addresses_calls_nobody(tmp_path: Path, reader: Reader) -> None:
    """A message that makes the program fetch something reaches into the practice's own network."""
    knocks = []

    async def knocked(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(1)
        writer.close()

    server = await asyncio.start_server(knocked, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    said = f"see http://127.0.0.1:{port}/a https://localhost:{port}/ ftp://127.0.0.1:{port} file:///etc/passwd //169.254.169.254/latest [x](http://127.0.0.1:{port})"
    async with server, practice(tmp_path, reader) as one:
        with calls() as found:
            assert (await one.says(said))["replies"]
            await one.says("I need an appointment")
            assert (await one.says(said))["replies"]
    assert found == []
    assert knocks == []


async def test_an_answer_that_points_elsewhere_is_not_followed() -> None:
    """Whoever stands in for a server could send the program, with what it carries, to another."""
    seen = []

    async def elsewhere(request: Request) -> Response:
        seen.append(request.url.path)
        return Response("{}")

    async with on_socket(Starlette(routes=[Route("/{rest:path}", elsewhere, methods=["GET", "POST"])])) as other:

        async def points(_request: Request) -> Response:
            return RedirectResponse(f"{other}/stolen", 307)

        async with on_socket(Starlette(routes=[Route("/{rest:path}", points, methods=["GET", "POST"])])) as here:
            api = PtbApi(TOKEN, here)
            await api.open()
            with pytest.raises(TelegramTrouble):
                await api.call("sendMessage", {"chat_id": 1, "text": "a secret"})
            await api.close()
    assert seen == []
