"""The chat on the practice's own site: a script that adds a button there, and the page that its frame begins with.

Only sites that the practice lists may frame the chat. In a frame our ordinary cookie is a stranger's and does not come along;
the one of the page inside Telegram does, kept apart for each site around it, so it is the embedded window's too.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import Office
from bot.web.access import APP, browser_of, keep
from bot.web.assets import assets
from bot.web.languages import direction
from bot.web.pages import Pages

SCRIPT, FRAME = "/embed.js", "/embed"
NAME = "frontdoor-embed"
SANDBOX = (
    "allow-forms",  # every message and every tap is a form, also where the script does not run
    "allow-scripts",  # keeps the chat live
    "allow-same-origin",  # without it the frame is nobody: it has no cookie, and our own forms look like another site's
    "allow-popups",  # 911 and the office are called by links, which a frame may not follow without it; opens the tab
    "allow-popups-to-escape-sandbox",  # the tab is our ordinary page
    "allow-downloads",  # a visit as a file for the calendar
)
"""What the frame may do. It may not lead the page around it elsewhere, nor put dialogs before it."""

WORDS = {"open": "web.embed.open", "title": "web.embed.title", "close": "web.embed.close", "tab": "web.embed.tab"}
"""What the script says, by the names it has there."""


class Embed:
    """The routes of the embedded chat."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self.office = office
        self.pages = pages

    def routes(self) -> list[tuple[str, str, str, Callable[[Request], Awaitable[Response]]]]:
        """Rows for the table of routes."""
        return [("embed_script", "GET", SCRIPT, self.script), ("embed", "GET", FRAME, self.begin)]

    async def script(self, request: Request) -> Response:
        """The script with the words and the sites of this practice. It is the same for everybody who speaks the language."""
        pages = self.pages.at(request)
        told = {
            "base": pages.settings.base_url,
            "origins": pages.settings.embed_origins,
            "sandbox": " ".join(SANDBOX),
            "name": NAME,
            "lang": pages.lang,
            "dir": direction(pages.lang),
            **{name: pages.say(key) for name, key in WORDS.items()},
        }
        source = assets()["embed.js"].plain.decode().strip()
        headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language, Cookie"}
        return Response(f"({source})({json.dumps(told)});\n", media_type="text/javascript", headers=headers)

    async def begin(self, request: Request) -> Response:
        """Where the frame begins: go on to the chat once it is sure that this browser keeps a cookie in a frame."""
        if not self.pages.settings.embed_origins:
            raise HTTPException(404)
        if request.headers.get("sec-fetch-dest", "iframe") == "document":
            return RedirectResponse("/", 303)  # Somebody opened it in a tab, where the chat has its ordinary cookie.
        browser = browser_of(request, self.pages.settings, APP)
        again = "again" in request.query_params
        if not browser.new:
            return RedirectResponse("/" if again else "/#latest", 303)
        if again:
            return self.pages.at(request).page("embed.html")
        response = RedirectResponse(f"{FRAME}?again=1", 303)
        keep(response, APP, browser.token, self.pages.settings)
        return response
