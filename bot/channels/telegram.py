"""The Telegram channel: the one place that knows python-telegram-bot, which is used to carry calls and nothing else.

Updates are fetched, or taken by webhook, by our own code, stored before they are acknowledged, and answered through the
outbox.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from telegram import Bot
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.request import BaseRequest

from bot.channels.base import Intake
from bot.channels.telegram_api import BotApi, TelegramTrouble
from bot.channels.telegram_ingest import Ingest
from bot.channels.telegram_ledger import Ledger
from bot.channels.telegram_logs import quiet_logs
from bot.channels.telegram_pacing import Pace
from bot.channels.telegram_polling import LONG_POLL, Polling
from bot.channels.telegram_profile import keep_profile
from bot.channels.telegram_request import CERTAIN, LeanRequest
from bot.channels.telegram_send import TelegramTakeDown, TelegramTransport
from bot.channels.telegram_webhook import Webhook
from bot.services import Services
from bot.settings import Settings

__all__ = ["PtbApi", "TelegramChannel"]

CONNECTIONS = 16
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "chat_id is empty", "have no rights to send")

os.environ.setdefault("PTB_TIMEDELTA", "true")  # The library then gives pauses as it will in all versions to come.


class RawBot(Bot):
    """Calls methods for their raw answers, without the library's advice to use its parsed ones."""

    @classmethod
    def _warn(cls, *_about: object, **_how: object) -> None:
        """Say nothing."""


class PtbApi:
    """Implements `BotApi` by python-telegram-bot. `over` makes what carries its calls over so many lines; tests bring their own."""

    def __init__(self, token: str, base: str, over: Callable[[int], BaseRequest] = LeanRequest) -> None:
        self.bot_id = token.partition(":")[0]
        reading, calling = over(2), over(CONNECTIONS)
        self._requests = (reading, calling)
        self._bot = RawBot(token, base_url=f"{base}/bot", get_updates_request=reading, request=calling)

    async def open(self) -> None:
        """Make ready. Calls nothing, so that the program starts while Telegram is away."""
        for request in self._requests:
            await request.initialize()

    async def close(self) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()

    async def call(self, method: str, params: Mapping[str, object], *, read_timeout: float | None = None) -> object:
        """Call one method and return its raw result. Raises TelegramTrouble and nothing else."""
        wait = DEFAULT_NONE if read_timeout is None else read_timeout
        try:
            result: object = await self._bot.do_api_request(method, api_kwargs=dict(params), read_timeout=wait)
        except Exception as error:  # noqa: BLE001  # these texts may hold the token or an answer: only the kind goes on
            raise trouble(error) from None
        return result


def trouble(error: Exception) -> TelegramTrouble:
    """What an error of the library means for whoever called."""
    match error:
        case RetryAfter():
            return TelegramTrouble("flood", retry_after=_seconds(error))
        case Forbidden():
            return TelegramTrouble("blocked", permanent=True)
        case InvalidToken() | EndPointNotFound():
            return TelegramTrouble("token_refused")
        case Conflict():
            return TelegramTrouble("conflict")
        case BadRequest():
            gone = any(words in error.message.lower() for words in GONE)
            return TelegramTrouble("blocked" if gone else "refused", permanent=True)
        case NetworkError() if isinstance(error.__cause__, CERTAIN):
            return TelegramTrouble("unreachable")
        case _:
            return TelegramTrouble("uncertain", uncertain=True)


def _seconds(error: RetryAfter) -> float:
    given = error.retry_after
    return given.total_seconds() if isinstance(given, timedelta) else float(given)


class TelegramChannel:
    """The channel as a whole: transport, intake by polling or webhook, commands and descriptions."""

    def __init__(
        self, api: BotApi, settings: Settings, services: Services, intake: Intake, *, long_poll: int = LONG_POLL
    ) -> None:
        say = services.content.say
        self._api = api
        self._say, self._languages = say, tuple(services.content.texts)
        self._ledger = Ledger(services.store, api.bot_id)
        pace = Pace(time.monotonic, answers=settings.telegram_answers)
        self.transport = TelegramTransport(api, pace, lambda name, to: say("telegram.line", name=name, to=to))
        self.taking_down = TelegramTakeDown(api)
        self._ingest = Ingest(api, intake, self._ledger, self.transport, services.clock, say)
        self._webhook = Webhook(api, self._ingest, settings.telegram_webhook_url, settings.telegram_webhook_secret)
        polling = Polling(api, self._ingest, self._ledger, long_poll=long_poll)
        self._polling = None if settings.telegram_webhook_url else polling
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    def build(cls, settings: Settings, services: Services, intake: Intake) -> TelegramChannel:
        """Build the channel from the settings. Calls nothing."""
        quiet_logs()
        api = PtbApi(settings.telegram_token.reveal(), settings.telegram_api)
        return cls(api, settings, services, intake)

    @property
    def webhook_path(self) -> str | None:
        """The path of TELEGRAM_WEBHOOK_URL, where `handle_webhook` is to be served by POST; None while polling."""
        return None if self._polling else self._webhook.path

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take one call of Telegram; the HTTP status to answer, with no body."""
        return 404 if self._polling else await self._webhook.handle(headers, body)

    async def start(self) -> None:
        """Begin to read. Never fails because Telegram is away: that is said in the log and tried again."""
        quiet_logs()
        await self._api.open()
        reading = self._polling.run() if self._polling else self._webhook.run()
        self._tasks = [
            asyncio.create_task(reading, name="telegram"),
            asyncio.create_task(
                keep_profile(self._api, self._ledger, self._say, self._languages), name="telegram profile"
            ),
        ]

    async def stop(self) -> None:
        """Stop reading, finish the small errands. The transport stays usable for what the outbox still delivers."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks = []
        await self._ingest.close()

    async def close(self) -> None:
        """Close the connections; nothing is sent after this."""
        await self._api.close()
