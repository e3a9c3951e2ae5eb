"""What the pages that look over the desk share: who asks, forms of this session, and refusals in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.overviews import Overview
from bot.views import DeskError, StaffView
from bot.web.access import check_form
from bot.web.forms import read_fields
from bot.web.pages import Pages

Handler = Callable[[Request], Awaitable[Response]]
Row = tuple[str, str, str, Handler]
NOT_YOURS = "staff.error.not_your_role"


class Oversight:
    """Some routes behind the sign-in. The desk decides who may see what; these carry its answer."""

    def __init__(self, overview: Overview, pages: Pages) -> None:
        self.overview = overview
        self.pages = pages

    async def form(self, request: Request) -> Mapping[str, str]:
        """The fields of a form of this session. Raises Refused."""
        fields = await read_fields(request)
        check_form(request, self.pages.settings, staff_of(request).csrf, fields.get("csrf", ""))
        return fields

    def not_yours(self, request: Request, refused: DeskError) -> Response:
        """The page for what is not there, or not for this role."""
        status = 403 if refused.key == NOT_YOURS else 404
        return self.pages.page("not_yours.html", status, staff=staff_of(request), text=self.words(refused))

    def words(self, refused: DeskError | None) -> str:
        """Why something was not done; empty when it was."""
        return self.pages.say(refused.key, **refused.params) if refused else ""


def staff_of(request: Request) -> StaffView:
    """Who asks."""
    staff: StaffView = request.state.staff
    return staff
