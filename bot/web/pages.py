"""Makes pages and parts of pages from the templates, and the pages that say what went wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.content import LEADER
from bot.views import Office
from bot.web.assets import version
from bot.web.forms import wants_json
from bot.web.languages import direction, language_of
from bot.web.places import places
from bot.web.settings import WebSettings
from bot.web.shown import clean
from bot.web.times import Times
from policies import limits

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """The templates with the practice's words in one language. Every value is escaped; a name nobody gave is an error."""

    def __init__(self, office: Office, settings: WebSettings, lang: str = LEADER) -> None:
        self.office = office
        self.settings = settings
        self.lang = lang
        self.say = partial(_said, office, lang)
        self.times = Times(self.say, settings)
        self._others: dict[str, Pages] = {lang: self}
        self._env = _environment()
        self._env.globals.update(say=self.say, settings=settings, asset=version, places=places)
        self._env.globals.update(lang=lang, direction=direction(lang), languages=self.languages)
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

    def spoken(self, lang: str) -> Pages:
        """The same pages in another language."""
        if lang not in self._others:
            self._others[lang] = Pages(self.office, self.settings, lang)
        return self._others[lang]

    def at(self, request: Request) -> Pages:
        """The same pages in the language of whoever asks."""
        return self.spoken(language_of(request, self.settings, self.office.languages()))

    def languages(self) -> list[tuple[str, str, str]]:
        """The other languages that are offered: each with its own name and direction."""
        others = [lang for lang in self.office.languages() if lang != self.lang]
        return [(lang, self.office.say("web.language.name", lang), direction(lang)) for lang in others]

    def part(self, template: str, **values: Any) -> str:  # noqa: ANN401  # a template takes any value
        """A piece of a page."""
        return self._env.get_template(template).render(**values)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401  # a template takes any value
        """A whole page."""
        return HTMLResponse(self.part(template, **values), status)

    def trouble(self, request: Request, status: int, title: str, text: str) -> Response:
        """Clear words for something that did not work, in the shape that was asked for."""
        pages = self.at(request)
        words = {"title": pages.say(title), "text": pages.say(text)}
        if wants_json(request):
            return JSONResponse({"stored": False, "trouble": pages.part("trouble.html", **words)}, status)
        return pages.page("sorry.html", status, **words)

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


def _said(office: Office, lang: str, key: str, /, **params: Any) -> str:  # noqa: ANN401  # a text takes any value
    return office.say(key, lang, **params)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
