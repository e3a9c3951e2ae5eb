"""The staff desk: the list, one request, and every action on it.

The desk itself decides who may see and do what; these pages carry its answer. A refused action keeps what was typed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import Desk, DeskError, ItemPage, Office, StaffView
from bot.web.access import Refused, check_form
from bot.web.carried import DRAFTS
from bot.web.forms import read_fields
from bot.web.pages import Pages
from bot.web.stream import Streams, event
from bot.web.worklist import KINDS, SHOWS, Worklist, filters

REF = re.compile(r"[A-Za-z0-9-]{1,40}\Z")
VERBS = ("take", "release", "reply", "propose", "note", "close", "reopen")
OUTCOMES = ("done", "answered", "not_possible", "duplicate", "no_answer")
STREAM_LASTS = 840.0
"""Seconds. A page that nobody touches stops listening before its sign-in runs out: listening must not prolong it."""


class Staff:
    """The routes of the staff desk."""

    def __init__(self, office: Office, desk: Desk, pages: Pages) -> None:
        self.office = office
        self.desk = desk
        self.pages = pages
        self.streams = Streams()

    async def landing(self, staff: StaffView, back: str, verb: str, draft: str) -> Response:
        """The page that somebody comes to who has signed in: where they wanted, with the draft they were typing."""
        item = back.removeprefix("/staff/items/")
        if draft and item != back:
            return await self._item(staff, item, drafts={verb: draft})
        return RedirectResponse(back, 303)

    async def queue(self, request: Request) -> Response:
        """The list, by the filters in the address."""
        staff: StaffView = request.state.staff
        show, kind = filters(request.query_params)
        worklist = Worklist(await self.desk.queue(staff), staff.name)
        rows = (
            worklist.rows(show, kind) if show in worklist.knows else await self.desk.queue(staff, show=show, kind=kind)
        )
        return self.pages.page(
            "queue.html",
            rows=rows,
            show=show,
            kind=kind,
            counts=worklist.counts(kind),
            staff=staff,
            shows=SHOWS,
            kinds=KINDS,
        )

    async def item(self, request: Request) -> Response:
        """One request, facts first."""
        done = request.query_params.get("done", "")
        return await self._item(request.state.staff, request.path_params["ref"], done=done if done in VERBS else "")

    async def act(self, request: Request) -> Response:
        """Do something with a request. Refused: the page again, with the reason and what was typed."""
        staff: StaffView = request.state.staff
        ref, verb = request.path_params["ref"], request.path_params["verb"]
        fields = await read_fields(request)
        text = fields.get("text", "")
        drafts = {verb: text} if verb in DRAFTS else {}
        try:
            self._check(request, fields)
            _known(ref, verb)
            await self.desk.act(staff, ref, verb, text, fields.get("key", "")[:60])
        except DeskError as refused:
            return await self._item(staff, ref, error=refused, drafts=drafts)
        except Refused as refused:
            return await self._item(
                staff, ref, error=DeskError("staff.error.stale"), drafts=drafts, status=refused.status
            )
        return RedirectResponse(f"/staff/items/{ref}?done={verb}", 303)

    async def token(self, request: Request) -> Response:
        """Issue a reset token and show it, this once."""
        staff: StaffView = request.state.staff
        ref = request.path_params["ref"]
        await self._form(request)
        try:
            _known(ref)
            token = await self.desk.issue_token(staff, ref)
        except DeskError as refused:
            return await self._item(staff, ref, error=refused)
        return await self._item(staff, ref, token=token)

    async def _item(
        self,
        staff: StaffView,
        ref: str,
        *,
        token: str = "",
        done: str = "",
        error: DeskError | None = None,
        drafts: Mapping[str, str] | None = None,
        status: int = 409,
    ) -> Response:
        try:
            _known(ref)
            page = await self.desk.item(staff, ref)
        except DeskError as missing:
            return self.pages.page("no_item.html", 404, staff=staff, text=self.pages.say(missing.key, **missing.params))
        typed = {name: (drafts or {}).get(name, "") for name in DRAFTS}
        problem = self.pages.say(error.key, **error.params) if error else ""
        return self.pages.page(
            "item.html",
            status if error else 200,
            staff=staff,
            page=page,
            row=page.row,
            outcomes=OUTCOMES,
            drafts=typed,
            problem=problem,
            token=token,
            done=_done(page, done),
            key=secrets.token_urlsafe(12),
        )

    async def stream(self, request: Request) -> Response:
        """Says only that something changed; the page then asks for it with its own sign-in."""
        staff: StaffView = request.state.staff
        if request.method == "HEAD":
            return Response(status_code=204)
        if self.streams.full(staff.id):
            raise Refused(429, "web.refused.many")
        known: list[object] = []
        ref = request.query_params.get("ref", "")

        async def look() -> str | None:
            rows = [row for row in await self.desk.queue(staff, show="all") if ref in ("", row.ref)]
            changed = bool(known) and known[-1] != rows
            known[:] = [rows]
            return event("changed", "") if changed else None

        return self.streams.answer(staff.id, self.office.changes("queue"), look, lasts=STREAM_LASTS)

    async def pulse(self, _request: Request) -> Response:
        """Somebody is working at this page: the sign-in goes on."""
        return Response(status_code=204)

    async def _form(self, request: Request) -> Mapping[str, str]:
        fields = await read_fields(request)
        self._check(request, fields)
        return fields

    def _check(self, request: Request, fields: Mapping[str, str]) -> None:
        staff: StaffView = request.state.staff
        check_form(request, self.pages.settings, staff.csrf, fields.get("csrf", ""))


def _known(ref: str, verb: str = "note") -> None:
    """Refuse a reference or an action that cannot exist before anything is asked of the desk."""
    if not REF.match(ref):
        raise DeskError("staff.error.no_such_item")
    if verb not in VERBS:
        raise DeskError("staff.error.no_such_action")


def _done(page: ItemPage, verb: str) -> str:
    """Which sentence says what was just done."""
    return "take_red_flag" if verb == "take" and page.row.kind == "red_flag" else verb
