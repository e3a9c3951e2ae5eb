"""Searching: what was typed goes in a form and never into an address; the page of results has an address of its own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.overviews import FoundPage, SearchAsk
from bot.queue.item import Kind
from bot.views import DeskError
from bot.web.behind import Behind, staff_of
from bot.web.board import day
from bot.web.door import Row
from bot.workviews import OUTCOMES
from policies import roles

BASE = "/staff/search"
LONGEST = 120


class Search(Behind):
    """The routes of search."""

    def routes(self) -> list[Row]:
        """Behind the sign-in; the desk finds for each role what is its own."""
        return [("staff_search", "GET", BASE, self.page), ("staff_search_make", "POST", BASE, self.make)]

    async def page(self, request: Request) -> Response:
        """The empty form, or the results of one's own search."""
        search = request.query_params.get("q", "")[:60]
        if not search:
            return self._page(request)
        try:
            found = await self.desk.found(staff_of(request), search, request.query_params.get("after", "")[:60])
        except DeskError as gone:
            return self._page(request, refused=gone, status=404)
        return self._page(request, found=found, search=search)

    async def make(self, request: Request) -> Response:
        """Search; then to the results, whose address says nothing of what was typed."""
        fields = await self.form(request)
        try:
            search = await self.desk.search(staff_of(request), asked_for(fields))
        except DeskError as refused:
            return self._page(request, refused=refused, typed=fields, status=409)
        return RedirectResponse(f"{BASE}?{urlencode({'q': search})}", 303)

    def _page(
        self,
        request: Request,
        *,
        found: FoundPage | None = None,
        search: str = "",
        refused: DeskError | None = None,
        typed: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        staff = staff_of(request)
        shown = _shown(found.ask) if found else {}
        return self.pages.page(
            "search.html",
            status,
            staff=staff,
            found=found,
            typed={**dict.fromkeys(FIELDS, ""), **shown, **_cut(typed or {})},
            problem=self.words(refused),
            kinds=[kind.value for kind in Kind if kind.value in roles.kinds(staff.role)],
            outcomes=OUTCOMES,
            older=f"{BASE}?{urlencode({'q': search, 'after': found.older})}" if found and found.older else "",
            first=not request.query_params.get("after"),
            newest=f"{BASE}?{urlencode({'q': search})}",
        )


FIELDS = ("ref", "name", "dob", "since", "until", "kind", "outcome")
DAYS = ("dob", "since", "until")


def asked_for(fields: Mapping[str, str]) -> SearchAsk:
    """What is searched for, by the fields of the form. Raises DeskError for a day that is none."""
    typed = _cut(fields)
    kind, outcome = typed.get("kind", ""), typed.get("outcome", "")
    dob, since, until = (day(typed.get(name, "")) for name in DAYS)
    if any(typed.get(name) and day(typed[name]) is None for name in DAYS):
        raise DeskError("staff.search.no_day")
    known = {one.value for one in Kind}
    return SearchAsk(
        typed.get("ref", ""),
        typed.get("name", ""),
        dob,
        since,
        until,
        kind if kind in known else "",
        outcome if outcome in OUTCOMES else "",
    )


def _cut(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(fields[name].split())[:LONGEST] for name in FIELDS if name in fields}


def _shown(ask: SearchAsk) -> dict[str, str]:
    """What was asked, as the form shows it again."""
    days = {name: value.isoformat() for name in DAYS if (value := getattr(ask, name))}
    return {"ref": ask.ref, "name": ask.name, "kind": ask.kind, "outcome": ask.outcome, **days}
