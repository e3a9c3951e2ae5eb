"""What the pages behind the sign-in share: forms of this session, refusals in words, and pages that are not for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.staff_views import StaffSide
from bot.views import DeskError, StaffView
from bot.web.access import check_form
from bot.web.forms import MAX_FIELDS, MAX_FORM, read_fields
from bot.web.pages import Pages

NOT_YOURS = "staff.error.not_your_role"


class Behind:
    """Some routes behind the sign-in."""

    def __init__(self, desk: StaffSide, pages: Pages) -> None:
        self.desk = desk
        self.pages = pages

    async def form(self, request: Request, most: int = MAX_FIELDS) -> Mapping[str, str]:
        """The fields of a form of this session, at most so many. Raises Refused."""
        fields = await read_fields(request, MAX_FORM, most)
        check_form(request, self.pages.settings, staff_of(request).csrf, fields.get("csrf", ""))
        return fields

    def barred(self, staff: StaffView, refused: DeskError) -> Response:
        """The page for what is not there, or not for this role."""
        status = 403 if refused.key == NOT_YOURS else 404
        return self.pages.page("barred.html", status, staff=staff, text=self.words(refused))

    def words(self, refused: DeskError | None) -> str:
        """Why something was not done; empty when it was."""
        return self.pages.say(refused.key, **refused.params) if refused else ""


def staff_of(request: Request) -> StaffView:
    """Who asks."""
    staff: StaffView = request.state.staff
    return staff


def token_of(request: Request) -> str:
    """The token of their session."""
    token: str = request.state.token
    return token
