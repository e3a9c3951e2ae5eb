"""Stands around every page: the same protective headers on every answer, and one calm page for whatever broke."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.access import APP, cookie_name
from bot.web.embed import FRAME, SCRIPT
from bot.web.inside import START
from bot.web.settings import WebSettings

log = structlog.get_logger("frontdoor.web")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
ALONE, IN_TELEGRAM = "'none'", "https://web.telegram.org"
CHAT_PAGES = ("/chat/", "/inbox", "/devices")
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY + ALONE,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex",
}
HSTS = "max-age=63072000; includeSubDomains"

Broken = Callable[[Request], Awaitable[Response]]


def framed_by(request: Request, settings: WebSettings) -> str:
    """Whose pages may show this one in a frame.

    Telegram's where the chat begins inside it, the practice's own where the chat begins on its site, both where the chat goes
    on in a browser that came in by such a frame; for everything else nobody.
    """
    path, ours = request.url.path, settings.embed_origins
    if path == START:
        return IN_TELEGRAM
    if path == FRAME:
        return " ".join(ours) or ALONE
    goes_on = (path == "/" or path.startswith(CHAT_PAGES)) and cookie_name(APP, settings) in request.cookies
    return " ".join((IN_TELEGRAM, *ours)) if goes_on else ALONE


def differing(request: Request, settings: WebSettings, own: MutableHeaders) -> dict[str, str]:
    """What an answer has instead of the usual headers."""
    changed = {"Content-Security-Policy": CONTENT_POLICY + framed_by(request, settings)}
    if own.get("cache-control", "").startswith("public"):
        changed["Cache-Control"] = own["cache-control"]  # The same for everybody, and it says so itself.
    if request.url.path == SCRIPT:
        changed["Cross-Origin-Resource-Policy"] = "cross-origin"  # It is there to be loaded by another site.
    return changed


class Guard:
    """The outermost layer. Nothing leaves without the headers, and no error text leaves at all."""

    def __init__(self, app: ASGIApp, settings: WebSettings, broken: Broken) -> None:
        self.app = app
        self.settings = settings
        self.broken = broken
        self.headers = {**HEADERS, **({"Strict-Transport-Security": HSTS} if settings.secure_cookies else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in {**self.headers, **differing(Request(scope), self.settings, headers)}.items():
                    headers[name] = value
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  # whatever broke, a person gets words and no log gets theirs
            log.error("web.failed", error=error)
            if not begun:
                response = await self.broken(Request(scope))
                await response(scope, receive, sending)
