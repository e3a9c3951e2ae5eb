"""The product as a process of its own that can be killed at any instant, on an address that stays the same."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from tests.emulator import TOKEN, Emulator, free_port

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """`python -m bot serve` over one folder, one port and one Telegram. Keywords read: the language child stays off."""

    def __init__(self, folder: Path, emulator: Emulator, telegram: str, database: str = "") -> None:
        self.folder, self.emulator = folder, emulator
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.env = {
            **kept,
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # Fifty starts compile the program once.
            "FRONTDOOR_PORT": str(self.port),
            "FRONTDOOR_VAR": str(folder),
            "FRONTDOOR_LANGUAGE_CHILD": "off",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram,
            **({"DATABASE_URL": database} if database else {}),
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, *felled: object) -> None:
        """Begin a new life; one that is `felled` ends by itself at that passing of that point."""
        program = ("tests.faults.felled", *map(str, felled)) if felled else ("bot", "serve")
        command = (sys.executable, "-m", *program)
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        self._asked = self.emulator.poller.times

    async def up(self, seconds: float = 60.0) -> None:
        """Wait until it reads from Telegram."""
        for _ in range(int(seconds * 200)):
            if self.emulator.poller.times > self._asked:
                return
            assert self.process.returncode is None, self.said()
            await asyncio.sleep(0.005)
        raise AssertionError(self.said())

    async def up_or_gone(self, seconds: float = 60.0) -> None:
        """Wait until its pages answer, or it has ended by itself. Where there are several, not each of them reads from Telegram."""
        for _ in range(int(seconds * 50)):
            if self.process.returncode is not None:
                return
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.said())

    async def gone_within(self, seconds: float) -> None:
        """Give it so long to end by itself, then kill it."""
        try:
            async with asyncio.timeout(seconds):
                await self.process.wait()
        except TimeoutError:
            await self.gone()

    async def end(self, how: int = signal.SIGKILL) -> int:
        """End this life; the exit status."""
        self.process.send_signal(how)
        return await self.process.wait()

    async def gone(self) -> None:
        """See to it that no life is left, however the test ended."""
        if self.process is not None and self.process.returncode is None:
            await self.end()

    @property
    def log(self) -> Path:
        """Where it writes."""
        return self.folder / f"child-{self.port}.log"

    def said(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text(encoding="utf-8")[-4000:]
