"""The emulator (or any other application) on a real socket of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.asynccontextmanager
async def on_socket(
    app: object, port: int | None = None, http: str | type = "auto", **tls: object
) -> AsyncIterator[str]:
    """Serve `app` on a port (a free one if none is given) while the block runs, with `tls` if there are files for it; its address."""
    port = port or free_port()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, http=http, log_config=None, timeout_graceful_shutdown=1, **tls
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # The test run has its own.
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # the server tells nobody that it has begun
        await asyncio.sleep(0.005)
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
