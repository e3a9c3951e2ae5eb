"""The real desk over a real store, served on a real socket: people at the desk in browsers, patients at its other side."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page

from bot.bootstrap import Application, build, utc_now
from bot.channels.base import Inbound
from bot.conversation import Identity
from bot.directory import load_people
from bot.queue.item import Item, Kind, ThreadEntry
from bot.settings import Settings
from bot.store import Staff
from bot.web.access import new_browser
from bot.web.app import WebSettings
from bot.web.app import build as build_pages
from nlu.understanding import Understanding
from tests.functional.practice import PEOPLE

STAFF = {"Nora": "nurse", "Felix": "front_desk", "Petra": "portal_support", "Lena": "lead", "Paul": "provider"}
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Nobody:
    """A reader that is away: keywords are not needed where nobody writes in words."""

    async def read(self, text, lang="en", asked=None):
        return Understanding.unavailable()


class Site:
    """One practice with its desk; `run` does something within it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.address = ""
        self.app: Application
        self.tokens: dict[str, str] = {}
        self.made = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something where the application runs."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def open(self) -> None:
        """Build it, with the demo people and everybody at the desk."""
        self.app = await build(Settings(var=self.folder), reader=Nobody())
        self.app.services.by_day = False  # It may be night where this runs.
        await load_people(self.app.services.store, PEOPLE)
        async with self.app.services.store.begin() as unit:
            for name, role in STAFF.items():
                await unit.staff.put(Staff(f"s-{name.lower()}", name, role, "", active=True))
                self.tokens[name] = await unit.staff.open_session(f"s-{name.lower()}", utc_now())
        await self.app.start(timers=False)

    def item(self, kind: Kind = Kind.MESSAGE, thread: tuple[ThreadEntry, ...] = (), **changes: Any) -> str:
        """One more request of Marisol's; its reference."""
        self.made += 1
        return self.run(self._item(f"T{self.made:02d}-4RXC", kind, thread, changes))

    async def _item(self, ref: str, kind: Kind, thread: tuple[ThreadEntry, ...], changes: dict[str, Any]) -> str:
        now = utc_now()
        async with self.app.services.store.begin() as unit:
            talk = await unit.conversations.find_or_create("web", f"w{self.made}", now)
            base = {
                "priority": "routine",
                "fields": {"text": "May I have a word?"},
                "created_at": now,
                "patient_id": "marisol",
                "actor_id": "marisol",
                "assurance": "VERIFIED",
                "target_at": now + timedelta(hours=self.made),
            }
            await unit.queue.add(Item(ref, kind, conversation_id=talk, **{**base, **changes}))
            for line in thread:
                await unit.queue.thread_add(ref, line)
        self.app.services.signals.wake("queue")
        return ref

    def act(self, name: str, ref: str, verb: str, text: str = "") -> None:
        """Somebody at the desk does something without a browser."""
        self.run(self.app.desk.act(self.run(self._who(name)), ref, verb, text))

    async def _who(self, name: str):
        return await self.app.desk.who(self.tokens[name])

    def kept(self, ref: str) -> Item:
        """A request as it is kept."""

        async def look():
            async with self.app.services.store.look() as unit:
                return await unit.queue.get(ref)

        return self.run(look())

    def told(self, ref: str) -> list[str]:
        """What the patient was told, by key."""

        async def look():
            async with self.app.services.store.look() as unit:
                return await unit.entries.after((await unit.queue.get(ref)).conversation_id, 0)

        return [entry.key for entry in self.run(look()) if entry.kind != "said"]

    def says(self, ref: str, text: str) -> None:
        """The patient of a request writes in the chat."""

        async def write():
            async with self.app.services.store.look() as unit:
                talk = (await unit.queue.get(ref)).conversation_id
                window = (await unit.conversations.windows(talk))[0]
            await self.app.intake.receive(
                Inbound("web", window.address, f"e{self.made}{text}", "text", utc_now(), text=text)
            )
            await self.app.worker.idle()

        self.run(write())

    def at_chat(self, browser: Browser, ref: str, **options: Any) -> Page:
        """The patient of a request, confirmed a moment ago, in a browser that shows its conversation."""
        who = new_browser()
        self.run(self._shown(ref, who.address))
        context = browser.new_context(**{"viewport": NARROW, "accept_downloads": True, **options})
        context.add_cookies([{"name": "window", "value": who.token, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(self.address)
        return page

    async def _shown(self, ref: str, address: str) -> None:
        now = utc_now()
        async with self.app.services.store.begin() as unit:
            item = await unit.queue.get(ref)
            talk = await unit.conversations.load(item.conversation_id)
            who = Identity(item.patient_id, now.isoformat(), now.isoformat(), "Marisol Vega")
            await unit.conversations.save(dataclasses.replace(talk, identity=who))
            await unit.conversations.bind(item.conversation_id, "web", address, now)

    def at_desk(self, browser: Browser, name: str, path: str = "/staff", **options: Any) -> Page:
        """Somebody at the desk, signed in, in a browser of their own."""
        context = browser.new_context(**{"viewport": WIDE, **options})
        context.add_cookies([{"name": "desk", "value": self.tokens[name], "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(self.address + path)
        return page


@contextmanager
def work_site() -> Iterator[Site]:
    """Serve a practice until the block ends."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder, socket.socket() as listener:
        site = Site(Path(folder))
        listener.bind(("127.0.0.1", 0))
        site.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        site.loop.run_until_complete(site.open())
        site.app.services.base_url = site.address
        practice = site.app.services.content.practice
        web = WebSettings(site.address, "Westchester Health", "+19142321919", secure_cookies=False, zone=practice.zone)
        pages = build_pages(site.app.office, site.app.desk, dataclasses.replace(web, demo_mailbox=True))
        config = uvicorn.Config(pages, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: site.loop.run_until_complete(server.serve([listener])))
        thread.start()
        try:
            yield site
        finally:
            server.should_exit = True
            thread.join(15)
            site.loop.run_until_complete(site.app.stop())
            site.loop.close()
