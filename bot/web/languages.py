"""Which language a page speaks, and in which direction it is read.

The conversation's own language goes first. Before there is a conversation it is what was chosen in this browser, and before
anything was chosen the first language of the browser that the practice offers.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.web.access import SPOKEN, cookie_name, keep
from bot.web.settings import WebSettings

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
MOST = 20
"""Languages of a browser that are looked at: whoever sends more is not a browser."""


def direction(lang: str) -> str:
    """How the lines of a language run."""
    return "rtl" if lang.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def language_of(request: Request, settings: WebSettings, offered: Sequence[str]) -> str:
    """The language chosen in this browser, else the first of its languages that is offered, else the leading one."""
    if len(offered) == 1:
        return offered[0]
    chosen = request.cookies.get(cookie_name(SPOKEN, settings), "")
    if chosen in offered:
        return chosen
    return next((lang for lang in wished(request.headers.get("accept-language", "")) if lang in offered), offered[0])


def wished(header: str) -> list[str]:
    """What an `Accept-Language` header asks for, the dearest first, each also without its region."""
    ranked: list[tuple[float, str]] = []
    for part in header.lower().split(",")[:MOST]:
        tag, _, weight = part.partition(";")
        try:
            worth = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if tag.strip() and worth > 0:
            ranked.append((-worth, tag.strip()))
    tags = [tag for _, tag in sorted(ranked, key=lambda one: one[0])]
    return [name for tag in tags for name in (tag, tag.partition("-")[0])]


def remember(response: Response, request: Request, lang: str, settings: WebSettings, offered: Sequence[str]) -> None:
    """Have this browser's other pages speak as the chat does. With one language, or when they do anyway, nothing is kept."""
    if len(offered) > 1 and language_of(request, settings, offered) != lang:
        keep(response, SPOKEN, lang, settings)
