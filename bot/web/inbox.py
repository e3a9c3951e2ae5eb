"""The patient's inbox: a list of their matters, and each of them whole. Only while it is confirmed who looks at it.

Everything is made by the server and works without a script. When what was confirmed ends, the browser asks again and
gets the page that says how to confirm it anew.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.patient_views import MatterLine, NotConfirmed
from bot.queue.refs import read_ref
from bot.web.access import APP, Browser, browser_of, check_form, from_here, keep
from bot.web.chat import CHANNEL, LINE, MOST_SEEN, fresh
from bot.web.forms import read_fields
from bot.web.pages import Pages
from bot.workviews import WorkOffice

INBOX = "/inbox"
NUMBERS = re.compile(r"\d{1,9}(?:-\d{1,9}){0,199}\Z", re.ASCII)
Row = tuple[str, str, str, Callable[[Request], Awaitable[Response]]]


class OwnPage:
    """What the patient's own pages share: the door in front of them, and that they leave the screen in time."""

    door_wish = ""
    """The wish that leads to this page and back once it is confirmed who asks."""
    title = ""

    def __init__(self, office: WorkOffice, pages: Pages) -> None:
        self.office = office
        self.pages = pages

    def shown(self, request: Request, browser: Browser, ends: datetime, template: str, **values: Any) -> Response:  # noqa: ANN401  # a template takes any value
        """A page that its browser asks for again when it must not stand any longer."""
        left = max(1, ceil((ends - self.pages.settings.clock()).total_seconds()))
        response = self.pages.at(request).page(
            template, csrf=browser.csrf, fresh=fresh, inside=browser.cookie == APP, left=left, **values
        )
        response.headers["Refresh"] = f"{left + 1}; url={request.url.path}"
        keep(response, browser.cookie, browser.token, self.pages.settings)
        return response

    def door(self, request: Request, browser: Browser) -> Response:
        """The same page for everybody who is not confirmed here now: what to do, and nothing about anybody."""
        pages = self.pages.at(request)
        response = pages.page(
            "own_door.html",
            csrf=browser.csrf,
            fresh=fresh,
            inside=browser.cookie == APP,
            wish=self.door_wish,
            title=pages.say(self.title),
        )
        keep(response, browser.cookie, browser.token, self.pages.settings)
        return response


class InboxPages(OwnPage):
    """The routes of the inbox."""

    door_wish = "flow.own_inbox"
    title = "web.inbox.title"

    def routes(self) -> list[Row]:
        """Rows for the table of routes."""
        return [
            ("inbox", "GET", INBOX, self.every),
            ("inbox_matter", "GET", f"{INBOX}/{{ref}}", self.matter),
            ("inbox_seen", "POST", f"{INBOX}/{{ref}}/seen", self.seen),
            ("inbox_seen_whole", "GET", f"{INBOX}/{{ref}}/seen/{{lines}}", self.seen_whole),
        ]

    async def every(self, request: Request) -> Response:
        """Every matter, the one that moved last first."""
        browser = browser_of(request, self.pages.settings)
        try:
            inbox, ends = await self.office.inbox(CHANNEL, browser.address)
        except NotConfirmed:
            return self.door(request, browser)
        return self.shown(request, browser, ends, "inbox.html", rows=inbox.rows)

    async def matter(self, request: Request) -> Response:
        """One matter with its answers. One that is not this person's reads like one that does not exist."""
        browser = browser_of(request, self.pages.settings)
        try:
            page, ends = await self.office.matter(CHANNEL, browser.address, read_ref(request.path_params["ref"]) or "")
        except NotConfirmed:
            return self.door(request, browser)
        if page is None:
            return await self.pages.missing(request, LookupError())
        return self.shown(request, browser, ends, "matter.html", page=page, unread=_unread(page.lines))

    async def seen(self, request: Request) -> Response:
        """The script says which answers really stood before the person's eyes."""
        browser = browser_of(request, self.pages.settings)
        fields = await read_fields(request)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        numbers = [int(one) for one in fields.get("lines", "").split(" ") if LINE.match(one)]
        await self._note(request, browser, numbers)
        return Response(status_code=204)

    async def seen_whole(self, request: Request) -> Response:
        """A browser without a script has loaded the page to its end, and asks for this picture that is none."""
        browser, lines = browser_of(request, self.pages.settings), request.path_params["lines"]
        ours = request.method == "GET" and not browser.new and from_here(request, self.pages.settings)
        if ours and NUMBERS.match(lines):
            await self._note(request, browser, [int(one) for one in lines.split("-")])
        return Response(status_code=204)

    async def _note(self, request: Request, browser: Browser, numbers: list[int]) -> None:
        ref = read_ref(request.path_params["ref"])
        if ref and numbers:
            await self.office.matter_seen(CHANNEL, browser.address, ref, tuple(numbers[:MOST_SEEN]))


def _unread(lines: tuple[MatterLine, ...]) -> str:
    """The answers that this page shows for the first time, as they are told to the server."""
    return "-".join(str(line.seq) for line in lines if line.unread)
