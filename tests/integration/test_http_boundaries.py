"""Where one request ends and the next begins is never in doubt: what a proxy could read otherwise is refused, over real sockets."""

from __future__ import annotations

import asyncio

import pytest

from bot.heads import BoundedHeads
from tests.emulator import on_socket
from tests.integration.route_kit import site
from tests.integration.store_kit import Place

HEAD = b"POST /chat/say HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SECOND = b"GET /smuggled HTTP/1.1\r\nHost: desk.example\r\n\r\n"
DOUBTFUL = (
    b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"Content-Length: +4\r\n\r\nabcd",
    b"Content-Length: 4, 5\r\n\r\nabcd",
    b"Content-Length: 0x4\r\n\r\nabcd",
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
)


@pytest.fixture
async def address(tmp_path):
    """The real pages on a real socket."""
    async with (
        site(Place("sqlite", tmp_path / "keys"), tmp_path) as here,
        on_socket(here.pages, http=BoundedHeads) as base,
    ):
        yield base.removeprefix("http://").split(":")


async def answers(address, raw):
    """What comes back for these bytes until the server closes or has nothing more to say."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(raw)
    writer.write_eof()
    found = b""
    try:
        async with asyncio.timeout(10):
            while part := await reader.read(65_536):
                found += part
    except ConnectionResetError:
        pass  # It was closed on us.
    finally:
        writer.close()
    return [line for line in found.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


@pytest.mark.parametrize("rest", DOUBTFUL, ids=range(len(DOUBTFUL)))
async def test_a_request_whose_end_is_in_doubt_is_refused(address, rest):
    """Nobody may hide a second request of theirs in the first of somebody else's."""
    found = await answers(address, HEAD + rest + SECOND)
    assert len(found) == 1
    assert found[0].split()[1] == b"400"


async def test_of_two_ways_to_say_the_end_the_chunks_count(address):
    """As the standard says; a proxy that goes by the length would see a request less, and must drop it."""
    found = await answers(address, HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND)
    assert [line.split()[1] for line in found] in ([b"400"], [b"403", b"404"])


async def test_a_header_without_end_is_cut_off(address):
    """Memory for the one is memory that all others lack."""
    found = await answers(address, b"GET / HTTP/1.1\r\nHost: desk.example\r\nX-Long: " + b"a" * 2_000_000 + b"\r\n\r\n")
    assert [line.split()[1] for line in found] in (
        [b"400"],
        [],
    )  # Closed while it was still being sent, a line may lose the answer.


async def test_a_long_head_that_comes_to_its_end_is_read(address):
    """Cookies of several windows, and what servers in front add."""
    raw = b"GET /health HTTP/1.1\r\nHost: desk.example\r\nX-Long: " + b"a" * 30_000 + b"\r\n\r\n"
    assert [line.split()[1] for line in await answers(address, raw)] == [b"200"]
