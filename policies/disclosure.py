"""What may be said where: fact, channel, level, consent. Private things stay off a channel that is not private.

A channel is private when it is the practice's own (the web page, a terminal on the practice's machine). Telegram is not:
bot chats are not end-to-end encrypted and Telegram signs no business associate agreement.

A practice may decide to let each patient choose (*relaxed*). Then private things, and only those, are said in a chat whose
patient agreed to it, for as long as that holds. What opens an account, and what staff wrote, never is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.conversation import Assurance, Consent, Facts

PRIVATE_CHANNELS = frozenset({"web", "terminal"})

SHARED_CHANNELS = frozenset({"telegram"})
"""Channels on which a patient may agree to talk of private things, where the practice allows that at all."""

STORY_KINDS = frozenset({"message", "appointment", "refill", "callback"})
"""Requests whose staff may read the part of the chat that led to them: what the patient sent, or asked a person for, on purpose.

An urgent follow-up was not sent by anybody, and help to sign in holds what opens an account.
"""


class Fact(StrEnum):
    """What a text asks for or tells, by who may read it."""

    OPEN = "open"  # anybody: questions about the portal, guidance, the number of a request
    PRIVATE = "private"  # who somebody is, what they need, what is on file about them
    PAGE_ONLY = "page_only"  # what opens an account (codes, usernames, reset tokens), and what staff wrote


class Over(StrEnum):
    """Why what a patient agreed to holds no more. The last part of the key that tells them."""

    ENDED = "ended"  # they took it back, signed out, unlinked the chat: it was told then
    SWITCHED_OFF = "switched_off"
    REWORDED = "reworded"
    SOMEBODY_ELSE = "somebody_else"
    LAPSED = "lapsed"


ENDINGS = ("asked", "signed_out", "erased", "unlinked", *(one.value for one in Over if one is not Over.ENDED))
"""Why a consent has ended, as it is kept with it."""


def is_private(channel: str) -> bool:
    """Whether private things may be asked for and shown on `channel`. An unknown channel is not private."""
    return channel in PRIVATE_CHANNELS


def fact_of(*, private: bool, page_only: bool) -> Fact:
    """What kind of thing a text or a question is, by its marks."""
    return Fact.PAGE_ONLY if page_only else Fact.PRIVATE if private else Fact.OPEN


def may_show(fact: Fact, *, private: bool, agreed: bool) -> bool:
    """Whether a thing may go to a window as it is: to a `private` one always, to another only what its patient agreed to."""
    return private or fact is Fact.OPEN or (fact is Fact.PRIVATE and agreed)


def why_over(consent: Consent, *, channel: str, level: Assurance, patient_id: str | None, warning: str) -> Over | None:
    """Why a consent does not hold now; None while it does.

    `warning`: the version of the warning that is in force, empty where the practice allows nothing of the kind. A consent that
    was given before it was known who writes belongs to nobody yet and holds in its conversation; once it is somebody's, it
    holds while the chat is linked to them.
    """
    if consent.ended_at is not None or channel != consent.channel:
        return Over.ENDED
    if not warning or channel not in SHARED_CHANNELS:
        return Over.SWITCHED_OFF
    if consent.version != warning:
        return Over.REWORDED
    if consent.patient_id is None:
        return None if patient_id is None or level < Assurance.LINKED else Over.SOMEBODY_ELSE
    if patient_id != consent.patient_id:
        return Over.SOMEBODY_ELSE
    return None if level >= Assurance.LINKED else Over.LAPSED


def is_agreed(consent: Consent | None, *, channel: str, level: Assurance, patient_id: str | None, warning: str) -> bool:
    """Whether private things may be said on a window of `channel`, because its patient agreed to that and it still holds."""
    return consent is not None and (
        why_over(consent, channel=channel, level=level, patient_id=patient_id, warning=warning) is None
    )


def ended(consent: Consent | None, why: str, at: datetime) -> Consent | None:
    """A consent that ends now; None where there is none, or it ended before."""
    if consent is None or consent.ended_at is not None:
        return None
    return replace(consent, ended_at=at.isoformat(), why=why)


def of_patient(consent: Consent | None, patient_id: str) -> Consent | None:
    """What was agreed to before it was known who writes is theirs who was confirmed there."""
    live = consent is not None and consent.ended_at is None and consent.patient_id is None
    return replace(consent, patient_id=patient_id) if consent is not None and live else consent


def shows(facts: Facts, fact: Fact = Fact.PRIVATE) -> bool:
    """Whether a thing may be said where this turn came from."""
    return may_show(fact, private=facts.private, agreed=facts.agreed)


def may_offer(facts: Facts, fact: Fact) -> bool:
    """Whether a patient is asked if they would rather stay in this chat: where the practice allows it and they have not agreed."""
    return bool(facts.warning) and facts.channel in SHARED_CHANNELS and fact is Fact.PRIVATE and not shows(facts)


def takes_down(fact: Fact, facts: Facts, *, identity_or_body: bool) -> bool:
    """Whether what was typed as the answer to such a question is deleted from the chat.

    Where nobody agreed to it, whatever is private; where they did, still who they are, what opens an account, and letters.
    """
    if facts.private or fact is Fact.OPEN:
        return False
    return identity_or_body or not shows(facts, fact)


def may_read_old(*, private_text: bool, level: Assurance) -> bool:
    """Whether an earlier private text may be shown again: to a verified person only (a phone may have changed hands)."""
    return not private_text or level >= Assurance.VERIFIED
