"""Saying again who one is, before something delicate: the strongest thing somebody has, and back to where they were going."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.views import DeskError
from bot.web.access import DESK, keep
from bot.web.behind import Behind, staff_of, token_of
from bot.web.carried import Carried, carried_by
from bot.web.door import MAX_ANSWER, Row

BASE = "/staff/prove"


class Prove(Behind):
    """The routes of the page that asks again who one is."""

    def routes(self) -> list[Row]:
        """Behind the sign-in."""
        return [
            ("staff_prove", "GET", BASE, self.page),
            ("staff_prove_code", "POST", f"{BASE}/code", self.code),
            ("staff_prove_question", "POST", f"{BASE}/question", self.question),
            ("staff_prove_passkey", "POST", f"{BASE}/passkey", self.passkey),
        ]

    async def page(self, request: Request) -> Response:
        """What to show: passkey first, then a code, and the password where that is all there is."""
        return await self._page(request, Carried(request.query_params.get("next", "")))

    async def _page(self, request: Request, carried: Carried, refused: DeskError | None = None) -> Response:
        staff = staff_of(request)
        return self.pages.page(
            "prove.html",
            409 if refused else 200,
            staff=staff,
            means=await self.desk.means_of(staff),
            carried=carried,
            problem=self.words(refused),
            base=BASE,
        )

    async def code(self, request: Request) -> Response:
        """By code, or by password."""
        fields = await self.form(request)
        typed = fields.get("code", "")[:1000]
        try:
            token = await self.desk.prove(staff_of(request), token_of(request), typed)
        except DeskError as refused:
            return await self._page(request, carried_by(fields), refused)
        return self._proved(token, carried_by(fields))

    async def question(self, request: Request) -> Response:
        """What the browser is asked for a passkey."""
        await self.form(request)
        try:
            asked = await self.desk.question_to_prove(staff_of(request), token_of(request))
        except DeskError as refused:
            return JSONResponse({"trouble": self.words(refused)}, 409)
        return Response(asked, media_type="application/json")

    async def passkey(self, request: Request) -> Response:
        """By passkey."""
        fields, token = await self.form(request), token_of(request)
        answer = fields.get("answer", "")[:MAX_ANSWER]
        try:
            fresh = await self.desk.prove_by_passkey(staff_of(request), token, answer, token)
        except DeskError as refused:
            return await self._page(request, carried_by(fields), refused)
        return self._proved(fresh, carried_by(fields))

    def _proved(self, token: str, carried: Carried) -> Response:
        response = RedirectResponse(carried.back, 303)
        keep(response, DESK, token, self.pages.settings)
        return response
