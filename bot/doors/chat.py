"""`frontdoor chat`: talk to the practice in a terminal. A fresh practice with the demo people; mails are printed too."""

from __future__ import annotations

import asyncio
import sys

from bot.bootstrap import Application, build, language_child, utc_now
from bot.channels.base import Inbound
from bot.channels.terminal import TerminalTransport
from bot.directory import load_people
from bot.serving import train_model
from bot.settings import Settings

HELLO = "Type a message, or a number for a button; an empty line or Ctrl+D ends. Mails appear here. Nothing is kept.\n"


async def run_chat(settings: Settings) -> int:
    """Talk until the person ends it."""
    child = language_child(settings, train_model(settings.data, settings.model_dir))
    application = await build(settings, reader=child)
    await load_people(application.services.store, settings.data / "demo" / "people.yml")
    await application.services.store.close()
    application = await build(settings, reader=child)
    window = TerminalTransport(lambda line: print(line, flush=True))
    application.services.transports["terminal"] = window
    starting = asyncio.create_task(child.start())
    print(HELLO, flush=True)
    try:
        await _talk(application, window)
    finally:
        await starting
        await child.stop()
        await application.services.store.close()
    return 0


async def _talk(application: Application, window: TerminalTransport) -> None:
    mails, count = 0, 0
    event: Inbound | None = Inbound("terminal", "me", "t0", "open", utc_now())
    while event is not None:
        await application.intake.receive(event)
        await application.worker.drain()
        while await application.outbox.flush():
            pass
        async with application.services.store.look() as unit:
            sent = list(reversed(await unit.mails.list(1000)))
        for mail in sent[mails:]:
            print(
                f"\n    --- mail to {mail.to}: {mail.subject}\n    {mail.text.replace(chr(10), chr(10) + '    ')}",
                flush=True,
            )
        mails, count = len(sent), count + 1
        event = await _next(window, f"t{count}")


async def _next(window: TerminalTransport, event_id: str) -> Inbound | None:
    print("\n> ", end="", flush=True)
    line = await asyncio.to_thread(sys.stdin.readline)
    if not line.strip():
        return None
    button = window.pressed(line)
    if button is not None:
        return Inbound("terminal", "me", event_id, "press", utc_now(), button=button)
    return Inbound("terminal", "me", event_id, "text", utc_now(), text=line.rstrip("\n"))
