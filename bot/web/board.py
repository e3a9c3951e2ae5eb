"""The board: how much waits, how old it is, how quick the answers are; in plots, with the numbers to take along."""

from __future__ import annotations

import re
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.overviews import BoardPage
from bot.staff_views import StaffSide
from bot.views import DeskError
from bot.web.behind import Behind, staff_of
from bot.web.charts import Charts
from bot.web.door import Row
from bot.web.pages import Pages
from bot.web.sheets import as_file, sheet

BASE = "/staff/board"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
RANGES = (7, 30, 90, 365)
"""Days that one link shows."""


class Board(Behind):
    """The routes of the board."""

    def __init__(self, desk: StaffSide, pages: Pages) -> None:
        super().__init__(desk, pages)
        self.charts = Charts(pages.say)

    def routes(self) -> list[Row]:
        """Behind the sign-in, and only for who looks after the desk."""
        return [("staff_board", "GET", BASE, self.page), ("staff_board_sheet", "GET", f"{BASE}.csv", self.sheet)]

    async def page(self, request: Request) -> Response:
        """The figures of a range of days in plots."""
        try:
            found = await self._board(request, export=False)
        except DeskError as refused:
            return self.barred(staff_of(request), refused)
        days = (found.until - found.since).days + 1
        return self.pages.page(
            "board.html",
            staff=staff_of(request),
            page=found,
            whole=found.by("all")[0],
            plots=self.charts.plots(found),
            span=self.charts.span,
            ranges=[(n, found.until - timedelta(days=n - 1), n == days) for n in RANGES],
        )

    async def sheet(self, request: Request) -> Response:
        """The numbers, as a table that a spreadsheet opens."""
        try:
            found = await self._board(request, export=True)
        except DeskError as refused:
            return self.barred(staff_of(request), refused)
        name = f"desk-{found.since.isoformat()}-{found.until.isoformat()}.csv"
        return as_file(sheet(self.charts.sheet(found)), "text/csv", name)

    async def _board(self, request: Request, *, export: bool) -> BoardPage:
        asked = request.query_params
        since, until = day(asked.get("since", "")), day(asked.get("until", ""))
        return await self.desk.board(staff_of(request), since, until, export=export)


def day(text: str) -> date | None:
    """A day of a date field; None for anything else."""
    if not DAY.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
