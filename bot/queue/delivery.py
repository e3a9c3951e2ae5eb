"""What became of a staff reply on its way to the patient: its steps as a table, each further than the one before.

Rule 1: a reply only ever moves forward. Rule 2: a way that failed is no step back from another way that worked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from nlu.understanding import JsonValue


class Step(StrEnum):
    """How far a reply, or one notice of it, has come."""

    QUEUED = "queued"
    INBOX = "inbox"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    NOTIFIED = "notified"
    READ = "read"


BEFORE: Mapping[Step, tuple[Step, ...]] = MappingProxyType(
    {step: tuple(Step)[:number] for number, step in enumerate(Step)}
)
"""The steps that a step comes after. `refused` comes before `notified`: one way may fail and another work."""

NOWHERE = "nowhere"
"""The way of a notice for which there is none: no chat that is not the page itself, and no address on file."""
WAYS = ("telegram", "mail", "terminal", NOWHERE)
"""The ways in which a patient can be told that an answer waits on the private page."""
TOLD_BY = ("telegram", "mail")
"""Ways that carry word of an answer and never the answer itself."""
REASONS = ("blocked", "mailbox", "tired", "off", "no_way")
"""Why a notice did not arrive: the patient blocked the bot, the mailbox is dead, many tries, no such channel, no way."""
UNWANTED = "unwanted"
"""Why a notice was not even written: the patient wants none by this way. Nobody phones for that."""
_OF_CHANNEL = {"blocked": "blocked", "no_transport": "off", "recipient_refused": "mailbox"}


@dataclass(frozen=True, slots=True)
class Told:
    """One step of a reply, as staff read it. `way` is the channel of a notice; `reason` says why it did not arrive."""

    step: Step
    at: datetime
    way: str = ""
    reason: str = ""


def is_further(now: str | None, then: Step) -> bool:
    """Whether `then` is a step forward. A reply of which nothing is known may take any."""
    return now is None or now in BEFORE[then]


def is_phone_task(fields: Mapping[str, JsonValue]) -> bool:
    """Whether an item was made here and not by the patient, who therefore knows nothing of it."""
    return fields.get("why") in REASONS and fields.get("way") in WAYS


def why(reason: str, way: str) -> str:
    """The reason for staff, by what the channel said."""
    if reason in _OF_CHANNEL:
        return _OF_CHANNEL[reason]
    return "mailbox" if way == "mail" and reason.startswith("smtp_5") else "tired"
