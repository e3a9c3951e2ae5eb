"""The records that the store hands out besides those of the conversation and the queue. All are frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound, RenderedButton
from bot.conversation import Conversation, ConversationId


@dataclass(frozen=True, slots=True)
class Window:
    """One place where a conversation is seen: a Telegram chat, a browser, a terminal."""

    channel: str
    address: str
    private: bool
    bound_at: datetime
    id: str = ""  # names it on the patient's own page; opens nothing
    via: str | None = None  # app | link
    linked_at: datetime | None = None
    used_at: datetime | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """The conversation somebody does something in. `at_rest`: it as the next turn finds it, if nothing waits to be answered in it."""

    conversation_id: ConversationId
    at_rest: Conversation | None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An event that waits to be answered. `rule` and `disposition` are what screening found at the door."""

    id: int
    conversation_id: ConversationId
    event: Inbound
    rule: str | None
    disposition: str
    guided: bool
    attempts: int
    recent: int = 0  # events that the conversation sent within the minute in which it sent this one, with it
    more: bool = False  # whether another event of the conversation waited behind it


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation's transcript. `seq` is given by the store."""

    kind: str  # said | reply | staff | card
    key: str
    text: str
    buttons: tuple[RenderedButton, ...]
    private: bool
    at: datetime
    event_id: str | None = None
    ref: str | None = None
    by: str | None = None
    seq: int = 0
    run: int = 0  # the run of the flow that it belongs to; 0: of none


@dataclass(frozen=True, slots=True)
class OutRow:
    """Something to be sent. `status`: pending | sending | sent | uncertain | gave_up | expired."""

    id: int
    key: str
    conversation_id: ConversationId | None
    channel: str
    address: str
    kind: str  # guidance | reply | receipt | notice | code | mail
    payload: Mapping[str, Any]
    attempts: int
    status: str
    ref: str | None = None  # the item it is about
    line: int | None = None  # the reply it tells of
    lane: str = ""  # rows of one lane are sent one after the other


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one thing that was sent about an item."""

    channel: str
    kind: str
    status: str
    reason: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that was mailed, or seems to have been: `patient_id` is None for a decoy."""

    id: str
    conversation_id: ConversationId
    patient_id: str | None
    code_hash: bytes
    opened_at: datetime
    expires: datetime
    tries: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """What a single-use link leads to."""

    purpose: str
    conversation_id: ConversationId
    expires: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in the demo mailbox."""

    to: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit chain."""

    seq: int
    at: datetime
    event: str
    actor: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditWish:
    """Which lines are looked for: by person, by what was done, by what it was done to, from one time until before another."""

    actor: str | None = None
    event: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What checking the audit chain found. Each problem is a sentence that names the line.

    `broken_at`: the first line that does not hold; None when all hold, though something else may be wrong.
    """

    entries: int
    checkpoints: int
    problems: tuple[str, ...]
    broken_at: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token opens: whose account (None: nobody's), and whether the username may be set anew as well."""

    patient_id: str | None
    whole: bool
    conversation_id: ConversationId
    expires: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs a patient in, as it is kept: the password and the answers are hashes, questions by their number."""

    password_phc: str
    answers: Mapping[str, str]
