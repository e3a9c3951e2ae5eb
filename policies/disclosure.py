"""What may be said where: fact, channel, level. Private things stay off a channel that is not private.

A channel is private when it is the practice's own (the web page, a terminal on the practice's machine). Telegram is not:
bot chats are not end-to-end encrypted and Telegram signs no business associate agreement.
"""

from __future__ import annotations

from bot.conversation import Assurance

PRIVATE_CHANNELS = frozenset({"web", "terminal"})

STORY_KINDS = frozenset({"message", "appointment", "refill", "callback"})
"""Requests whose staff may read the part of the chat that led to them: what the patient sent, or asked a person for, on purpose.

An urgent follow-up was not sent by anybody, and help to sign in holds what opens an account.
"""


def is_private(channel: str) -> bool:
    """Whether private things may be asked for and shown on `channel`. An unknown channel is not private."""
    return channel in PRIVATE_CHANNELS


def may_show(*, private_text: bool, channel: str) -> bool:
    """Whether a text may go to a window of `channel` as it is."""
    return is_private(channel) or not private_text


def may_read_old(*, private_text: bool, level: Assurance) -> bool:
    """Whether an earlier private text may be shown again: to a verified person only (a phone may have changed hands)."""
    return not private_text or level >= Assurance.VERIFIED
