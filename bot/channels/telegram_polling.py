"""Fetches updates from Telegram where it cannot call us. The offset moves only after everything before it is settled.

No answer of Telegram ends the loop: a refused token, a second reader, a broken line are said clearly in the log and
tried again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from bot.channels.telegram_api import ADVICE, BotApi, TelegramTrouble
from bot.channels.telegram_ingest import Ingest
from bot.channels.telegram_ledger import Ledger
from bot.channels.telegram_updates import KINDS
from bot.faults import Point, reach

log = structlog.get_logger("frontdoor.telegram")

LONG_POLL = 25
BATCH = 100
STEP = 10
"""Updates after which the offset moves."""
STAND_BY = 2.0
"""Seconds after which a process that does not read looks whether the one that did is gone."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
SAY_AGAIN = 10
"""A trouble that lasts is said at its first time and then at every tenth."""


class BackOff:
    """Pauses that double up to a minute, with a little chance so that two copies do not march in step."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self.times = 0

    def over(self) -> None:
        """The trouble is over."""
        self.times = 0

    async def rest(self, seconds: float) -> None:
        """Wait for something that is no trouble."""
        await self._sleep(seconds)

    async def pause(self, at_least: float = 0.0) -> None:
        """Wait, longer each time in a row."""
        seconds = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self.times, 10))
        self.times += 1
        await self._sleep(max(at_least, seconds * random.uniform(0.8, 1.2)))  # noqa: S311  # spreads load, keeps no secret


def say_trouble(trouble: TelegramTrouble, times: int) -> None:
    """One clear line for the operator; not a line for every try."""
    if times % SAY_AGAIN == 0:
        advice = ADVICE.get(trouble.kind, ADVICE["refused"])
        log.error("telegram.trouble", kind=trouble.kind, count=times + 1, reason=advice)


class Polling:
    """Reads updates until stopped."""

    def __init__(
        self,
        api: BotApi,
        ingest: Ingest,
        ledger: Ledger,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        long_poll: int = LONG_POLL,
    ) -> None:
        self._api, self._ingest, self._ledger = api, ingest, ledger
        self._back_off = BackOff(sleep)
        self._long_poll = long_poll
        self._offset: int | None = None
        self._begun = False

    async def run(self) -> None:
        """Fetch, settle, move on, for ever."""
        while True:
            try:
                await self.once()
            except TelegramTrouble as trouble:
                say_trouble(trouble, self._back_off.times)
                if trouble.kind == "conflict":
                    self._begun = False  # A webhook may have been set meanwhile: take it away again.
                await self._back_off.pause(trouble.retry_after or 0.0)
            except Exception as error:  # noqa: BLE001  # the store may be away; the loop must outlive that
                log.error("telegram.polling_failed", error=error)
                await self._back_off.pause()

    async def once(self) -> None:
        """One round. Raises TelegramTrouble, and what the store raises when it is away."""
        if not await self._ledger.may_read():
            self._begun = False  # Whoever reads now moves the offset.
            await self._back_off.rest(STAND_BY)
            return
        if not self._begun:
            self._offset = await self._ledger.offset()
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
            self._begun = True
        batch = await self._fetch()
        if not batch:
            self._back_off.over()
            return
        if await self._settle(batch):
            self._back_off.over()
        else:
            await self._back_off.pause()

    async def _settle(self, batch: list[object]) -> bool:
        """Settle a batch step by step, so that a process that dies early in a long one does not begin it anew.

        True when all of it is settled. What others wrote after an unsettled update is taken all the same; what the same
        person wrote waits behind it.
        """
        whole, held = True, set[object]()
        for at in range(0, len(batch), STEP):
            offset, settled = await self._ingest.take_all(batch[at : at + STEP], held)
            if whole and offset is not None and offset != self._offset:
                reach(Point.SETTLED)
                await self._ledger.move(offset)
                reach(Point.MOVED)
                self._offset = offset
            whole = whole and settled
        return whole

    async def _fetch(self) -> list[object]:
        params: dict[str, object] = {"timeout": self._long_poll, "limit": BATCH, "allowed_updates": list(KINDS)}
        if self._offset is not None:
            params["offset"] = self._offset
        try:
            async with asyncio.timeout(self._long_poll + 20):  # A wedged connection must not stop the reading for good.
                batch = await self._api.call("getUpdates", params, read_timeout=self._long_poll + 10)
        except TimeoutError:
            raise TelegramTrouble("unreachable") from None
        if not isinstance(batch, list):
            raise TelegramTrouble("uncertain", uncertain=True)
        return batch
