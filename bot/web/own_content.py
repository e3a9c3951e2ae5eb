"""The pages of the practice's own content: what there is, one piece with its draft, and what was published.

Every step is a plain form. A draft is kept before it is checked, and checked before it is published, so that nothing that
was typed is lost when something is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import DeskError, StaffView
from bot.web.behind import NOT_YOURS, Behind, staff_of
from bot.web.carried import MOST
from bot.web.door import Row
from bot.web.forms import number
from bot.web.own_forms import differing, fault_rows, kind_of, to_show, typed_in, wrong_rows

BASE = "/staff/practice"
DONE = ("saved", "published", "put_back", "discarded")
NOT_THERE = (NOT_YOURS, "staff.practice.error.unknown")
A_PAGE = 50
Place = tuple[str, str]
"""Which piece: its area, and its name there."""


class OwnContentPages(Behind):
    """The routes of hours, holidays, answers and ready replies."""

    def routes(self) -> list[Row]:
        """Behind the sign-in; what changes what patients read asks again who one is."""
        piece = f"{BASE}/{{area}}/{{slug}}"
        return [
            ("staff_practice", "GET", BASE, self.page),
            ("staff_practice_history", "GET", f"{BASE}/history", self.history),
            ("staff_practice_piece", "GET", piece, self.piece),
            ("staff_practice_save", "POST", f"{piece}/save", self.save),
            ("staff_practice_discard", "POST", f"{piece}/discard", self.discard),
            ("staff_practice_publish", "POST", f"{piece}/publish", self.publish),
            ("staff_practice_put_back", "POST", f"{piece}/put-back", self.put_back),
        ]

    async def page(self, request: Request) -> Response:
        """Everything that can be changed."""
        staff = staff_of(request)
        try:
            found = await self.desk.own_content(staff)
        except DeskError as barred:
            return self.barred(staff, barred)
        return self.pages.page("practice.html", staff=staff, found=found)

    async def history(self, request: Request) -> Response:
        """What was published, newest first."""
        staff, before = staff_of(request), number(request.query_params.get("before"))
        try:
            found = await self.desk.revisions(staff, before)
        except DeskError as barred:
            return self.barred(staff, barred)
        older = found[-1].number if len(found) == A_PAGE else None
        return self.pages.page("practice_history.html", staff=staff, found=found, older=older, first=before is None)

    async def piece(self, request: Request) -> Response:
        """One piece: what is in use, one's draft, and what was published before."""
        done = request.query_params.get("done", "")
        return await self._piece(staff_of(request), place_of(request), done=done if done in DONE else "")

    async def typed_before(self, staff: StaffView, place: Place, fields: Mapping[str, str]) -> Response:
        """One piece, with what was typed into it when the sign-in had run out. Nothing of it is kept yet."""
        try:
            view = await self.desk.piece(staff, *place)
        except DeskError as barred:
            return self.barred(staff, barred)
        kept = view.draft.version if view.draft else 0
        elsewhere = DeskError("staff.practice.error.elsewhere") if kept != number_in(fields, "version") else None
        return await self._piece(staff, place, refused=elsewhere, typed=typed_in(view, fields))

    async def _piece(
        self,
        staff: StaffView,
        place: Place,
        *,
        done: str = "",
        refused: DeskError | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> Response:
        if refused and refused.key in NOT_THERE:
            return self.barred(staff, refused)
        try:
            view = await self.desk.piece(staff, *place)
        except DeskError as barred:
            return self.barred(staff, barred)
        faults = fault_rows(view)
        return self.pages.page(
            "practice_piece.html",
            409 if refused else 200,
            staff=staff,
            view=view,
            kind=kind_of(view),
            form=to_show(view, typed),
            faults=faults,
            differing=differing(view),
            wrong=wrong_rows(faults) if typed is None else set(),
            address="/".join((BASE, *place)),
            problem=self.words(refused),
            done=done,
        )

    async def save(self, request: Request) -> Response:
        """Keep the draft and check it. What was typed stays on the page when it is refused."""
        staff, (area, slug) = staff_of(request), place_of(request)
        fields = await self.form(request, MOST)
        version, base = number_in(fields, "version"), number_in(fields, "base")
        typed = None
        try:
            typed = typed_in(await self.desk.piece(staff, area, slug), fields)
            await self.desk.save_draft(staff, area, slug, typed, version, base)
            if "keep" in fields:
                return Response(str(version + 1), media_type="text/plain")
            await self.desk.check_draft(staff, area, slug)
        except DeskError as refused:
            return await self._piece(staff_of(request), place_of(request), refused=refused, typed=typed)
        return _back(area, slug, "saved")

    async def discard(self, request: Request) -> Response:
        """Throw the draft away."""
        await self.form(request)
        area, slug = place_of(request)
        try:
            await self.desk.discard_draft(staff_of(request), area, slug)
        except DeskError as refused:
            return await self._piece(staff_of(request), place_of(request), refused=refused)
        return _back(area, slug, "discarded")

    async def publish(self, request: Request) -> Response:
        """Put the draft to use. Who has not shown for a while who they are does that first; the draft waits."""
        fields = await self.form(request)
        area, slug = place_of(request)
        if not staff_of(request).fresh:
            return _prove_first(area, slug)
        try:
            await self.desk.publish(staff_of(request), area, slug, number_in(fields, "version"))
        except DeskError as refused:
            return await self._piece(staff_of(request), place_of(request), refused=refused)
        return _back(area, slug, "published")

    async def put_back(self, request: Request) -> Response:
        """Let an earlier wording stand again."""
        fields = await self.form(request)
        area, slug = place_of(request)
        if not staff_of(request).fresh:
            return _prove_first(area, slug)
        number, base = number_in(fields, "number"), number_in(fields, "base")
        try:
            await self.desk.put_back(staff_of(request), area, slug, number, base)
        except DeskError as refused:
            return await self._piece(staff_of(request), place_of(request), refused=refused)
        return _back(area, slug, "put_back")


def place_of(request: Request) -> Place:
    """Which piece an address names."""
    return request.path_params["area"][:40], request.path_params["slug"][:60]


def number_in(fields: Mapping[str, str], name: str) -> int:
    """A number that a form carries; anything else is none that there is."""
    found = number(fields.get(name))
    return -1 if found is None else found


def _back(area: str, slug: str, done: str) -> Response:
    return RedirectResponse(f"{BASE}/{area}/{slug}?done={done}", 303)


def _prove_first(area: str, slug: str) -> Response:
    return RedirectResponse(f"/staff/prove?next={BASE}/{area}/{slug}", 303)
