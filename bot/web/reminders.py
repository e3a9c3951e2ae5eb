"""The page of reminders: where each member of staff is mailed when a request waits too long, and what went out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import DeskError
from bot.web.behind import Behind, staff_of
from bot.web.door import Row

BASE = "/staff/reminders"


class Reminders(Behind):
    """The routes of reminders."""

    def routes(self) -> list[Row]:
        """Behind the sign-in; everybody may set their own address."""
        return [("staff_reminders", "GET", BASE, self.page), ("staff_reminders_set", "POST", BASE, self.set)]

    async def page(self, request: Request) -> Response:
        """Whom reminders reach."""
        return await self._page(request, done=request.query_params.get("done", "") == "set")

    async def set(self, request: Request) -> Response:
        """Another address. Refused: the page again, with the reason and what was typed."""
        fields = await self.form(request)
        member, address = fields.get("member", "")[:100], fields.get("address", "")[:300]
        try:
            await self.desk.set_address(staff_of(request), member, address)
        except DeskError as refused:
            return await self._page(request, refused=refused, typed={member: address})
        return RedirectResponse(f"{BASE}?done=set", 303)

    async def _page(
        self,
        request: Request,
        *,
        refused: DeskError | None = None,
        typed: dict[str, str] | None = None,
        done: bool = False,
    ) -> Response:
        staff = staff_of(request)
        return self.pages.page(
            "reminders.html",
            409 if refused else 200,
            staff=staff,
            page=await self.desk.reminders(staff),
            problem=self.words(refused),
            typed=typed or {},
            done=done,
        )
