"""What a phone needs to put the chat on its home screen. The name is neutral: whoever sees the screen learns nothing.

There is no service worker: it would have to keep pages to be of use, and nothing private may stay on a device. Without a
network the browser says so, and an open page sends what was typed when the network is back.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.views import Office
from bot.web.assets import version
from bot.web.languages import direction
from bot.web.pages import Pages

MANIFEST = "/app.webmanifest"
PAPER = "#f4f5f1"
"""The colour of the page by day; by night the page itself names its own."""
ICONS = (
    ("mark.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "maskable"),
)


class Install:
    """The route of the manifest."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self.office = office
        self.pages = pages

    def routes(self) -> list[tuple[str, str, str, Callable[[Request], Awaitable[Response]]]]:
        """Rows for the table of routes."""
        return [("manifest", "GET", MANIFEST, self.manifest)]

    async def manifest(self, request: Request) -> Response:
        """The same for everybody; in the language of the page that names it, since browsers fetch it without cookies."""
        lang = request.query_params.get("lang", "")
        pages = self.pages.spoken(lang) if lang in self.office.languages() else self.pages.at(request)
        icons = [{"src": version(name), "sizes": size, "type": kind, "purpose": use} for name, size, kind, use in ICONS]
        name = pages.say("web.app.name")
        told = {
            "id": "/",
            "name": name,
            "short_name": name,
            "lang": pages.lang,
            "dir": direction(pages.lang),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "theme_color": PAPER,
            "background_color": PAPER,
            "icons": icons,
        }
        return Response(json.dumps(told), media_type="application/manifest+json")
