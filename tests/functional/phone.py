"""A phone with Telegram and a browser: pages opened inside Telegram, in a frame of its page, and outside of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from nlu.understanding import Reader
from tests.emulator import on_socket
from tests.functional.key import make_key
from tests.functional.pages import ARGUMENTS, CHROMIUM
from tests.functional.telegram_site import Site, telegram_site

PORTAL, TELEGRAM, ELSEWHERE = "portal.practice.test", "web.telegram.org", "elsewhere.example"
CLINIC = "www.clinic.example"  # the practice's own site, which may show the chat in a frame
OTHERS = (TELEGRAM, ELSEWHERE, CLINIC)
AROUND = f"default-src 'none'; script-src https://{PORTAL}; frame-src https://{PORTAL}; style-src 'unsafe-inline'"
"""What a careful site allows; our script must not need more."""


@dataclass
class Phone:
    """One practice on the open network, and browsers that reach it under its name."""

    site: Site
    browser: Browser

    async def window(self, **options: object) -> tuple[BrowserContext, Page]:
        """A fresh browser window that has never been anywhere."""
        context = await self.browser.new_context(
            **{"viewport": {"width": 390, "height": 844}, "ignore_https_errors": True, **options}
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        return context, page


async def _frame(request: Request) -> HTMLResponse:
    """A page around another page, as Telegram in a browser shows Mini Apps."""
    inner = request.query_params["shows"].replace("&", "&amp;").replace('"', "&quot;")
    return HTMLResponse(f'<title>around</title><iframe src="{inner}" width="390" height="800"></iframe>')


async def _site(_request: Request) -> HTMLResponse:
    """A page of somebody's site with our script on it, and with rules of its own for everything on it."""
    return HTMLResponse(
        "<!doctype html><html lang=en><title>Our practice</title>"
        "<style>* { font: italic 40px serif !important; color: red !important }</style>"
        f'<script src="https://{PORTAL}/embed.js" async></script><main><h1>Our practice</h1><a href="#">Our doctors</a></main></html>',
        headers={"Content-Security-Policy": AROUND},
    )


def framed(host: str, address: str) -> str:
    """The address of a page of `host` that shows `address` in a frame."""
    return f"https://{host}/?shows={quote(address, safe='')}"


def frame_of(page: Page):
    """The page inside the page."""
    return next(frame for frame in page.frames if frame.parent_frame is not None)


def path_of(url: str) -> str:
    """Where a page is, without who it is."""
    return urlsplit(url).path


@asynccontextmanager
async def phone(folder: Path, reader: Reader) -> AsyncIterator[Phone]:
    """A practice that has a name on the open network, as far as this browser knows, and the pages of others."""
    key = make_key(folder, PORTAL, *OTHERS)
    others = Starlette(routes=[Route("/", _frame), Route("/site", _site)])
    async with (
        telegram_site(folder / "var", reader, "polling", PORTAL, key, embed=(f"https://{CLINIC}",)) as site,
        on_socket(others, **key.files) as around,
        async_playwright() as player,
    ):
        here = [
            f"MAP {PORTAL} {urlsplit(site.base).netloc}",
            *(f"MAP {one} {urlsplit(around).netloc}" for one in OTHERS),
        ]
        rules = f"--host-resolver-rules={', '.join(here)}"
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, rules])
        try:
            yield Phone(site, browser)
        finally:
            await browser.close()
