"""The pages of people: who works here and as what. Leads look, administrators change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.staff_views import NewPassword
from bot.views import DeskError, StaffView
from bot.web.behind import NOT_YOURS, Behind, staff_of
from bot.web.door import Row
from policies import roles

BASE = "/staff/people"
ROLES = tuple(roles.KINDS)
DONE = ("role", "disable", "enable", "factor")
Change = Callable[[StaffView, str], Awaitable[None]]


class People(Behind):
    """The routes of people."""

    def routes(self) -> list[Row]:
        """Behind the sign-in, and only for who has shown a short while ago who they are."""
        return [
            ("staff_people", "GET", BASE, self.page),
            ("staff_people_add", "POST", BASE, self.add),
            ("staff_person", "GET", f"{BASE}/{{member}}", self.person),
            ("staff_person_role", "POST", f"{BASE}/{{member}}/role", self.role),
            ("staff_person_disable", "POST", f"{BASE}/{{member}}/disable", self.disable),
            ("staff_person_enable", "POST", f"{BASE}/{{member}}/enable", self.enable),
            ("staff_person_password", "POST", f"{BASE}/{{member}}/password", self.password),
            ("staff_person_factor", "POST", f"{BASE}/{{member}}/factor", self.factor),
        ]

    async def page(self, request: Request) -> Response:
        """Everybody."""
        return await self._page(request)

    async def _page(
        self, request: Request, refused: DeskError | None = None, name: str = "", role: str = ""
    ) -> Response:
        staff = staff_of(request)
        if refused and refused.key == NOT_YOURS:
            return self.barred(staff, refused)
        try:
            people = await self.desk.people(staff)
        except DeskError as barred:
            return self.barred(staff, barred)
        return self.pages.page(
            "people.html",
            409 if refused else 200,
            staff=staff,
            people=people,
            roles=ROLES,
            may_change=roles.may(staff.role, "people.change"),
            required=not await self.desk.a_password_is_enough(),
            problem=self.words(refused),
            typed={"name": name, "role": role if role in ROLES else ROLES[0]},
        )

    async def add(self, request: Request) -> Response:
        """Somebody new; the first password is shown this once."""
        fields = await self.form(request)
        name, role = fields.get("name", "")[:200], fields.get("role", "")
        try:
            new = await self.desk.add_member(staff_of(request), name, role)
        except DeskError as refused:
            return await self._page(request, refused, name, role)
        return self._hand_over(request, new, "added")

    async def person(self, request: Request) -> Response:
        """One member of staff."""
        done = request.query_params.get("done", "")
        return await self._person(request, done=done if done in DONE else "")

    async def _person(self, request: Request, *, refused: DeskError | None = None, done: str = "") -> Response:
        staff = staff_of(request)
        if refused and refused.key == NOT_YOURS:
            return self.barred(staff, refused)
        try:
            member = await self.desk.member(staff, request.path_params["member"])
        except DeskError as barred:
            return self.barred(staff, barred)
        return self.pages.page(
            "person.html",
            409 if refused else 200,
            staff=staff,
            member=member,
            roles=ROLES,
            may_change=roles.may(staff.role, "people.change"),
            problem=self.words(refused),
            done=done,
        )

    async def role(self, request: Request) -> Response:
        """Another role."""
        role = (await self.form(request)).get("role", "")
        return await self._change(request, "role", lambda staff, who: self.desk.change_role(staff, who, role))

    async def disable(self, request: Request) -> Response:
        """Let somebody in no more."""
        await self.form(request)
        return await self._change(request, "disable", self.desk.disable)

    async def enable(self, request: Request) -> Response:
        """Let somebody in again."""
        await self.form(request)
        return await self._change(request, "enable", self.desk.enable)

    async def factor(self, request: Request) -> Response:
        """Take away app, passkeys and recovery codes."""
        await self.form(request)
        return await self._change(request, "factor", self.desk.reset_factor)

    async def password(self, request: Request) -> Response:
        """A new first password, shown this once."""
        await self.form(request)
        try:
            new = await self.desk.reset_password(staff_of(request), request.path_params["member"])
        except DeskError as refused:
            return await self._person(request, refused=refused)
        return self._hand_over(request, new, "reset")

    async def _change(self, request: Request, done: str, change: Change) -> Response:
        member = request.path_params["member"]
        try:
            await change(staff_of(request), member)
        except DeskError as refused:
            return await self._person(request, refused=refused)
        return RedirectResponse(f"{BASE}/{member}?done={done}", 303)

    def _hand_over(self, request: Request, new: NewPassword, why: str) -> Response:
        return self.pages.page("first_password.html", staff=staff_of(request), new=new, why=why)
