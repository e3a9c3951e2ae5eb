"""Lines to a server of this machine that stay open: what it costs to ask must not be mistaken for what it costs to answer."""

from __future__ import annotations

import asyncio

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
BROKEN = (asyncio.IncompleteReadError, ConnectionError)


class Lines:
    """Posts JSON. As many lines as are needed at once; each is used again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Line] = []

    async def post(self, path: str, body: bytes, *more: str) -> tuple[int, bytes]:
        """Post a body, with `more` lines of the head; the status and the body of the answer. Raises OSError."""
        where, length = f"Host: 127.0.0.1:{self._port}", f"Content-Length: {len(body)}"
        head = (f"POST {path} HTTP/1.1", where, "Content-Type: application/json", length, *more, "", "")
        sent = "\r\n".join(head).encode() + body
        while True:
            fresh = not self._idle
            line = await asyncio.open_connection("127.0.0.1", self._port) if fresh else self._idle.pop()
            try:
                line[1].write(sent)
                answer = await _answer(line[0])
            except BROKEN as error:
                line[1].close()
                if fresh:
                    raise OSError("the line broke") from error
                continue  # A line that nobody used for a while was closed over there.
            self._idle.append(line)
            return answer

    def close(self) -> None:
        """Close what is open."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = dict(one.lower().split(": ", 1) for one in head[1:] if ": " in one)
    return int(head[0].split(" ")[1]), await reader.readexactly(int(fields.get("content-length", "0")))
