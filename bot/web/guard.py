"""Stands around every page: the same protective headers on every answer, and one calm page for whatever broke."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.access import APP, cookie_name
from bot.web.inside import START
from bot.web.settings import WebSettings

log = structlog.get_logger("frontdoor.web")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
ALONE, IN_TELEGRAM = "'none'", "https://web.telegram.org"
CHAT_PAGES = ("/", "/chat/say", "/chat/press")
OWN_PAGES = ("/inbox", "/devices")
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


def may_be_framed(request: Request, settings: WebSettings) -> bool:
    """Whether Telegram's own page in a browser may show this one: where the chat begins inside Telegram, and the chat there."""
    path = request.url.path
    ours = path in CHAT_PAGES or path.startswith(OWN_PAGES)
    return path == START or (ours and cookie_name(APP, settings) in request.cookies)


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
                for name, value in self.headers.items():
                    headers[name] = value
                if may_be_framed(Request(scope), self.settings):
                    headers["Content-Security-Policy"] = CONTENT_POLICY + IN_TELEGRAM
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  # whatever broke, a person gets words and no log gets theirs
            log.error("web.failed", error=error)
            if not begun:
                response = await self.broken(Request(scope))
                await response(scope, receive, sending)
