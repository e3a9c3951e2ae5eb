"""How python-telegram-bot's calls get to Telegram: by aiohttp, which carries one at a third of the cost of what it brings itself.

An answer that cannot be read is kept out of the log, where the library would put it: it may hold private words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

CONNECT, READ, WRITE, POOL = 5.0, 15.0, 15.0, 10.0
"""Seconds for reaching Telegram, for its answer, for handing the call over, and for a line of ours to be free."""
KEPT_ALIVE = 60.0
CERTAIN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Causes after which nothing was sent, so that sending again cannot repeat anything."""


def read_answer(payload: bytes) -> dict[str, Any]:
    """An answer of Telegram's as a map. Raises TelegramError, without a word of it."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        raise TelegramError("an answer cannot be read") from None
    if not isinstance(answer, dict):
        raise TelegramError("an answer cannot be read")
    return answer


class LeanRequest(BaseRequest):
    """Carries calls over so many lines at most, which it keeps open."""

    parse_json_payload = staticmethod(read_answer)

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies = getproxies()

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer where a call says nothing else."""
        return READ

    async def initialize(self) -> None:
        """Make ready. Calls nothing."""
        self._ready()

    async def shutdown(self) -> None:
        """Close the lines."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,  # noqa: ANN401  # the library names the times it gives
        **times: Any,  # noqa: ANN401  # seconds, or the library's own sign for none given
    ) -> tuple[int, bytes]:
        """Make one call; the status and the body of its answer. What goes wrong is raised as it comes: see `CERTAIN`."""
        form = request_data.json_parameters if request_data else None
        # Redirects are not followed: the token goes nowhere else.
        how = {"timeout": _wait(times), "proxy": self._proxy(url), "allow_redirects": False}
        call = self._ready().request(method, url, data=form, **how)  # type: ignore[arg-type]  # each is what its name asks for
        async with call as answer:
            return answer.status, await answer.read()

    def _ready(self) -> aiohttp.ClientSession:
        if self._session is None:
            lines = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT_ALIVE)
            headers = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(connector=lines, headers=headers, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for this address, if any."""
        where = urlsplit(url) if self._proxies else None
        return None if where is None or proxy_bypass(where.hostname or "") else self._proxies.get(where.scheme)


def _wait(times: Mapping[str, object]) -> aiohttp.ClientTimeout:
    pool, connect = _seconds(times.get("pool_timeout"), POOL), _seconds(times.get("connect_timeout"), CONNECT)
    write, read = _seconds(times.get("write_timeout"), WRITE), _seconds(times.get("read_timeout"), READ)
    whole = pool + connect + write + read
    return aiohttp.ClientTimeout(total=whole, connect=pool + connect, sock_connect=connect, sock_read=read)


def _seconds(given: object, otherwise: float) -> float:
    return float(given) if isinstance(given, float | int) else otherwise
