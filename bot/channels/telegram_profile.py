"""What Telegram shows of the bot before anybody writes: commands and descriptions, sent only when they have changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

import structlog

from bot.channels.telegram_api import BotApi, TelegramTrouble
from bot.channels.telegram_ledger import Ledger
from bot.channels.telegram_polling import BackOff, say_trouble
from bot.content import LEADER

log = structlog.get_logger("frontdoor.telegram")

COMMANDS = ("start", "menu", "stop", "link")
CONTENT_KEYS = (
    "telegram.description",
    "telegram.short_description",
    *(f"telegram.command.{name}" for name in COMMANDS),
    "telegram.line",
    "shared.not_private_chat",
    "shared.trouble",
)
"""Every key of the content that this channel says by itself."""
LONGEST = {"setMyDescription": 512, "setMyShortDescription": 120}

Call = tuple[str, dict[str, object]]
Say = Callable[[str, str], str]
"""A sentence of the content, by its key and language."""


def wanted(say: Say, languages: Iterable[str] = (LEADER,)) -> tuple[Call, ...]:
    """The calls that set the profile, in each language of the content; the leading one is for everybody else as well."""
    told = [call for lang in sorted(languages) for call in _in(lang, say)]
    return (*told, ("setChatMenuButton", {"menu_button": {"type": "commands"}}))


def _in(lang: str, say: Say) -> tuple[Call, ...]:
    commands = [{"command": name, "description": say(f"telegram.command.{name}", lang)} for name in COMMANDS]
    whose = {} if lang == LEADER else {"language_code": lang}
    return (
        ("setMyCommands", {"commands": commands, "scope": {"type": "all_private_chats"}, **whose}),
        ("setMyDescription", {"description": say("telegram.description", lang), **whose}),
        ("setMyShortDescription", {"short_description": say("telegram.short_description", lang), **whose}),
    )


async def set_profile(api: BotApi, ledger: Ledger, say: Say, languages: Iterable[str] = (LEADER,)) -> bool:
    """Set what has changed since the last time; True when something was set. Raises TelegramTrouble."""
    calls = wanted(say, languages)
    fingerprint = hashlib.sha256(json.dumps(calls, sort_keys=True).encode()).hexdigest()
    if await ledger.profile() == fingerprint:
        return False
    for method, params in calls:
        await api.call(method, params)
    await ledger.set_profile(fingerprint)
    return True


async def keep_profile(api: BotApi, ledger: Ledger, say: Say, languages: Iterable[str] = (LEADER,)) -> None:
    """Set the profile, trying again until Telegram has it."""
    back_off = BackOff()
    while True:
        try:
            changed = await set_profile(api, ledger, say, languages)
        except TelegramTrouble as trouble:
            say_trouble(trouble, back_off.times)
            await back_off.pause(trouble.retry_after or 0.0)
        except Exception as error:  # noqa: BLE001  # the store may be away; this is tried again
            log.error("telegram.profile_failed", error=error)
            await back_off.pause()
        else:
            log.info("telegram.profile", state="set" if changed else "unchanged")
            return
