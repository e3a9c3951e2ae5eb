"""The list of requests: by the filters in the address, a page at a time, kept fresh by a line that says *look again*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from bot.queue.item import Kind
from bot.views import Office, StaffView
from bot.web.access import Refused
from bot.web.behind import staff_of
from bot.web.forms import number
from bot.web.items import REF
from bot.web.news import NewsWatch, Since, Together, since_in, since_now
from bot.web.pages import Pages
from bot.web.presence import ItemWatch
from bot.web.stream import Streams, event
from bot.workviews import OF_A_KIND, OUTCOMES, VIEWS, Asked, QueuePage, WorkDesk, outcomes

KINDS = tuple(kind.value for kind in Kind)
LONGEST_KEY = 60
COUNTED_TO = 1_000
"""What is closed is counted so far."""
STREAM_LASTS = 840.0
"""Seconds. A page that nobody touches stops listening before its sign-in runs out: listening must not prolong it."""
LOOKS_EVERY = 0.7
"""Seconds between looks for what another process of the practice changed; what this one changes wakes the line at once."""
WHOLE_EVERY = 15.0
"""Seconds after which the list is compared as a whole: an item becomes overdue without anybody changing it."""

NOTHING_TRIED: Mapping[str, Any] = {
    "handed": "",
    "moves": "",
    "told": None,
    "reasons": {},
    "problem": "",
    "ticked": (),
    "chosen": {"to": "", "note": ""},
}
"""What a list shows that somebody only looks at."""


def asked_by(query: Mapping[str, str]) -> Asked:
    """What an address asks for; anything unknown in it is the plain list."""
    show, kind = query.get("show", ""), query.get("kind", "")
    after, before = (query.get(name, "")[:LONGEST_KEY] for name in ("after", "before"))
    return Asked(show if show in VIEWS else VIEWS[0], kind if kind in KINDS else None, after, before)


def address(asked: Asked, path: str = "/staff") -> str:
    """The address that asks for this."""
    query = {"show": asked.show, "kind": asked.kind or "", "after": asked.after, "before": asked.before}
    return f"{path}?{urlencode({name: value for name, value in query.items() if value})}"


def _ends(kind: str | None) -> tuple[str, ...]:
    """How several requests can end together: in the ways that all of them have."""
    return outcomes(kind) if kind else tuple(one for one in OUTCOMES if one not in OF_A_KIND)


class Queue:
    """The routes of the list."""

    def __init__(self, office: Office, desk: WorkDesk, pages: Pages) -> None:
        self.office = office
        self.desk = desk
        self.pages = pages
        self.streams = Streams()

    async def page(self, request: Request) -> Response:
        """The list, by the filters in the address."""
        handed, moves = (request.query_params.get(name, "") for name in ("handed", "moves"))
        handed = handed if REF.match(handed) and number(moves) is not None else ""
        return await self.shown(staff_of(request), asked_by(request.query_params), handed=handed, moves=moves)

    async def shown(self, staff: StaffView, asked: Asked, status: int = 200, **more: Any) -> Response:  # noqa: ANN401  # a template takes any value
        """A list, after whatever was just tried with it."""
        since = await since_now(self.desk, staff)  # Asked first, so that what changes meanwhile is still told.
        found = await self.desk.worklist(staff, asked)
        return self.pages.page(
            "queue.html",
            status,
            staff=staff,
            asked=asked,
            found=found,
            hands=await self.desk.hands(staff) if found.rows else (),
            ends=_ends(asked.kind),
            since=since,
            **self._around(asked, found),
            **{**NOTHING_TRIED, **more},
        )

    def _around(self, asked: Asked, found: QueuePage) -> dict[str, Any]:
        """Every way on from here, as addresses."""
        views = [show for show in VIEWS if show != "urgent" or "red_flag" in found.kinds]
        tabs = [(show, address(Asked(show, asked.kind)), self._count(found.counts.get(show, 0))) for show in views]
        return {
            "tabs": tabs,
            "here": address(asked),
            "line": address(asked, "/staff/stream"),
            "back": address(Asked(asked.show, asked.kind, before=found.before)) if found.before else "",
            "more": address(Asked(asked.show, asked.kind, after=found.after)) if found.after else "",
        }

    def _count(self, many: int) -> str:
        return str(many) if many <= COUNTED_TO else self.pages.say("staff.work.many", n=f"{COUNTED_TO:,}")

    async def stream(self, request: Request) -> Response:
        """Says only that something changed; the page then asks for it with its own sign-in."""
        staff = staff_of(request)
        if request.method == "HEAD":
            return Response(status_code=204)
        if self.streams.full(staff.id):
            raise Refused(429, "web.refused.many")
        ref = request.query_params.get("ref", "")
        since, asked = since_in(request.query_params.get("since", "")), asked_by(request.query_params)
        page = ItemWatch(self.desk, staff, ref, since) if ref else QueueWatch(self.desk, staff, asked, since)
        watch = Together(page, NewsWatch(self.desk, staff, since))
        changes = self.office.changes("queue")
        return self.streams.answer(
            staff.id, changes, watch.look, every=LOOKS_EVERY, lasts=STREAM_LASTS, over=watch.over
        )


class QueueWatch:
    """What an open list is told: that it is another one, and whether there is more work than before."""

    def __init__(self, desk: WorkDesk, staff: StaffView, asked: Asked, since: Since | None = None) -> None:
        """`since` is what the page was made with: what changed before its line was there is told at the first look."""
        self._desk, self._staff, self._asked = desk, staff, asked
        self._since = since
        self._mark = since.mark if since else None
        self._page: QueuePage | None = None
        self._looks = 0

    def over(self) -> None:
        """Nobody is told who looks at a list."""

    async def look(self) -> str | None:
        """That the list changed, if it did. Most looks ask for one number only."""
        old, self._mark = self._mark, await self._desk.changed(self._staff)
        self._looks += 1
        if old == self._mark and self._looks * LOOKS_EVERY < WHOLE_EVERY:
            return None
        self._looks = 0
        before, self._page = self._page, await self._desk.worklist(self._staff, self._asked)
        if before is None:
            return None if self._since is None or old == self._mark else await self._changed_since(self._since)
        if before.mark == self._page.mark:
            return None
        more = self._page.counts.get("unassigned", 0) > before.counts.get("unassigned", 0)
        return event("changed", "more" if more else "")

    async def _changed_since(self, since: Since) -> str:
        """What is told of the moment between the page and its line."""
        return event("changed", "more" if await self._desk.waiting(self._staff) > since.waiting else "")
