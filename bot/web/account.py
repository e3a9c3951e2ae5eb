"""One's own account: password, passkeys, app, recovery codes, and where one is signed in."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.staff_views import MadePasskey
from bot.views import DeskError
from bot.web.access import DESK, forget, keep
from bot.web.behind import Behind, staff_of, token_of
from bot.web.carried import Carried
from bot.web.door import MAX_ANSWER, SIGN_IN, Row
from bot.web.square import Square

BASE = "/staff/account"
DONE = ("password", "app", "app_removed", "passkey", "passkey_named", "passkey_removed", "session_ended", "recovery")
FRESH = ("app", "app_page", "app_keep", "app_remove", "key_question", "key", "key_name", "key_remove", "codes")
"""Names of the routes that need it to be shown a short while ago who this is, without `staff_account_`."""


class Account(Behind):
    """The routes of one's own account."""

    def routes(self) -> list[Row]:
        """Behind the sign-in."""
        posts = {
            "password": ("password", self.password),
            "app": ("app", self.begin_app),
            "app_keep": ("app/keep", self.keep_app),
            "app_remove": ("app/remove", self.remove_app),
            "key_question": ("passkeys/question", self.question),
            "key": ("passkeys", self.keep_passkey),
            "key_name": ("passkeys/{passkey}/name", self.rename_passkey),
            "key_remove": ("passkeys/{passkey}/remove", self.remove_passkey),
            "codes": ("codes", self.codes),
            "session_end": ("sessions/{session}/end", self.end_session),
            "sessions_end": ("sessions/end", self.end_everywhere),
        }
        rows = [(f"staff_account_{name}", "POST", f"{BASE}/{path}", does) for name, (path, does) in posts.items()]
        pages = [("staff_account", "GET", BASE, self.page), ("staff_account_app_page", "GET", f"{BASE}/app", self.app)]
        return [*pages, *rows]

    async def page(self, request: Request) -> Response:
        """How one signs in, and where one is signed in."""
        done = request.query_params.get("done", "")
        return await self._page(request, done=done if done in DONE else "")

    async def _page(
        self, request: Request, *, refused: DeskError | None = None, where: str = "", done: str = ""
    ) -> Response:
        staff = staff_of(request)
        return self.pages.page(
            "account.html",
            409 if refused else 200,
            staff=staff,
            account=await self.desk.account(staff, token_of(request)),
            problem=self.words(refused),
            where=where,
            done=done,
            base=BASE,
            carried=Carried(),
        )

    async def password(self, request: Request) -> Response:
        """Change one's own password."""
        fields = await self.form(request)
        old, new, again = (fields.get(name, "")[:1000] for name in ("old", "password", "again"))
        try:
            token = await self.desk.change_password(staff_of(request), token_of(request), old, new, again)
        except DeskError as refused:
            return await self._page(request, refused=refused, where="password")
        return self._done("password", token)

    # --- the app ---

    async def begin_app(self, request: Request) -> Response:
        """Make a secret for a new app."""
        await self.form(request)
        await self.desk.begin_app(staff_of(request))
        return RedirectResponse(f"{BASE}/app", 303)

    async def app(self, request: Request) -> Response:
        """The square to scan, and the field for the first code."""
        return await self._app_page(request)

    async def _app_page(self, request: Request, refused: DeskError | None = None) -> Response:
        staff = staff_of(request)
        setup = await self.desk.app_setup(staff)
        if setup is None:
            return RedirectResponse(BASE, 303)
        return self.pages.page(
            "account_app.html",
            409 if refused else 200,
            staff=staff,
            problem=self.words(refused),
            setup=setup,
            square=Square(setup.otpauth),
            base=BASE,
            carried=Carried(),
        )

    async def keep_app(self, request: Request) -> Response:
        """Put the app to use."""
        fields = await self.form(request)
        try:
            kept = await self.desk.add_app(staff_of(request), token_of(request), fields.get("code", "")[:100])
        except DeskError as refused:
            return await self._app_page(request, refused)
        return await self._added("app", *kept)

    async def remove_app(self, request: Request) -> Response:
        """Take the app out of use."""
        await self.form(request)
        try:
            token = await self.desk.remove_app(staff_of(request), token_of(request))
        except DeskError as refused:
            return await self._page(request, refused=refused, where="factors")
        return self._done("app_removed", token)

    # --- passkeys ---

    async def question(self, request: Request) -> Response:
        """What the browser is asked so that it makes a passkey."""
        await self.form(request)
        try:
            asked = await self.desk.question_to_make(staff_of(request), token_of(request))
        except DeskError as refused:
            return JSONResponse({"trouble": self.words(refused)}, 409)
        return Response(asked, media_type="application/json")

    async def keep_passkey(self, request: Request) -> Response:
        """Keep a passkey that the browser made."""
        fields, token = await self.form(request), token_of(request)
        made = MadePasskey(fields.get("answer", "")[:MAX_ANSWER], fields.get("name", "")[:100], token)
        try:
            kept = await self.desk.add_passkey(staff_of(request), token, made)
        except DeskError as refused:
            return await self._page(request, refused=refused, where="factors")
        return await self._added("passkey", *kept)

    async def rename_passkey(self, request: Request) -> Response:
        """Give a passkey another name."""
        fields = await self.form(request)
        try:
            await self.desk.rename_passkey(staff_of(request), request.path_params["passkey"], _name(fields))
        except DeskError as refused:
            return await self._page(request, refused=refused, where="factors")
        return self._done("passkey_named")

    async def remove_passkey(self, request: Request) -> Response:
        """Take a passkey out of use."""
        await self.form(request)
        passkey = request.path_params["passkey"]
        try:
            token = await self.desk.remove_passkey(staff_of(request), token_of(request), passkey)
        except DeskError as refused:
            return await self._page(request, refused=refused, where="factors")
        return self._done("passkey_removed", token)

    # --- recovery codes and sessions ---

    async def codes(self, request: Request) -> Response:
        """Ten new recovery codes, shown this once."""
        await self.form(request)
        try:
            codes = await self.desk.new_codes(staff_of(request))
        except DeskError as refused:
            return await self._page(request, refused=refused, where="factors")
        return self.pages.page("codes.html", staff=staff_of(request), codes=codes, back=BASE)

    async def end_session(self, request: Request) -> Response:
        """Sign out somewhere else."""
        await self.form(request)
        await self.desk.end_session(staff_of(request), request.path_params["session"])
        return self._done("session_ended")

    async def end_everywhere(self, request: Request) -> Response:
        """Sign out everywhere, here too."""
        await self.form(request)
        await self.desk.end_everywhere(staff_of(request))
        response = RedirectResponse(SIGN_IN, 303)
        forget(response, DESK, self.pages.settings)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    async def _added(self, done: str, token: str, codes: tuple[str, ...]) -> Response:
        """With the first second factor come recovery codes, shown this once."""
        if not codes:
            return self._done(done, token)
        staff = await self.desk.who(token)
        page = self.pages.page("codes.html", staff=staff, codes=codes, back=BASE)
        keep(page, DESK, token, self.pages.settings)
        return page

    def _done(self, done: str, token: str = "") -> Response:
        response = RedirectResponse(f"{BASE}?done={done}", 303)
        if token:
            keep(response, DESK, token, self.pages.settings)
        return response


def _name(fields: Mapping[str, str]) -> str:
    return fields.get("name", "")[:100]
