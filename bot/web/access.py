"""Who a browser is, and whether a request may change anything: cookies, tokens, and where a request comes from.

A chat window is named by the hash of a random cookie, so neither the database nor a log holds what would open it.
Its form token is derived from the cookie: another site can neither read nor guess it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.web.settings import WebSettings

WINDOW = "window"
APP = "app"  # the chat page inside Telegram, which may stand in a frame of Telegram's own page
KNOCK = "knock"  # before it is known who opened it
SPOKEN = "lang"  # the language that was chosen, which is no secret
FRAMED = (APP, KNOCK, SPOKEN)
DOOR = "door"  # before a member of staff has signed in
HALF = "half"  # between password and desk
DESK = "desk"
DAYS_30 = 30 * 24 * 3600
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class Refused(Exception):
    """A request was not carried out. `key` names the sentence that says what to do."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser's secret, and what is derived from it."""

    token: str
    new: bool = False
    cookie: str = WINDOW

    @property
    def address(self) -> str:
        """The name of this window on the channel `web`."""
        return hashlib.sha256(self.token.encode()).hexdigest()

    @property
    def csrf(self) -> str:
        """The token that this browser's forms carry."""
        return hmac.new(self.token.encode(), b"csrf", hashlib.sha256).hexdigest()


def new_browser() -> Browser:
    """A browser that was never here: 256 random bits."""
    return Browser(secrets.token_urlsafe(32), new=True)


def browser_of(request: Request, settings: WebSettings, *cookies: str) -> Browser:
    """The browser by its cookie, or a new one when it has none of ours. What was opened inside Telegram goes first."""
    for cookie in cookies or (APP, WINDOW):
        token = request.cookies.get(cookie_name(cookie, settings), "")
        if TOKEN.match(token):
            return Browser(token, cookie=cookie)
    return new_browser()


def csrf_of(token: str) -> str:
    """The token that the forms of a cookie's pages carry."""
    return Browser(token).csrf


def cookie_name(cookie: str, settings: WebSettings) -> str:
    """With TLS the name itself binds the cookie to this host and path."""
    return f"__Host-{cookie}" if settings.secure_cookies else cookie


def keep(response: Response, cookie: str, token: str, settings: WebSettings) -> None:
    """Give the browser its cookie. A window's and its language last as long as a chat stays linked, others while it runs."""
    response.set_cookie(
        cookie_name(cookie, settings),
        token,
        max_age=DAYS_30 if cookie in (WINDOW, SPOKEN) else None,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite=_sent_along(cookie, settings),
    )
    _part(response, cookie, settings)


def forget(response: Response, cookie: str, settings: WebSettings) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        cookie_name(cookie, settings),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite=_sent_along(cookie, settings),
    )
    _part(response, cookie, settings)


def _sent_along(cookie: str, settings: WebSettings) -> Literal["lax", "strict", "none"]:
    """Which requests carry a cookie. In a frame of Telegram's page ours is a stranger's, and would not come at all."""
    if cookie in FRAMED and settings.secure_cookies:
        return "none"
    return "lax" if cookie in (*FRAMED, WINDOW) else "strict"


def _part(response: Response, cookie: str, settings: WebSettings) -> None:
    """Keep the cookie that goes into frames apart for each site around it: no other site's frame of our page carries it."""
    if cookie in FRAMED and settings.secure_cookies:
        name, line = response.raw_headers[-1]
        response.raw_headers[-1] = (name, line + b"; Partitioned")


def check_form(request: Request, settings: WebSettings, expected: str, given: str) -> None:
    """Refuse a form that another site sent, or that does not carry this browser's token."""
    if not from_here(request, settings):
        raise Refused(403, "web.refused.origin")
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Refused(403, "web.refused.csrf")


def from_here(request: Request, settings: WebSettings) -> bool:
    """Whether the browser says that one of our own pages sent this.

    Our pages send no referrer, so a plain form names its origin as `null`; then the browser's fetch metadata decide,
    and for a browser without them the form's token alone.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return True
    try:
        named = urlsplit(origin).netloc
    except ValueError:  # no address at all, as no browser writes it
        return False
    return named in {urlsplit(settings.base_url).netloc, request.headers.get("host", "")}
