"""Makes pages and parts of pages from the templates, and the pages that say what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.views import Office
from bot.web.assets import version
from bot.web.forms import wants_json
from bot.web.places import places
from bot.web.settings import WebSettings
from bot.web.shown import clean
from bot.web.times import Times
from policies import limits

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """The templates with the practice's words. Every value is escaped; a name nobody gave is an error, not a blank."""

    def __init__(self, office: Office, settings: WebSettings) -> None:
        self.settings = settings
        self.say = office.say
        self.times = Times(office.say, settings)
        self._env = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(say=office.say, settings=settings, asset=version, places=places)
        self._env.globals["held_for"] = limits.REPLY_HELD.total_seconds()
        self._env.filters.update(
            clean=clean,
            time=self.times.time,
            day=self.times.day,
            moment=self.times.moment,
            brief=self.times.brief,
            due=self.times.due,
            date=self.times.date,
            stamp=self.times.stamp,
            zoned=lambda at: at.astimezone(settings.zone).isoformat(timespec="minutes"),
        )

    def part(self, template: str, **values: Any) -> str:  # noqa: ANN401  # a template takes any value
        """A piece of a page."""
        return self._env.get_template(template).render(**values)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401  # a template takes any value
        """A whole page."""
        return HTMLResponse(self.part(template, **values), status)

    def trouble(self, request: Request, status: int, title: str, text: str) -> Response:
        """Clear words for something that did not work, in the shape that was asked for."""
        if wants_json(request):
            card = self.part("trouble.html", title=self.say(title), text=self.say(text))
            return JSONResponse({"stored": False, "trouble": card}, status)
        return self.page("sorry.html", status, title=self.say(title), text=self.say(text))

    async def broken(self, request: Request) -> Response:
        """The page for an error of our own."""
        return self.trouble(request, 500, "web.broken.title", "web.broken.text")

    async def missing(self, request: Request, error: Exception) -> Response:
        """The page for an address that does not exist; it says nothing about which ones do."""
        return self.trouble(request, getattr(error, "status_code", 404), "web.missing.title", "web.missing.text")

    async def refused(self, request: Request, error: Exception) -> Response:
        """The page for a request that was not carried out."""
        return self.trouble(
            request, getattr(error, "status", 400), "web.refused.title", getattr(error, "key", "web.refused.malformed")
        )
