"""The stock webhook of python-telegram-bot, in an environment of its own, called as Telegram calls it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from benchmarks.load.lines import Lines
from rivals.environments import HERE, installed
from rivals.measuring import Missing, environment
from tests.emulator import TOKEN, free_port

PATH, SECRET = "hook", "a-secret-of-the-benchmarks"


@asynccontextmanager
async def echo(api: str, hooked: asyncio.Event) -> AsyncIterator[Callable[[dict[str, object]], Awaitable[int]]]:
    """Serve it until the block ends; what hands in an update. `hooked` is set when it has told Telegram its address."""
    python, port = installed("ptb", "python-telegram-bot") / "env" / "bin" / "python", free_port()
    command, silent = (python, HERE / "ptb_echo.py", TOKEN, api, str(port), PATH, SECRET), asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env=environment(), stdout=silent, stderr=silent)
    lines = Lines(port)

    async def take(update: dict[str, object]) -> int:
        try:
            secret = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}"
            return (await lines.post(f"/{PATH}", json.dumps(update).encode(), secret))[0]
        except OSError:
            return 0

    try:
        async with asyncio.timeout(30):
            await hooked.wait()
        yield take
    except TimeoutError:
        raise Missing("python-telegram-bot did not start") from None
    finally:
        lines.close()
        if process.returncode is None:
            process.terminate()
            await process.wait()
