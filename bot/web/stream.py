"""Server-sent events: wakes an open page when something changed, with a heartbeat so that a dead line is noticed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from starlette.responses import StreamingResponse

log = structlog.get_logger("frontdoor.web")

HEARTBEAT = 15.0
RETRY = "retry: 2000\n\n"
PULSE = "event: pulse\ndata: \n\n"

Look = Callable[[], Awaitable[str | None]]


def event(name: str, data: str, mark: str = "") -> str:
    """One event as it goes over the line. Data of several lines stay one event."""
    lines = "".join(f"data: {one}\n" for one in data.split("\n"))
    return f"{f'id: {mark}' + chr(10) if mark else ''}event: {name}\n{lines}\n"


async def beats(changes: AsyncIterator[None], every: float = HEARTBEAT) -> AsyncIterator[bool]:
    """True whenever something changed, False when nothing did for a while."""
    pending = asyncio.ensure_future(anext(changes, "over"))
    try:
        while True:
            done, _ = await asyncio.wait({pending}, timeout=every)
            if done and pending.result() == "over":
                return
            if done:
                pending = asyncio.ensure_future(anext(changes, "over"))
            yield bool(done)
    finally:
        pending.cancel()


async def _lines(changes: AsyncIterator[None], look: Look, every: float, lasts: float) -> AsyncIterator[str]:
    clock = asyncio.get_running_loop().time
    ends, beaten = clock() + lasts, float("-inf")
    yield RETRY
    try:
        async for _ in beats(changes, every):
            told = await look()
            if told or clock() - beaten > 0.9 * HEARTBEAT:  # However often is looked: a beat now and then is enough.
                beaten = clock()
                yield told or PULSE
            if clock() > ends:
                return
    except Exception as error:  # noqa: BLE001  # the page connects again and is told everything it missed
        log.error("web.stream_failed", error=error)


class Streams:
    """Open streams, counted by whose they are, so that one browser cannot use them all up."""

    def __init__(self, each: int = 8, most: int = 1_000) -> None:
        self._each = each
        self._most = most
        self._open: dict[str, int] = {}

    def full(self, whose: str) -> bool:
        """Whether no further stream may be opened."""
        return self._open.get(whose, 0) >= self._each or sum(self._open.values()) >= self._most

    def answer(
        self,
        whose: str,
        changes: AsyncIterator[None],
        look: Look,
        every: float = HEARTBEAT,
        lasts: float = 3_600,
        over: Callable[[], None] = lambda: None,
    ) -> StreamingResponse:
        """A stream that sends what `look` finds, whenever something changed and at every heartbeat; `over` when it ends."""
        return StreamingResponse(
            self._counted(whose, _lines(changes, look, every, lasts), over),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def _counted(self, whose: str, lines: AsyncIterator[str], over: Callable[[], None]) -> AsyncIterator[str]:
        self._open[whose] = self._open.get(whose, 0) + 1
        try:
            async for one in lines:
                yield one
        finally:
            over()
            left = self._open.pop(whose) - 1
            if left:
                self._open[whose] = left
