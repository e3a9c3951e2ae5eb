"""The pages over a fake office and desk, served on a real socket, and a real browser to look at them."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.unit.web.fakes import FakeDesk, FakeOffice, application
from tests.unit.web.scene import SCENES, furnish

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""Debian's Chromium; where it is, the one without windows of its own, which loads no pages for menus and tabs that nobody sees."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Of all these rules the ones that look at a colour."""
WRONG = "rules => axe.run({ runOnly: rules, resultTypes: ['violations'] }).then((found) => found.violations)"
"""Only what is wrong comes out of the browser: with all that is right on a page, a check takes three times the work."""


class Served:
    """A running application; `do` changes the office or the desk from within."""

    def __init__(self) -> None:
        now = lambda: datetime.now(UTC)  # noqa: E731  # the clock of a browser's day
        self.office = FakeOffice(now)
        self.desk = FakeDesk(self.office, now)
        furnish(self.office, self.desk)
        self.address = ""
        self.loop = asyncio.new_event_loop()

    def do(self, change, *args, **values):
        """Run a change where the application runs."""
        return asyncio.run_coroutine_threadsafe(self._do(change, args, values), self.loop).result(5)

    async def _do(self, change, args, values):
        return change(*args, **values)


@contextmanager
def serving() -> Iterator[Served]:
    """Serve until the block ends."""
    served = Served()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        served.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = application(served.office, served.desk, base_url=served.address)
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=lambda: served.loop.run_until_complete(server.serve([listener])))
        thread.start()
        try:
            yield served
        finally:
            server.should_exit = True
            thread.join(10)
            served.loop.close()


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser without a screen."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def window(browser: Browser, served: Served, scene: str | None = None, **options) -> tuple[BrowserContext, Page]:
    """A fresh browser window, on one of the furnished conversations if named."""
    context = browser.new_context(**{"viewport": {"width": 390, "height": 844}, **options})
    if scene:
        context.add_cookies([{"name": "window", "value": SCENES[scene].token, "url": served.address}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return context, page


def sign_in(page: Page, served: Served) -> None:
    """Nora begins her day."""
    page.goto(f"{served.address}/staff/sign-in")
    page.fill("#name", "nora")
    page.fill("#password", "a long demo password")
    page.press("#password", "Enter")
    page.wait_for_url("**/staff")
