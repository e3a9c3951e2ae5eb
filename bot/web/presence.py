"""Who else is at a request: what an open page is told over its line, the part of the page that says it, and *I am typing*."""

from __future__ import annotations

import asyncio
import secrets

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.views import DeskError, StaffView
from bot.web.behind import staff_of
from bot.web.items import Items, known
from bot.web.news import Since
from bot.web.stream import event
from bot.workviews import WorkDesk
from policies import limits


class Presence:
    """The routes of who is there."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.desk = items.work

    async def people(self, request: Request) -> Response:
        """Who else is there, as the part of the page that says it."""
        ref = request.path_params["ref"]
        try:
            known(ref)
            present = await self.desk.present(staff_of(request), ref)
        except DeskError:
            return Response(status_code=404)
        return HTMLResponse(self.items.pages.part("_people.html", present=present))

    async def typing(self, request: Request) -> Response:
        """The script of a page says that somebody types, or stopped."""
        ref, fields = request.path_params["ref"], await self.items.form(request)
        try:
            known(ref)
            await self.desk.types(staff_of(request), ref, typing=fields.get("typing") == "yes")
        except DeskError:
            return Response(status_code=404)
        return Response(status_code=204)


class ItemWatch:
    """What an open page of one request is told: that something about it changed, that others came, went, or type."""

    def __init__(self, desk: WorkDesk, staff: StaffView, ref: str, since: Since | None = None) -> None:
        """`since` is what the page was made with: what changed before its line was there is told at the first look."""
        self._desk, self._staff, self._ref = desk, staff, ref
        self._page = secrets.token_urlsafe(12)
        self._mark = since.mark if since else None
        self._there: str | None = None
        self._again = float("-inf")
        self._ending: asyncio.Task[None] | None = None

    async def look(self) -> str | None:
        """What is new since the last look; the page asks for it with its own sign-in."""
        await self._stay()
        old, self._mark = self._mark, await self._desk.changed(self._staff, self._ref)
        before, self._there = self._there, await self._desk.there(self._staff, self._ref)
        changed = event("changed", "") if old not in (None, self._mark) else ""
        return changed + (event("people", "") if before != self._there else "") or None

    async def _stay(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._again < limits.PRESENT_AGAIN.total_seconds():
            return
        self._again = now
        try:
            await self._desk.looks(self._staff, self._ref, self._page)
        except DeskError:
            return  # Handed to where this role may not look any more, or never there: nobody is seen looking at it.

    def over(self) -> None:
        """The page is closed. The line that ends cannot wait for the database; what is lost here runs out by itself."""
        self._ending = asyncio.get_running_loop().create_task(self._desk.leaves(self._page))
