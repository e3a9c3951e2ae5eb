"""The real desk on a real socket, at an address where a browser makes passkeys, and a browser with a passkey of its own."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from bot.bootstrap import build
from bot.settings import Settings
from bot.store import Staff
from bot.web.app import WebSettings
from bot.web.app import build as build_pages
from tests.integration.staff_kit import KEPT, PASSWORD, ROLES, NoReader, totp

UNLOCKED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""An authenticator like that of a laptop whose owner puts a finger on it."""


class DeskSite:
    """One practice's desk, running."""

    def __init__(self, factor: str) -> None:
        self.factor = factor
        self.address = ""
        self.loop = asyncio.new_event_loop()
        self.application = None

    def run(self, doing):
        """Do something where the application runs."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(20)

    def joins(self, name: str, role: str, **more: object) -> str:
        """Somebody works here from now on."""
        return self.run(self._joins(name, role, more))

    async def _joins(self, name, role, more):
        ident = f"staff-{name.lower().replace(' ', '-')}"
        async with self.application.services.store.begin() as unit:
            await unit.staff.put(Staff(ident, name, role, KEPT, **more))
        return ident

    def writes(self, *lines) -> None:
        """Lines of the audit."""
        self.run(self._writes(lines))

    async def _writes(self, lines):
        async with self.application.services.store.begin() as unit:
            for event, actor, subject, detail in lines:
                await unit.audit.append(event, actor, subject, detail)

    async def serve(self, listener, started, folder) -> None:
        """Build it, and serve until told to stop."""
        settings = Settings(var=folder, base_url=self.address, staff_second_factor=self.factor)
        async with AsyncExitStack() as stack:
            self.application = await build(settings, reader=NoReader())
            self.application.services.by_day = False  # It may be night where this runs.
            stack.push_async_callback(self.application.services.store.close)
            web = WebSettings(self.address, "Westchester Health", "+19142321919", secure_cookies=False)
            pages = build_pages(self.application.office, self.application.desk, web)
            config = uvicorn.Config(
                pages, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
            )
            self.server = uvicorn.Server(config)
            for role in ROLES:
                await self._joins(role.replace("_", " ").title(), role, {})
            started.set()
            await self.server.serve([listener])


@contextmanager
def desk_site(factor: str = "always") -> Iterator[DeskSite]:
    """Serve until the block ends; somebody of every role works there, named after the role."""
    site, started = DeskSite(factor), threading.Event()
    with socket.socket() as listener, tempfile.TemporaryDirectory() as folder:
        listener.bind(("127.0.0.1", 0))
        site.address = f"http://localhost:{listener.getsockname()[1]}"
        serving = site.serve(listener, started, Path(folder))
        thread = threading.Thread(target=lambda: site.loop.run_until_complete(serving))
        thread.start()
        assert started.wait(20)
        try:
            yield site
        finally:
            site.server.should_exit = True
            thread.join(15)
            site.loop.close()


def window(browser: Browser, site: DeskSite, **options: object) -> tuple[BrowserContext, Page]:
    """A fresh browser window at the door."""
    context = browser.new_context(**{"viewport": {"width": 390, "height": 844}, **options})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{site.address}/staff/sign-in")
    return context, page


def passkeys(context: BrowserContext, page: Page) -> tuple[object, str]:
    """Give a browser window an authenticator; its wire, and the authenticator's number there."""
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    return wire, wire.send("WebAuthn.addVirtualAuthenticator", {"options": UNLOCKED})["authenticatorId"]


def types_password(page: Page, name: str, password: str = PASSWORD) -> None:
    """Name and password at the door."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sets_up_app(page: Page) -> str:
    """Set up an app by the key that is shown; the key."""
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator(".typed").inner_text()
    page.get_by_label("The six digits the app shows now").fill(totp(secret, time.time()))
    page.get_by_role("button", name="Check and turn on").click()
    return secret


def signs_in(page: Page, name: str) -> str:
    """The first sign-in of somebody, with an app; its key."""
    types_password(page, name)
    secret = sets_up_app(page)
    page.get_by_role("link", name="I have kept them, go on").click()
    page.wait_for_url(f"{page.url.partition('/staff')[0]}/staff")
    return secret
