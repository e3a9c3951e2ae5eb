"""The page that a reset token opens: a new password, security questions, and where the link says so the username.

The route is open and guarded by its token. Looking spends nothing, since mail scanners look too. Nothing that was typed
as a password is ever shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import QUESTIONS, Office, ResetEntry, ResetForm, ResetResult
from bot.web.access import browser_of, check_form, keep
from bot.web.forms import read_fields
from bot.web.pages import Pages

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")
DONE = "/portal/done"
HOW_MANY = 3
NOTHING_YET = ResetResult("new")


class Reset:
    """The routes of the reset page."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self.office = office
        self.pages = pages

    async def form(self, request: Request) -> Response:
        """The empty form. Spends nothing."""
        form = await self._form(request)
        return self._dead(request, NOTHING_YET) if form is None else self._page(request, form, NOTHING_YET, {})

    async def keep(self, request: Request) -> Response:
        """Keep what was typed, or the form again with what to mend."""
        browser = browser_of(request, self.pages.settings)
        fields = await read_fields(request)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        result = await self.office.reset(_token(request), entry_of(fields))
        if result.state == "done":
            return RedirectResponse(DONE, 303)
        form = await self._form(request)
        if form is None or result.state == "dead":
            return self._dead(request, result)
        return self._page(request, form, result, fields)

    async def done(self, request: Request) -> Response:
        """That it is done, and where to go on."""
        return self.pages.at(request).page("reset_done.html")

    async def _form(self, request: Request) -> ResetForm | None:
        token = _token(request)
        return await self.office.reset_form(token) if token else None

    def _page(self, request: Request, form: ResetForm, result: ResetResult, typed: Mapping[str, str]) -> Response:
        browser = browser_of(request, self.pages.settings)
        response = self.pages.at(request).page(
            "reset.html",
            200 if result.state == "new" else 422,
            csrf=browser.csrf,
            action=request.url.path,
            form=form,
            errors=first_of(result.errors),
            flagged=result.state == "flagged",
            guidance=result.guidance,
            typed=typed,
            questions=QUESTIONS,
            rows=range(1, HOW_MANY + 1),
        )
        keep(response, browser.cookie, browser.token, self.pages.settings)
        return response

    def _dead(self, request: Request, result: ResetResult) -> Response:
        return self.pages.at(request).page("reset_dead.html", 410, guidance=result.guidance)


def first_of(errors: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """One sentence a field, in the order of the page."""
    found: dict[str, str] = {}
    for name, key in errors:
        found.setdefault(name, key)
    return found


def entry_of(fields: Mapping[str, str]) -> ResetEntry:
    """What was typed, by its meaning."""
    rows = range(1, HOW_MANY + 1)
    return ResetEntry(
        fields.get("password", ""),
        fields.get("again", ""),
        tuple((fields.get(f"question{row}", ""), fields.get(f"answer{row}", "")) for row in rows),
        fields.get("username", ""),
        calm=fields.get("calm") == "yes",
    )


def _token(request: Request) -> str:
    """The token of the address; empty when it cannot be one."""
    token = str(request.path_params["token"])
    return token if TOKEN.match(token) else ""
