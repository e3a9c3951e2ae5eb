"""The door of the staff desk: signing in and out, and what was typed into a page whose sign-in had run out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import Desk, StaffView
from bot.web.access import DESK, DOOR, Refused, browser_of, check_form, cookie_name, forget, from_here, keep
from bot.web.forms import read_fields
from bot.web.items import DRAFTS, Items
from bot.web.pages import Pages

Handler = Callable[[Request], Awaitable[Response]]

NEXT = re.compile(r"/staff(/items/[A-Za-z0-9-]{1,40})?\Z")


class Staff:
    """The routes of the door."""

    def __init__(self, desk: Desk, pages: Pages, items: Items) -> None:
        self.desk = desk
        self.pages = pages
        self.items = items

    def only(self, handler: Handler) -> Handler:
        """The handler behind the sign-in."""

        async def guarded(request: Request) -> Response:
            token = request.cookies.get(cookie_name(DESK, self.pages.settings), "")
            staff = await self.desk.who(token) if token else None
            if staff is None:
                return await self._outside(request)
            request.state.staff = staff
            return await handler(request)

        return guarded

    async def _outside(self, request: Request) -> Response:
        """To the door; what was typed into an expired page comes along."""
        if request.url.path in ("/staff/stream", "/staff/pulse"):
            return Response(status_code=401)
        match = NEXT.match(request.url.path)
        if request.method != "POST":
            return RedirectResponse(f"/staff/sign-in?next={match[0]}" if match and match[1] else "/staff/sign-in", 303)
        fields = await _typed(request)
        item, _, verb = request.url.path.rpartition("/")
        ours = NEXT.match(item) and verb in DRAFTS and from_here(request, self.pages.settings)
        back, draft = (item, fields.get("text", "")) if ours else ("/staff", "")
        return self._door(request, 401, "staff.sign_in.again", back, draft, verb)

    async def door(self, request: Request) -> Response:
        """The sign-in page."""
        return self._door(request, 200, "", request.query_params.get("next", ""))

    def _door(self, request: Request, status: int, why: str, back: str, draft: str = "", verb: str = "") -> Response:
        browser = browser_of(request, self.pages.settings, DOOR)
        back = back if NEXT.match(back) else "/staff"
        page = self.pages.page("sign_in.html", status, csrf=browser.csrf, why=why, back=back, draft=draft, verb=verb)
        keep(page, DOOR, browser.token, self.pages.settings)
        return page

    async def sign_in(self, request: Request) -> Response:
        """Check name and password; a new session each time."""
        fields = await read_fields(request)
        browser = browser_of(request, self.pages.settings, DOOR)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        back, draft, verb = fields.get("next", ""), fields.get("draft", ""), fields.get("verb", "")
        token = await self.desk.sign_in(fields.get("name", "")[:200], fields.get("password", "")[:1000])
        staff = await self.desk.who(token) if token else None
        if token is None or staff is None:
            return self._door(request, 401, "staff.sign_in.wrong", back, draft, verb)
        back = back if NEXT.match(back) else "/staff"
        item = back.removeprefix("/staff/items/")
        page = (
            await self.items.shown(staff, item, drafts={verb: draft})
            if draft and item != back
            else RedirectResponse(back, 303)
        )
        keep(page, DESK, token, self.pages.settings)
        forget(page, DOOR, self.pages.settings)
        return page

    async def sign_out(self, request: Request) -> Response:
        """End the session, and let the browser forget what it has seen."""
        await self._form(request)
        await self.desk.sign_out(request.cookies.get(cookie_name(DESK, self.pages.settings), ""))
        response = RedirectResponse("/staff/sign-in", 303)
        forget(response, DESK, self.pages.settings)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    async def pulse(self, _request: Request) -> Response:
        """Somebody is working at this page: the sign-in goes on."""
        return Response(status_code=204)

    async def _form(self, request: Request) -> Mapping[str, str]:
        fields = await read_fields(request)
        self._check(request, fields)
        return fields

    def _check(self, request: Request, fields: Mapping[str, str]) -> None:
        staff: StaffView = request.state.staff
        check_form(request, self.pages.settings, staff.csrf, fields.get("csrf", ""))


async def _typed(request: Request) -> Mapping[str, str]:
    """What was typed into a page whose sign-in had run out, if it can be read."""
    try:
        return await read_fields(request)
    except Refused:
        return {}
