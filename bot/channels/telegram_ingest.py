"""Settles raw updates: what a person wrote is stored before it is acknowledged, what cannot be read is put aside.

An update is *settled* when it is durably stored, durably put aside, or nothing that needs keeping. Only then may the
channel acknowledge it. A press is answered at once, so that the button stops spinning whatever else is going on.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.channels.base import Intake, Receipt, Rendered, Transport, TransportError
from bot.channels.telegram_api import BotApi, TelegramTrouble
from bot.channels.telegram_ledger import Ledger
from bot.channels.telegram_updates import (
    FromPerson,
    Membership,
    NotPrivate,
    Unreadable,
    chat_of,
    number_of,
    read_update,
)

log = structlog.get_logger("frontdoor.telegram")

TRIES = 5
"""An update that a working store refuses so often is put aside."""
SIDE_BY_SIDE = 16
REMEMBERED = 10_000
SAY_TROUBLE_EVERY = timedelta(minutes=15)

Key = TypeVar("Key")
Value = TypeVar("Value")


class Ingest:
    """Takes raw updates in. `say` gives a sentence of the content."""

    def __init__(
        self,
        api: BotApi,
        intake: Intake,
        ledger: Ledger,
        transport: Transport,
        clock: Callable[[], datetime],
        say: Callable[[str], str],
    ) -> None:
        self._api, self._intake, self._ledger, self._transport = api, intake, ledger, transport
        self._clock, self._say = clock, say
        self._failed: OrderedDict[int, int] = OrderedDict()
        self._told: OrderedDict[str, datetime] = OrderedDict()
        self._left: OrderedDict[str, None] = OrderedDict()
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self._errands: set[asyncio.Task[None]] = set()

    async def close(self, seconds: float = 5.0) -> None:
        """Let the small errands finish."""
        if self._errands:
            await asyncio.wait(self._errands, timeout=seconds)

    async def take_all(self, raws: Sequence[object], held: set[object] | None = None) -> tuple[int | None, bool]:
        """Settle a batch: each chat in order, chats side by side. The next offset, and whether all of it is settled.

        Chats in `held` have something earlier that is not settled: what is theirs waits behind it. Others may join them.
        """
        held = set() if held is None else held
        lanes: dict[object, list[object]] = {}
        for raw in raws:
            lanes.setdefault(chat_of(raw), []).append(raw)
        ends = await asyncio.gather(*(self._lane(chat, lane, held) for chat, lane in lanes.items()))
        if stuck := [number for number in ends if number is not None]:
            return min(stuck), False
        numbers = [number for raw in raws if (number := number_of(raw)) is not None]
        return (max(numbers) + 1 if numbers else None), bool(numbers)

    async def _lane(self, chat: object, raws: Sequence[object], held: set[object]) -> int | None:
        """Settle the updates of one chat in order, up to the first that cannot be settled; its number."""
        for raw in raws:
            async with self._slots:
                if chat in held or not await self.take(raw):
                    held.add(chat)
                    return number_of(raw)
        return None

    async def take(self, raw: object) -> bool:
        """Settle one update. False when it could not be stored and must come again. Never raises."""
        try:
            return await self._take(raw)
        except Exception as error:  # noqa: BLE001  # the store may be away; the update must come again
            log.error("telegram.not_settled", update=number_of(raw), error=error)
            return False

    async def _take(self, raw: object) -> bool:
        try:
            update = read_update(raw, self._clock())
        except Unreadable as unreadable:
            log.error("telegram.put_aside", update=unreadable.update_id, reason="unreadable")
            await self._ledger.dead_letter(unreadable.update_id, "unreadable")
            return True
        match update:
            case FromPerson():
                return await self._from_person(update)
            case NotPrivate():
                self._decline(update.chat)
            case Membership():
                log.info("telegram.membership", update=update.update_id, state="blocked" if update.blocked else "open")
                await self._ledger.membership(update.chat, blocked=update.blocked)
        return True

    async def _from_person(self, update: FromPerson) -> bool:
        if update.query:
            self._errand(self._answer_press(update.query))
        tried = self._failed.get(update.update_id, 0)
        suspicious = tried >= TRIES and await self._ledger.writable()
        receipt = await self._intake.receive(update.event)
        if receipt.stored:
            self._failed.pop(update.update_id, None)
            return True
        self._tell_trouble(update.event.address, receipt)
        if receipt.away:  # It is kept at Telegram until the store is back, however often that is tried.
            return False
        _put(self._failed, update.update_id, tried + 1)
        if suspicious:  # The store takes other things, before and after: it is this update that cannot be kept.
            await self._ledger.dead_letter(update.update_id, "refused by the store")
            log.error("telegram.put_aside", update=update.update_id, reason="refused by the store")
        return suspicious

    def _tell_trouble(self, chat: str, receipt: Receipt) -> None:
        """Say once an outage that nothing can be saved; who just got guidance is not distracted from it."""
        now = self._clock()
        last = self._told.get(chat)
        if receipt.guidance is None and (last is None or now - last > SAY_TROUBLE_EVERY):
            _put(self._told, chat, now)
            self._errand(self._send_trouble(chat))

    async def _send_trouble(self, chat: str) -> None:
        await self._transport.send(chat, Rendered("shared.trouble", self._say("shared.trouble")))

    async def _answer_press(self, query: str) -> None:
        await self._api.call("answerCallbackQuery", {"callback_query_id": query})

    def _decline(self, chat: str) -> None:
        """Say once, in a group or channel, that this bot talks one to one, and leave."""
        if chat not in self._left:
            _put(self._left, chat, None)
            self._errand(self._leave(chat))

    async def _leave(self, chat: str) -> None:
        try:
            await self._api.call("sendMessage", {"chat_id": int(chat), "text": self._say("shared.not_private_chat")})
        except TelegramTrouble:
            log.info("telegram.line_not_sent")  # A channel where the bot may not write; it leaves all the same.
        try:
            await self._api.call("leaveChat", {"chat_id": int(chat)})
        finally:
            self._left.pop(chat, None)  # Added again, it says so again.

    def _errand(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(_quietly(work))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


async def _quietly(work: Coroutine[object, object, None]) -> None:
    """Do what may fail without harm: an acknowledgement that comes too late, a line into a group."""
    try:
        await work
    except TransportError as error:
        log.info("telegram.errand_failed", reason=error.reason)


def _put(table: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Remember, and forget the oldest beyond what is kept."""
    table[key] = value
    table.move_to_end(key)
    while len(table) > REMEMBERED:
        table.popitem(last=False)
