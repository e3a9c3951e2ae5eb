"""What the rest of the channel may ask of Telegram: a call at a time, and one kind of error that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.channels.base import TransportError

ADVICE: Mapping[str, str] = {
    "token_refused": "Telegram refuses the bot's token. Check TELEGRAM_BOT_TOKEN against BotFather; trying again.",
    "conflict": "Somebody else reads this bot's messages, perhaps a second copy of the program. Stop it; trying again.",
    "flood": "Telegram asks for a pause; keeping to it.",
    "unreachable": "Telegram cannot be reached. Check the network of this machine; trying again.",
    "uncertain": "The connection to Telegram broke or its answer could not be read; trying again.",
    "refused": "Telegram refuses this call; trying again in case that passes.",
}
"""What an operator reads in the log, by the kind of trouble."""


class TelegramTrouble(TransportError):
    """A call failed. `kind` is a key of ADVICE, or `blocked` for a chat that cannot be written to any more."""

    def __init__(
        self, kind: str, *, permanent: bool = False, uncertain: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(kind, permanent=permanent, uncertain=uncertain, retry_after=retry_after)
        self.kind = kind


class BotApi(Protocol):
    """The Bot API of one bot."""

    bot_id: str

    async def open(self) -> None:
        """Make ready. Calls nothing."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...

    async def call(self, method: str, params: Mapping[str, object], *, read_timeout: float | None = None) -> object:
        """Call one method and return its raw result. Raises TelegramTrouble and nothing else."""
        ...
