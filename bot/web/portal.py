"""The secure link from another channel, and the demo mailbox.

Looking at a link spends nothing, since mail scanners and link previews look too. Only the button does, and then this
browser gets a new cookie, so that nobody who planted an old one can read along.
"""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import Office
from bot.web.access import APP, WINDOW, browser_of, check_form, forget, keep, new_browser
from bot.web.forms import read_fields
from bot.web.pages import Pages

SETTLE_SECONDS = 2.0
"""Without a script the page does not grow: the open question should stand on it when it comes."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}\Z")


class Portal:
    """The routes of the secure link and the demo mailbox."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self.office = office
        self.pages = pages

    async def link(self, request: Request) -> Response:
        """One button. Spends nothing."""
        token = request.path_params["token"]
        if not TOKEN.match(token) or not await self.office.link_is_good(token):
            return self._dead(request)
        browser = browser_of(request, self.pages.settings)
        response = self.pages.at(request).page("link.html", csrf=browser.csrf, action=request.url.path)
        keep(response, browser.cookie, browser.token, self.pages.settings)
        return response

    async def open(self, request: Request) -> Response:
        """Spend the link and go on in this browser."""
        browser = browser_of(request, self.pages.settings)
        fields = await read_fields(request)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        token, fresh = request.path_params["token"], new_browser()
        if not TOKEN.match(token) or not await self.office.open_link(token, fresh.address):
            return self._dead(request)
        await self.office.settled("web", fresh.address, SETTLE_SECONDS)
        response = RedirectResponse("/#latest", 303)
        keep(response, WINDOW, fresh.token, self.pages.settings)
        forget(response, APP, self.pages.settings)  # From here on this browser shows what the link opened.
        return response

    async def mailbox(self, request: Request) -> Response:
        """Mail of the demonstration; there is no such page where mail really goes out."""
        if not self.pages.settings.demo_mailbox:
            raise HTTPException(404)
        mails = await self.office.mailbox()
        return self.pages.at(request).page("mailbox.html", mails=mails)

    def _dead(self, request: Request) -> Response:
        return self.pages.at(request).page("dead_link.html", 410)
