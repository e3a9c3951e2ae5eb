"""The product as it is served: `bot serve` as a process of its own, with its language child, called by Telegram."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rivals.measuring import processor_time, resident

from benchmarks.load.lines import Lines
from benchmarks.load.telegram import Telegram
from tests.emulator import TOKEN, free_port

ROOT = Path(__file__).resolve().parents[2]
HOOK, SECRET = "/telegram/hook", "a-secret-of-the-benchmarks"
PROBE, READ = "do you folks ever take a look at what i type on weekends", "computer program"
"""Words that no keyword catches: only the language child reads them; and a part of the answer."""


class Served:
    """One process and its children."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process, self.lines = process, Lines(port)

    async def take(self, update: dict[str, object]) -> int:
        """Hand in an update as Telegram does; the status it was answered with, 0 for a line that broke."""
        try:
            body = json.dumps(update).encode()
            status, _ = await self.lines.post(HOOK, body, f"X-Telegram-Bot-Api-Secret-Token: {SECRET}")
        except OSError:
            return 0
        return status

    def pids(self) -> list[int]:
        """The application, then its language child."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        return [pid, *map(int, children)]

    def computed(self) -> list[float]:
        """Seconds that each has computed so far."""
        return [processor_time(pid) for pid in self.pids()]

    def waited(self) -> list[float]:
        """Seconds that each has been ready to compute while something else had the cores."""
        read = (Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8") for pid in self.pids())
        return [int(one.split()[1]) / 1e9 for one in read]

    def weighs(self) -> list[float]:
        """Resident memory of each, in megabytes."""
        return [resident(pid) for pid in self.pids()]


@asynccontextmanager
async def served(folder: Path, api: str, telegram: Telegram, database: str = "", **more: str) -> AsyncIterator[Served]:
    """Serve a practice out of a folder until the block ends; it reads messages when the block begins. `more`: other settings."""
    port = free_port()
    env = {
        **os.environ,
        "FRONTDOOR_PORT": str(port),
        "FRONTDOOR_VAR": str(folder),
        "FRONTDOOR_MODEL": str(ROOT / "var" / "model"),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}{HOOK}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "DATABASE_URL": database,
        **more,
    }
    with (folder / f"served-{port}.log").open("wb") as log:
        command = (sys.executable, "-m", "bot", "serve")
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=log, stderr=log)
        one = Served(process, port)
        try:
            await _reads(one, telegram)
            yield one
        finally:
            one.lines.close()
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await process.wait()


async def _reads(one: Served, telegram: Telegram, seconds: float = 90.0) -> None:
    """Wait until a message is read by the language child."""
    read, before, chat = asyncio.Event(), telegram.heard, 70_000_000 + one.process.pid * 100
    telegram.heard = lambda _chat, text: read.set() if READ in text else None
    end = time.monotonic() + seconds
    try:
        while not read.is_set():
            if one.process.returncode is not None or time.monotonic() > end:
                raise SystemExit("the practice did not start")
            telegram.knows(chat := chat + 1)
            await one.take(message(chat, PROBE, chat))
            await asyncio.sleep(0.3)
    finally:
        telegram.heard = before


def message(chat: int, text: str, number: int) -> dict[str, object]:
    """An update: a text that somebody typed just now."""
    sender = {"id": chat, "is_bot": False, "first_name": "Pat", "language_code": "en"}
    talk = {"id": chat, "type": "private", "first_name": "Pat"}
    head = {"message_id": number % 2_000_000_000, "date": int(time.time()), "chat": talk, "from": sender}
    return {"update_id": number, "message": {**head, "text": text}}
