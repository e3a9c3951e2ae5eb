"""Where the chat page begins inside Telegram (a Mini App): a page that knows nobody until Telegram's word is checked.

What Telegram says of who opened it stands behind the `#` of the address, which no server sees; our own script posts it.
When it is good this browser gets a new cookie and goes on to the chat. No script of anybody else is loaded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.views import Office
from bot.web.access import APP, KNOCK, browser_of, check_form, forget, keep, new_browser
from bot.web.forms import read_fields
from bot.web.pages import Pages

START = "/app"
MOST = 16_000
"""Bytes of what is posted: launch data are refused beyond a quarter of it anyway."""


class Inside:
    """The routes of the page inside Telegram."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self.office = office
        self.pages = pages

    def routes(self) -> list[tuple[str, str, str, Callable[[Request], Awaitable[Response]]]]:
        """Rows for the table of routes."""
        return [("app", "GET", START, self.start), ("app_open", "POST", START, self.open)]

    async def start(self, request: Request) -> Response:
        """The page that asks Telegram who opened it. It says the same to everybody."""
        browser = browser_of(request, self.pages.settings, KNOCK)
        response = self.pages.at(request).page("inside.html", csrf=browser.csrf)
        keep(
            response, KNOCK, browser.token, self.pages.settings
        )  # Whatever chat this browser shows, it goes on showing.
        return response

    async def open(self, request: Request) -> Response:
        """Check who opened the page and go on in this browser. Why something was not opened, only the log says."""
        browser = browser_of(request, self.pages.settings, KNOCK)
        fields = await read_fields(request, MOST)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        fresh = new_browser()
        if not await self.office.open_app(fields.get("launch", ""), fresh.address):
            return JSONResponse({"opened": False}, 403)
        response = JSONResponse({"opened": True})
        keep(response, APP, fresh.token, self.pages.settings)
        forget(response, KNOCK, self.pages.settings)
        return response
