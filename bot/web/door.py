"""The door of the desk: who may pass, the sign-in page, and the step between password and desk.

What a password opens is a half session with a cookie of its own, which opens nothing but the next step. Each step brings
a new one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.staff_views import Caller, Entry, StaffSide
from bot.views import DeskError, StaffView
from bot.web.access import DESK, DOOR, HALF, browser_of, check_form, cookie_name, forget, from_here, keep
from bot.web.agents import described
from bot.web.behind import staff_of, token_of
from bot.web.carried import HOME, Carried, carried_by, carried_from, wanted_of
from bot.web.forms import read_fields, typed
from bot.web.pages import Pages
from bot.web.step_pages import BASE, step_page

Handler = Callable[[Request], Awaitable[Response]]
Landing = Callable[[StaffView, Carried], Awaitable[Response]]
"""The page that somebody comes to who has signed in, with the form that they had filled in."""
Row = tuple[str, str, str, Handler]

SIGN_IN = "/staff/sign-in"
SHEET = ".csv"
"""A table to take along is asked for on the page of the same name."""
QUIET = ("/staff/stream", "/staff/pulse")
MAX_ANSWER = 20_000


class Door:
    """The routes in front of the desk, and the guard of those behind it."""

    def __init__(self, desk: StaffSide, pages: Pages, landing: Landing) -> None:
        self.desk = desk
        self.pages = pages
        self.landing = landing

    def routes(self) -> list[Row]:
        """Open, each guarded by the token of the page it belongs to."""
        return [
            ("staff_door", "GET", SIGN_IN, self.door),
            ("staff_sign_in", "POST", SIGN_IN, self.sign_in),
            ("staff_passkey_question", "POST", "/staff/sign-in/question", self.question),
            ("staff_passkey", "POST", "/staff/sign-in/passkey", self.passkey),
        ]

    def only(self, handler: Handler, *, fresh: bool = False) -> Handler:
        """The handler behind the sign-in; with `fresh`, only for who has shown a short while ago who they are."""

        async def guarded(request: Request) -> Response:
            token = request.cookies.get(cookie_name(DESK, self.pages.settings), "")
            staff = await self.desk.who(token) if token else None
            if staff is None:
                return await self._outside(request)
            request.state.staff, request.state.token = staff, token
            return to_prove(request) if fresh and not staff.fresh else await handler(request)

        return guarded

    async def _outside(self, request: Request) -> Response:
        """To the door; what was typed into an expired page comes along."""
        if request.url.path in QUIET:
            return Response(status_code=401)
        if request.method != "POST":
            wanted = wanted_of(request.url.path, request.url.query)
            return RedirectResponse(SIGN_IN if wanted.back == HOME else f"{SIGN_IN}?{wanted.query}", 303)
        ours = from_here(request, self.pages.settings)
        carried = carried_from(request.url.path, await typed(request)) if ours else Carried()
        return await self.show(request, 401, "staff.sign_in.again", carried)

    async def door(self, request: Request) -> Response:
        """The sign-in page."""
        return await self.show(request, 200, "", Carried(request.query_params.get("next", "")))

    async def show(self, request: Request, status: int, why: str, carried: Carried) -> Response:
        """The sign-in page, with a word on why one is here."""
        browser = browser_of(request, self.pages.settings, DOOR)
        page = self.pages.page(
            "sign_in.html",
            status,
            csrf=browser.csrf,
            why=why,
            carried=carried,
            means=await self.desk.at_the_door(),
            alone=await self.desk.a_password_is_enough(),
        )
        keep(page, DOOR, browser.token, self.pages.settings)
        return page

    async def sign_in(self, request: Request) -> Response:
        """Check name and password; a new session each time."""
        fields, caller = await self._asked(request)
        entry = await self.desk.sign_in(fields.get("name", "")[:200], fields.get("password", "")[:1000], caller)
        if entry is None:
            return await self.show(request, 401, "staff.sign_in.wrong", carried_by(fields))
        return await self.onward(request, entry, carried_by(fields))

    async def question(self, request: Request) -> Response:
        """What the browser is asked for a passkey."""
        _, caller = await self._asked(request)
        try:
            return Response(await self.desk.question(caller), media_type="application/json")
        except DeskError as refused:
            return JSONResponse({"trouble": self.pages.say(refused.key)}, 409)

    async def passkey(self, request: Request) -> Response:
        """Come in with a passkey alone."""
        fields, caller = await self._asked(request)
        entry = await self.desk.sign_in_by_passkey(fields.get("answer", "")[:MAX_ANSWER], caller)
        if entry is None:
            return await self.show(request, 401, "staff.passkey.refused", carried_by(fields))
        return await self.onward(request, entry, carried_by(fields))

    async def _asked(self, request: Request) -> tuple[Mapping[str, str], Caller]:
        fields = await read_fields(request)
        browser = browser_of(request, self.pages.settings, DOOR)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        return fields, caller_of(request, browser.token)

    async def onward(self, request: Request, entry: Entry, carried: Carried) -> Response:
        """To the desk, or to the next step."""
        settings = self.pages.settings
        if entry.step != "open":
            half = await self.desk.half_way(entry.token) if carried.draft else None
            page = step_page(self.pages, half, carried) if half else RedirectResponse(f"{BASE}?{carried.query}", 303)
            keep(page, HALF, entry.token, settings)
            return page
        staff = await self.desk.who(entry.token)
        if staff is None:
            return await self.show(request, 401, "staff.step.over", carried)
        back = "/staff/account?done=recovery" if entry.how == "recovery" and carried.back == HOME else carried.back
        page = await self.landing(staff, carried) if carried.draft else RedirectResponse(back, 303)
        self.let_in(page, entry.token)
        return page

    async def sign_out(self, request: Request) -> Response:
        """End the session, and let the browser forget what it has seen."""
        staff, settings = staff_of(request), self.pages.settings
        fields = await read_fields(request)
        check_form(request, settings, staff.csrf, fields.get("csrf", ""))
        await self.desk.sign_out(token_of(request))
        response = RedirectResponse(SIGN_IN, 303)
        forget(response, DESK, settings)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def let_in(self, page: Response, token: str) -> None:
        """Give the browser its session, and take back what led there."""
        keep(page, DESK, token, self.pages.settings)
        for cookie in (DOOR, HALF):
            forget(page, cookie, self.pages.settings)


def caller_of(request: Request, page: str) -> Caller:
    """Where a request comes from, for limits and for the list of one's own sessions."""
    host = request.client.host if request.client else ""
    return Caller(host, described(request.headers.get("user-agent", "")), page)


def to_prove(request: Request) -> Response:
    """To the page that asks again who one is, and back to the page that was wanted, or on which it was asked for."""
    form = request.method == "POST"
    path = "/".join(request.url.path.split("/")[:3]) if form else request.url.path.removesuffix(SHEET)
    return RedirectResponse(f"/staff/prove?{wanted_of(path, '' if form else request.url.query).query}", 303)
