"""The audit page: who read or did what, by the filters in the address; and a button that checks the whole chain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from bot.staff_views import AuditAsk, ChainView
from bot.views import DeskError
from bot.web.behind import Behind, staff_of
from bot.web.door import Row
from bot.web.forms import number

BASE = "/staff/audit"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class Audit(Behind):
    """The routes of the audit."""

    def routes(self) -> list[Row]:
        """Behind the sign-in, and only for who has shown a short while ago who they are."""
        return [("staff_audit", "GET", BASE, self.page), ("staff_audit_check", "POST", f"{BASE}/check", self.check)]

    async def page(self, request: Request) -> Response:
        """A page of what was looked for, newest first."""
        return await self._page(request, request.query_params)

    async def check(self, request: Request) -> Response:
        """Check the whole chain and say what was found."""
        fields = await self.form(request)
        staff = staff_of(request)
        try:
            chain = await self.desk.check_audit(staff)
        except DeskError as barred:
            return self.barred(staff, barred)
        return await self._page(request, fields, chain)

    async def _page(self, request: Request, asked: Mapping[str, str], chain: ChainView | None = None) -> Response:
        staff, ask, before = staff_of(request), asked_for(asked), number(asked.get("before"), 15)
        try:
            found = await self.desk.audit(staff, ask, before)
        except DeskError as barred:
            return self.barred(staff, barred)
        filters = {name: asked.get(name, "")[:60] for name in ("person", "action", "ref", "since", "until")}
        filters = {name: value for name, value in filters.items() if value}
        return self.pages.page(
            "audit.html",
            staff=staff,
            found=found,
            chain=chain,
            filters=filters,
            first=before is None,
            newest=f"{BASE}?{urlencode(filters)}" if filters else BASE,
            older=f"{BASE}?{urlencode({**filters, 'before': found.older})}" if found.older else "",
        )


def asked_for(asked: Mapping[str, str]) -> AuditAsk:
    """What is looked for, by the fields of the form; anything that cannot be is left out."""
    person, action, ref = (asked.get(name, "").strip()[:60] for name in ("person", "action", "ref"))
    return AuditAsk(person, action, ref, day(asked.get("since", "")), day(asked.get("until", "")))


def day(text: str) -> date | None:
    """A day of a date field; None for anything else."""
    if not DAY.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
