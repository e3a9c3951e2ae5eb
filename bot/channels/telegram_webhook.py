"""Takes the updates that Telegram sends to our own address. 200 means: durably stored.

The secret is compared before anything of the body is looked at, in constant time.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog

from bot.channels.telegram_api import BotApi, TelegramTrouble
from bot.channels.telegram_ingest import Ingest
from bot.channels.telegram_polling import BackOff, say_trouble
from bot.channels.telegram_updates import KINDS
from bot.faults import Point, reach
from bot.settings import Secret

log = structlog.get_logger("frontdoor.telegram")

MAX_BODY = 1024 * 1024
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  # the name of a header
CONNECTIONS = 20
LOOK_AGAIN = 300.0
"""Seconds between looks at whether Telegram still has our address and could reach it."""

UNREACHED = "Telegram could not deliver to TELEGRAM_WEBHOOK_URL. Check that it leads here by https."


class Webhook:
    """One registered address and what comes in on it."""

    def __init__(self, api: BotApi, ingest: Ingest, url: str, secret: Secret) -> None:
        self._api, self._ingest, self._url, self._secret = api, ingest, url, secret
        self._back_off = BackOff()
        self._registered = False
        self._last_error: object = None

    @property
    def path(self) -> str:
        """The path under which the address is served."""
        return urlsplit(self._url).path or "/"

    async def handle(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take one call; the HTTP status to answer. 503 asks Telegram to send it again."""
        given = {name.lower(): value for name, value in headers.items()}
        shown, secret = given.get(SECRET_HEADER, ""), self._secret.reveal()
        if not secret or not hmac.compare_digest(shown.encode(), secret.encode()):
            return 403
        if len(body) > MAX_BODY:
            return 413
        if given.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        taken = await self._ingest.take(raw)
        reach(Point.HOOKED)
        return 200 if taken else 503

    async def run(self) -> None:
        """Tell Telegram our address, and look now and then whether it still has it."""
        while True:
            try:
                await self._look()
            except TelegramTrouble as trouble:
                say_trouble(trouble, self._back_off.times)
                await self._back_off.pause(trouble.retry_after or 0.0)
                continue
            self._back_off.over()
            await asyncio.sleep(LOOK_AGAIN)

    async def register(self) -> None:
        """Tell Telegram our address. Raises TelegramTrouble."""
        params: dict[str, object] = {
            "url": self._url,
            "secret_token": self._secret.reveal(),
            "allowed_updates": list(KINDS),
            "max_connections": CONNECTIONS,
            "drop_pending_updates": False,
        }
        await self._api.call("setWebhook", params)
        log.info("telegram.webhook_set")

    async def _look(self) -> None:
        if not self._registered:
            await self.register()
            self._registered = True
            return
        info = await self._api.call("getWebhookInfo", {})
        known = info if isinstance(info, dict) else {}
        if known.get("last_error_date") not in (None, self._last_error):
            self._last_error = known["last_error_date"]
            log.error("telegram.webhook_failed", count=known.get("pending_update_count"), reason=UNREACHED)
        self._registered = known.get("url") == self._url
        if not self._registered:
            await self._look()
