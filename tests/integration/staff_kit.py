"""A real desk with people of every role, and somebody at its pages without a screen; an app that counts codes as RFC 6238 says."""

from __future__ import annotations

import base64
import hmac
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from bot.bootstrap import Application, build
from bot.desk.proving import site
from bot.settings import Settings
from bot.store import Staff, Store
from bot.store.vault import hash_password
from bot.web.app import WebSettings
from bot.web.app import build as build_pages
from tests.integration.store_kit import Clock
from tests.unit.web.visitor import TOKEN

BASE = "http://localhost"
PASSWORD = "quiet-harbor-otter-lantern"
NEW_PASSWORD = "seven purple tractors hum"
KEPT = hash_password(PASSWORD)
ROLES = ("front_desk", "nurse", "portal_support", "lead", "administrator")


class NoReader:
    """Nobody writes in these tests, so nobody reads."""


def totp(typed: str, at: float) -> str:
    """The code that an app shows (RFC 6238), by the secret as it is typed in."""
    secret = base64.b32decode(typed.replace(" ", "") + "=" * (-len(typed.replace(" ", "")) % 8))
    digest = hmac.digest(secret, int(at // 30).to_bytes(8), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass
class Desk:
    """One practice's desk, its pages, and the clock on its wall."""

    application: Application
    pages: object
    clock: Clock
    people: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self):
        return self.application.desk

    @property
    def store(self) -> Store:
        return self.application.services.store

    def later(self, **span: float) -> None:
        """Time passes."""
        self.clock.now += timedelta(**span)

    async def joins(self, name: str, role: str, **more: object) -> str:
        """Somebody works here from now on; their number."""
        async with self.store.begin() as unit:
            await unit.staff.put(Staff(f"staff-{name.lower()}", name, role, KEPT, **more))
        return f"staff-{name.lower()}"

    async def audit(self, event: str = "") -> list[tuple[str, str, str]]:
        """The audit's last lines: event, who, about whom."""
        async with self.store.look() as unit:
            lines = await unit.audit.list(200)
        return [(line.event, line.actor, line.subject) for line in lines if event in ("", line.event)]

    def browser(self, address: str = "192.0.2.7") -> Browser:
        """Somebody opens a browser."""
        return Browser(self, address)


class Browser:
    """A browser without a screen: keeps cookies, fills in forms, and holds an app when one was set up."""

    def __init__(self, desk: Desk, address: str) -> None:
        transport = httpx.ASGITransport(desk.pages, raise_app_exceptions=True, client=(address, 4711))
        self.desk = desk
        self.http = httpx.AsyncClient(transport=transport, base_url=BASE, follow_redirects=True)
        self.secret = ""
        self.codes: list[str] = []
        self.answer: httpx.Response | None = None

    @property
    def page(self) -> str:
        return self.answer.text

    @property
    def place(self) -> str:
        """The address of the page that is open."""
        return self.answer.url.raw_path.decode()

    @property
    def words(self) -> str:
        shown = re.sub(r"<(script|style)\b.*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())

    @property
    def carries(self) -> dict[str, str]:
        """What the page at the door carries along, as its form would send it."""
        draft = re.search(
            r'<input type="hidden" name="next" value="([^"]*)">\s*<input type="hidden" name="verb" value="([^"]*)">'
            r'<textarea name="draft" hidden>([^<]*)<',
            self.page,
        )
        return dict(zip(("next", "verb", "draft"), map(html.unescape, draft.groups()), strict=True)) if draft else {}

    async def get(self, path: str) -> httpx.Response:
        self.answer = await self.http.get(path)
        return self.answer

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the token of the page that is open."""
        found = TOKEN.search(self.page) if self.answer else None
        self.answer = await self.http.post(path, data={"csrf": found[1] if found else "", **fields})
        return self.answer

    async def types_password(self, name: str, password: str = PASSWORD) -> httpx.Response:
        await self.get("/staff/sign-in")
        return await self.post("/staff/sign-in", name=name, password=password)

    def code(self) -> str:
        """What the app shows now."""
        return totp(self.secret, self.desk.clock().timestamp())

    async def sets_up_app(self, base: str = "/staff/sign-in/step") -> httpx.Response:
        """Scan the square, type the first code, keep the recovery codes that are shown."""
        await self.post(f"{base}/app")
        self.secret = re.search(r'class="ref typed">([^<]+)<', self.page)[1]
        await self.post(f"{base}/app/keep", code=self.code())
        self.codes = re.findall(r"<code>([0-9A-Z-]+)</code>", self.page) or self.codes
        return self.answer

    async def signs_in(self, name: str, password: str = PASSWORD) -> Browser:
        """Whatever it takes: the password, then the code, or setting up an app the first time."""
        await self.types_password(name, password)
        if "/app" in self.page and "/step" in self.place:
            await self.sets_up_app()
        elif "/step" in self.place:
            self.desk.later(seconds=30)
            await self.post("/staff/sign-in/step/code", code=self.code())
        await self.get("/staff")
        assert self.place == "/staff", self.words
        return self

    async def proves(self, wanted: str = "/staff") -> httpx.Response:
        """Show again who one is."""
        self.desk.later(seconds=30)
        await self.get(f"/staff/prove?next={wanted}")
        return await self.post("/staff/prove/code", code=self.code(), next=wanted)


@asynccontextmanager
async def desk_at(folder: Path, url: str = "", *, factor: str = "always", **more: object) -> AsyncIterator[Desk]:
    """A desk, open."""
    clock = Clock()
    settings = Settings(var=folder, database_url=url, base_url=BASE, staff_second_factor=factor, **more)
    application = await build(settings, reader=NoReader(), clock=clock)
    web = WebSettings(BASE, "Westchester Health", "+19142321919", secure_cookies=False, demo_mailbox=True, clock=clock)
    assert site(application.services) is not None
    try:
        yield Desk(application, build_pages(application.office, application.desk, web), clock)
    finally:
        await application.services.store.close()
