"""The whole product over real sockets: the application with its pages, and the emulator of Telegram beside it."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.bootstrap import Application, add_telegram, build
from bot.serving import _server, import_people, load_demo
from bot.settings import ROOT, Secret, Settings
from nlu.understanding import Reader
from tests.emulator import TOKEN, Emulator, free_port, on_socket
from tests.functional.key import TestKey
from tests.functional.staff_person import StaffPerson
from tests.functional.web_person import WebPerson

DATA = ROOT / "data"
HOOK_WORD = "a-long-random-word-for-tests"


@dataclass
class Site:
    """One practice and one Telegram."""

    emulator: Emulator
    application: Application
    settings: Settings
    base: str
    trusts: ssl.SSLContext | None = None

    def say(self, key: str) -> str:
        """A sentence of the content, up to its first place or line."""
        return self.application.services.content.say(key)

    def somebody(self) -> WebPerson:
        """Somebody at the pages, from this machine."""
        return WebPerson(self.base, self.trusts)

    async def code(self) -> str:
        """The newest code, read on the mailbox page as a newcomer would."""
        reader = self.somebody()
        for _ in range(100):
            await reader.get("/mailbox")
            if found := re.search(r"\b(\d{8})\b", reader.words()):
                await reader.close()
                return found.group(1)
            await asyncio.sleep(0.05)
        raise AssertionError("no code in the mailbox")

    async def staff(self, name: str = "Felix") -> StaffPerson:
        """A member of staff who has signed in: with a bot, even people of the demonstration need a second factor."""
        person = StaffPerson(self.base, self.trusts)
        password = (self.settings.var / "demo-password.txt").read_text(encoding="utf-8").strip()
        await person.signs_in(name, password)
        return person


@asynccontextmanager
async def telegram_site(
    folder: Path,
    reader: Reader,
    mode: str,
    named: str = "",
    key: TestKey | None = None,
    people: Path | None = None,
    embed: tuple[str, ...] = (),
    data: Path | None = None,
) -> AsyncIterator[Site]:
    """Everything, started and stopped. `mode` is `polling` or `webhook`; `data` is other content than ours.

    With `named` and `key` the pages are served with TLS, as a practice on the open network that has this name. The sites of
    `embed` may show the chat in a frame.
    """
    emulator = Emulator()
    port, tls = free_port(), key.files if key else {}
    base = f"{'https' if key else 'http'}://127.0.0.1:{port}"
    async with emulator.on_socket() as telegram:
        hook = f"{base}/telegram/k7Xq" if mode == "webhook" else ""
        settings = Settings(
            port=port,
            base_url=f"https://{named}" if named else base,
            var=folder,
            data=data or DATA,
            telegram_token=Secret(TOKEN),
            telegram_api=telegram,
            telegram_webhook_url=hook,
            telegram_webhook_secret=Secret(HOOK_WORD),
            embed_origins=embed,
        )
        await load_demo(settings)
        if people:
            await import_people(settings, people, skip_bad=False)
        application = await build(replace(settings), reader=reader)
        application.services.by_day = False  # It may be night where this runs.
        channel = add_telegram(application)
        served = _server(application, settings, channel).config
        async with on_socket(served.app, port, served.http, **tls):
            await application.start(timers=False)
            try:
                yield Site(emulator, application, settings, base, key.trusts if key else None)
            finally:
                await application.stop()
                await channel.close()
    await emulator.close()
