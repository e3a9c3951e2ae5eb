"""Between password and desk: the second factor, a password of one's own, and setting a second factor up.

Every page here belongs to a half session. Whoever has none, or stands at another step, is sent to where they stand.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.staff_views import Entry, HalfWay, MadePasskey, StaffSide
from bot.views import DeskError
from bot.web.access import HALF, check_form, cookie_name, forget
from bot.web.carried import Carried, carried_by
from bot.web.door import MAX_ANSWER, SIGN_IN, Door, Handler, Row
from bot.web.forms import read_fields, typed
from bot.web.pages import Pages
from bot.web.square import Square
from bot.web.step_pages import BASE, PAGES, step_page

STEPS = ("code", "question", "passkey", "password", "app", "app_keep", "key_question", "key", "leave")
"""What can be done half way, by the name of its form; the address has a slash where the name has a line."""
Doing = Callable[[Request, HalfWay, Mapping[str, str]], Awaitable[Response]]


class HalfWays:
    """The routes of somebody who is half way in."""

    def __init__(self, desk: StaffSide, pages: Pages, door: Door) -> None:
        self.desk = desk
        self.pages = pages
        self.door = door

    def routes(self) -> list[Row]:
        """Open, each guarded by the half session."""
        doings = (
            *(self._code, self._question, self._passkey, self._password, self._begin_app, self._keep_app),
            *(self._question_to_make, self._keep_passkey, self._leave),
        )
        rows = [
            (f"staff_step_{name}", "POST", f"{BASE}/{name.replace('_', '/')}", self._post(doing))
            for name, doing in zip(STEPS, doings, strict=True)
        ]
        return [("staff_step", "GET", BASE, self.step), ("staff_step_app_page", "GET", f"{BASE}/app", self.app), *rows]

    async def step(self, request: Request) -> Response:
        """The page of the step at which somebody stands."""
        half = await self._half(request)
        carried = Carried(request.query_params.get("next", ""))
        return step_page(self.pages, half, carried) if half else self._to_the_door()

    async def app(self, request: Request) -> Response:
        """The square to scan, and the field for the first code."""
        half = await self._half(request)
        if half is None or half.step != "enrol":
            return self._to_the_door()
        return await self._app_page(half, Carried(request.query_params.get("next", "")))

    def _post(self, doing: Doing) -> Handler:
        """The handler of a form that belongs to a half session; a refusal shows the step again with the reason."""

        async def handled(request: Request) -> Response:
            half = await self._half(request)
            if half is None:
                return await self._over(request, carried_by(await typed(request)))
            fields = await read_fields(request)
            check_form(request, self.pages.settings, half.staff.csrf, fields.get("csrf", ""))
            try:
                return await doing(request, half, fields)
            except DeskError as refused:
                return await self._again(request, refused, carried_by(fields))

        return handled

    async def _again(self, request: Request, refused: DeskError, carried: Carried) -> Response:
        problem = self.pages.say(refused.key, **refused.params)
        if request.url.path.endswith("question"):
            return JSONResponse({"trouble": problem}, 409)
        half = await self._half(request)
        if half is None:
            return await self._over(request, carried)
        if request.url.path.startswith(f"{BASE}/app"):
            return await self._app_page(half, carried, problem)
        return step_page(self.pages, half, carried, problem)

    async def _code(self, request: Request, _half: HalfWay, fields: Mapping[str, str]) -> Response:
        entry = await self.desk.show_code(self._token(request), fields.get("code", "")[:100])
        return await self.door.onward(request, entry, carried_by(fields))

    async def _question(self, request: Request, _half: HalfWay, _fields: Mapping[str, str]) -> Response:
        token = self._token(request)
        return Response(await self.desk.question_half_way(token, token), media_type="application/json")

    async def _passkey(self, request: Request, _half: HalfWay, fields: Mapping[str, str]) -> Response:
        token = self._token(request)
        entry = await self.desk.show_passkey(token, fields.get("answer", "")[:MAX_ANSWER], token)
        return await self.door.onward(request, entry, carried_by(fields))

    async def _password(self, request: Request, _half: HalfWay, fields: Mapping[str, str]) -> Response:
        new, again = fields.get("password", "")[:1000], fields.get("again", "")[:1000]
        entry = await self.desk.choose_password(self._token(request), new, again)
        return await self.door.onward(request, entry, carried_by(fields))

    async def _begin_app(self, _request: Request, half: HalfWay, fields: Mapping[str, str]) -> Response:
        await self.desk.begin_app(half.staff)
        return RedirectResponse(f"{BASE}/app?{carried_by(fields).query}", 303)

    async def _keep_app(self, request: Request, _half: HalfWay, fields: Mapping[str, str]) -> Response:
        entry, codes = await self.desk.enrol_app(self._token(request), fields.get("code", "")[:100])
        return await self._enrolled(request, entry, codes, carried_by(fields))

    async def _question_to_make(self, request: Request, half: HalfWay, _fields: Mapping[str, str]) -> Response:
        question = await self.desk.question_to_make(half.staff, self._token(request))
        return Response(question, media_type="application/json")

    async def _keep_passkey(self, request: Request, _half: HalfWay, fields: Mapping[str, str]) -> Response:
        token = self._token(request)
        made = MadePasskey(fields.get("answer", "")[:MAX_ANSWER], fields.get("name", "")[:100], token)
        entry, codes = await self.desk.enrol_passkey(token, made)
        return await self._enrolled(request, entry, codes, carried_by(fields))

    async def _leave(self, request: Request, _half: HalfWay, _fields: Mapping[str, str]) -> Response:
        await self.desk.turn_back(self._token(request))
        return self._to_the_door()

    async def _enrolled(self, request: Request, entry: Entry, codes: tuple[str, ...], carried: Carried) -> Response:
        """In, with the recovery codes to look at first."""
        staff = await self.desk.who(entry.token) if entry.step == "open" else None
        if staff is None or not codes:
            return await self.door.onward(request, entry, carried)
        page = self.pages.page("codes.html", staff=staff, codes=codes, back=carried.back)
        self.door.let_in(page, entry.token)
        return page

    async def _app_page(self, half: HalfWay, carried: Carried, problem: str = "") -> Response:
        setup = await self.desk.app_setup(half.staff) if half.step == "enrol" else None
        if setup is None:
            return step_page(self.pages, half, carried, problem)
        return self.pages.page(
            "step_app.html",
            409 if problem else 200,
            staff=half.staff,
            carried=carried,
            problem=problem,
            setup=setup,
            square=Square(setup.otpauth),
            base=BASE,
        )

    def _token(self, request: Request) -> str:
        return request.cookies.get(cookie_name(HALF, self.pages.settings), "")

    async def _half(self, request: Request) -> HalfWay | None:
        token = self._token(request)
        half = await self.desk.half_way(token) if token else None
        return half if half and half.step in PAGES else None

    async def _over(self, request: Request, carried: Carried) -> Response:
        """The half session has run out: the door again, with what was being typed."""
        response = await self.door.show(request, 401, "staff.step.over", carried)
        forget(response, HALF, self.pages.settings)
        return response

    def _to_the_door(self) -> Response:
        response = RedirectResponse(SIGN_IN, 303)
        forget(response, HALF, self.pages.settings)
        return response
