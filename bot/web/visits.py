"""A visit as a file for a calendar: for staff from the request's page, for the patient from the chat."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.views import DeskError
from bot.web.access import browser_of
from bot.web.behind import staff_of
from bot.web.chat import CHANNEL
from bot.web.items import known
from bot.web.pages import Pages
from bot.workviews import WorkDesk, WorkOffice

CALENDAR = "text/calendar; charset=utf-8"


class Visits:
    """The two routes of the file."""

    def __init__(self, office: WorkOffice, desk: WorkDesk, pages: Pages) -> None:
        self.office = office
        self.desk = desk
        self.pages = pages

    async def for_patient(self, request: Request) -> Response:
        """For who is confirmed in this browser now. Anything else is told what to do, and nothing about any visit."""
        ref, browser = request.path_params["ref"], browser_of(request, self.pages.settings)
        try:
            known(ref)
        except DeskError:
            ref = ""
        found = await self.office.visit_file(CHANNEL, browser.address, ref) if ref and not browser.new else None
        if found is None:
            return self.pages.trouble(request, 404, "web.visit.title", "web.visit.text")
        return _file(found)

    async def for_staff(self, request: Request) -> Response:
        """For who may open the request."""
        ref = request.path_params["ref"]
        try:
            known(ref)
            found = await self.desk.visit_file(staff_of(request), ref)
        except DeskError:
            found = None
        return _file(found) if found else await self.pages.missing(request, LookupError())


def _file(text: str) -> Response:
    return Response(text, media_type=CALENDAR, headers={"Content-Disposition": 'attachment; filename="visit.ics"'})
