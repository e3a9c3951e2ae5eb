"""Carries replies to Telegram: in parts that fit, at Telegram's pace, and with an error that says what to do next."""

from __future__ import annotations

import structlog

from bot.channels.base import Rendered
from bot.channels.telegram_api import BotApi, TelegramTrouble
from bot.channels.telegram_pacing import Pace
from bot.channels.telegram_render import Line, Part, parts

log = structlog.get_logger("frontdoor.telegram")


class TelegramTakeDown:
    """Deletes what a person typed from their chat. Telegram lets a bot do that for 48 hours, in a private chat."""

    name = "telegram_down"
    private = False

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def send(self, address: str, reply: Rendered) -> str:
        """Delete the message that `reply` names by its key. Raises TransportError; for one that is gone already, a permanent one."""
        await self._api.call("deleteMessage", {"chat_id": int(address), "message_id": int(reply.key)})
        return reply.key


class TelegramTransport:
    """The transport of the Telegram channel. Not private: what is private never comes this way."""

    name = "telegram"
    private = False

    def __init__(self, api: BotApi, pace: Pace, line: Line) -> None:
        self._api = api
        self._pace = pace
        self._line = line

    async def send(self, address: str, reply: Rendered) -> str:
        """Deliver one reply; return the number of its last message. Raises TransportError."""
        urgent = reply.key.startswith("guidance.")
        left = self._pace.held(address)
        if left > 0:
            raise TelegramTrouble("flood", retry_after=left)
        try:
            return await self._send_parts(address, parts(reply, self._line), urgent=urgent, unasked=reply.unasked)
        except TelegramTrouble as trouble:
            if trouble.kind != "refused" or not reply.buttons:
                raise
        # Better the words without buttons than nothing at all.
        log.error("telegram.keyboard_refused", kind=reply.key)
        plain = parts(reply, self._line, keyboard=False)
        return await self._send_parts(address, plain, urgent=urgent, unasked=reply.unasked)

    async def _send_parts(self, address: str, messages: tuple[Part, ...], *, urgent: bool, unasked: bool) -> str:
        number = ""
        for part in messages:
            await self._pace.turn(address, urgent=urgent, unasked=unasked)
            try:
                number = await self._send(address, part)
            except TelegramTrouble as trouble:
                if trouble.retry_after is not None:
                    self._pace.hold(address, trouble.retry_after)
                if number:  # Some of it has arrived, so trying again would repeat that.
                    trouble.uncertain = True
                raise
        return number

    async def _send(self, address: str, part: Part) -> str:
        params: dict[str, object] = {
            "chat_id": int(address),
            "text": part.text,
            "link_preview_options": {"is_disabled": True},  # A preview would open the link first.
        }
        if part.keyboard:
            params["reply_markup"] = {"inline_keyboard": [list(row) for row in part.keyboard]}
        sent = await self._api.call("sendMessage", params)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if not isinstance(number, int):
            raise TelegramTrouble("uncertain", uncertain=True)
        return str(number)
