"""The page of the patient's devices: what is linked, unlinking it, and how they want to be told. Plain forms, with their token."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.patient_views import NotConfirmed
from bot.web.access import Browser, browser_of, check_form, forget
from bot.web.chat import CHANNEL
from bot.web.forms import read_fields
from bot.web.inbox import OwnPage, Row
from policies.notices import WAYS

DEVICES = "/devices"
NAME = re.compile(r"[0-9a-f]{24}\Z", re.ASCII)
DONE = ("gone", "not_there", "saved", "not_shared_any_more")
"""What can be said above the page about what was just done."""


class DevicePages(OwnPage):
    """The routes of the devices."""

    door_wish = "flow.own_devices"
    title = "web.devices.title"

    def routes(self) -> list[Row]:
        """Rows for the table of routes."""
        return [
            ("devices", "GET", DEVICES, self.page),
            ("devices_unlink", "POST", f"{DEVICES}/unlink", self.unlink),
            ("devices_sharing", "POST", f"{DEVICES}/sharing", self.stop_sharing),
            ("devices_choose", "POST", f"{DEVICES}/notices", self.choose),
        ]

    async def page(self, request: Request) -> Response:
        """What is linked, this one first."""
        browser = browser_of(request, self.pages.settings)
        try:
            found, ends = await self.office.devices(CHANNEL, browser.address)
        except NotConfirmed:
            return self.door(request, browser)
        done = request.query_params.get("done", "")
        said = f"web.devices.{done}" if done in DONE else ""
        return self.shown(request, browser, ends, "devices.html", found=found, ways=tuple(WAYS), said=said)

    async def unlink(self, request: Request) -> Response:
        """Unlink one. Whoever unlinks the browser they sit at is in a fresh chat afterwards."""
        browser, fields = await self._form(request)
        name = fields.get("device", "")
        try:
            gone = bool(NAME.match(name)) and await self.office.unlink(CHANNEL, browser.address, name)
        except NotConfirmed:
            return self.door(request, browser)
        if gone and fields.get("this") == "yes":
            response = RedirectResponse("/", 303)
            forget(response, browser.cookie, self.pages.settings)
            return response
        return RedirectResponse(f"{DEVICES}?done={'gone' if gone else 'not_there'}", 303)

    async def stop_sharing(self, request: Request) -> Response:
        """Take back that private things may be said in a chat. The page says so, and they are not from the next word on."""
        browser, fields = await self._form(request)
        name = fields.get("device", "")
        try:
            over = bool(NAME.match(name)) and await self.office.stop_sharing(CHANNEL, browser.address, name)
        except NotConfirmed:
            return self.door(request, browser)
        return RedirectResponse(f"{DEVICES}?done={'not_shared_any_more' if over else 'not_there'}", 303)

    async def choose(self, request: Request) -> Response:
        """Keep how the patient wants to be told."""
        browser, fields = await self._form(request)
        try:
            await self.office.choose(
                CHANNEL, browser.address, fields.get("ways", ""), night=fields.get("night") == "yes"
            )
        except NotConfirmed:
            return self.door(request, browser)
        return RedirectResponse(f"{DEVICES}?done=saved", 303)

    async def _form(self, request: Request) -> tuple[Browser, dict[str, str]]:
        browser = browser_of(request, self.pages.settings)
        fields = dict(await read_fields(request))
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        return browser, fields
