"""One request: its page, and every action on it.

The desk itself decides who may see and do what; these pages carry its answer. A refused action keeps what was typed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import DeskError, ItemPage, StaffView
from bot.web.access import Refused, check_form
from bot.web.behind import Behind, staff_of
from bot.web.carried import DRAFTS
from bot.web.forms import number, read_fields
from bot.web.news import since_now
from bot.web.pages import Pages
from bot.workviews import WholeDesk, outcomes

REF = re.compile(r"[A-Za-z0-9-]{1,40}\Z")
VERBS = ("take", "release", "reply", "note", "close", "reopen")
DONE = (*VERBS, "transfer", "undo", "take_back", "propose", "book", "approve", "decline")
"""What a page can say that was done."""


class Items(Behind):
    """The routes of one request."""

    def __init__(self, desk: WholeDesk, pages: Pages) -> None:
        super().__init__(desk, pages)
        self.work = desk

    async def page(self, request: Request) -> Response:
        """One request, facts first."""
        done = request.query_params.get("done", "")
        return await self.shown(
            staff_of(request),
            request.path_params["ref"],
            done=done if done in DONE else "",
            before=number(request.query_params.get("before")),
            story="story" in request.query_params,
        )

    async def act(self, request: Request) -> Response:
        """Do something with a request. Refused: the page again, with the reason and what was typed."""
        staff = staff_of(request)
        ref, verb = request.path_params["ref"], request.path_params["verb"]
        fields = await read_fields(request)
        text = fields.get("text", "")
        drafts = {verb: text} if verb in DRAFTS else {}
        try:
            self.check(request, fields)
            known(ref, verb)
            await self.work.act(staff, ref, verb, text, fields.get("key", "")[:60])
        except DeskError as refused:
            return await self.shown(staff, ref, error=refused, drafts=drafts)
        except Refused as refused:
            return await self.shown(
                staff, ref, error=DeskError("staff.error.stale"), drafts=drafts, status=refused.status
            )
        return RedirectResponse(f"/staff/items/{ref}?done={verb}", 303)

    async def token(self, request: Request) -> Response:
        """Issue a reset token and show it, this once."""
        staff = staff_of(request)
        ref = request.path_params["ref"]
        await self.form(request)
        try:
            known(ref)
            token = await self.work.issue_token(staff, ref)
        except DeskError as refused:
            return await self.shown(staff, ref, error=refused)
        return await self.shown(staff, ref, token=token)

    async def shown(
        self,
        staff: StaffView,
        ref: str,
        *,
        token: str = "",
        done: str = "",
        error: DeskError | None = None,
        drafts: Mapping[str, str] | None = None,
        forms: Mapping[str, Mapping[str, str]] | None = None,
        status: int = 409,
        before: int | None = None,
        story: bool = False,
    ) -> Response:
        """The page of a request, after whatever was just tried."""
        try:
            known(ref)
            since = await since_now(self.work, staff, ref)  # Asked first, so that what changes meanwhile is still told.
            page = await self.work.item(staff, ref, before)
            beside = await self._beside(staff, ref, story=story)
        except DeskError as missing:
            return self.barred(staff, missing)
        return self.pages.page(
            "item.html",
            status if error else 200,
            staff=staff,
            page=page,
            since=since,
            row=page.row,
            **beside,
            outcomes=outcomes(page.row.kind),
            drafts={name: (drafts or {}).get(name, "") for name in DRAFTS},
            forms={"visit": {}, "decide": {}, **(forms or {})},
            today=self.pages.times.now().date().isoformat(),
            problem=self.words(error),
            token=token,
            done=_done(page, done),
            before=before,
            key=secrets.token_urlsafe(12),
        )

    async def _beside(self, staff: StaffView, ref: str, *, story: bool) -> dict[str, object]:
        """What stands around a request: what can be done, the chat before it if that is asked for, who else is there."""
        around = await self.work.around(staff, ref)
        told = await self.work.story(staff, ref) if story and around.story else None
        return {"around": around, "story": told, "present": await self.work.present(staff, ref)}

    def check(self, request: Request, fields: Mapping[str, str]) -> None:
        """Refuse a form that another site sent, or that is too old. Raises Refused."""
        check_form(request, self.pages.settings, staff_of(request).csrf, fields.get("csrf", ""))


def known(ref: str, verb: str = "note") -> None:
    """Refuse a reference or an action that cannot exist before anything is asked of the desk."""
    if not REF.match(ref):
        raise DeskError("staff.error.no_such_item")
    if verb not in VERBS:
        raise DeskError("staff.error.no_such_action")


def _done(page: ItemPage, verb: str) -> str:
    """Which sentence says what was just done."""
    return "take_red_flag" if verb == "take" and page.row.kind == "red_flag" else verb
