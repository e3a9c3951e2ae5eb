"""What pages may ask of the application and what they get: frozen views, and the two protocols behind the web.

`Office` is the patient's side, `Desk` the staff's. `bot.turn` and `bot.desk` implement them; the web only shows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Inbound, Receipt, Rendered, RenderedButton
from bot.queue.delivery import Told
from nlu.understanding import JsonValue


@dataclass(frozen=True, slots=True)
class EntryView:
    """One line of a transcript as it may be shown now. `hidden` entries are private and the person is not verified."""

    seq: int
    kind: str  # said | reply | staff
    key: str
    text: str
    buttons: tuple[RenderedButton, ...]
    at: datetime
    event_id: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as its page shows it. `alarm` is the guidance that stays pinned while a red flag is recent.

    `lang` is the conversation's language; None where nothing was said yet. `seen`: which lines staff have read, and when first.
    """

    entries: tuple[EntryView, ...]
    last: int
    level: str
    speaker: str
    waiting: int
    alarm: EntryView | None = None
    lang: str | None = None
    seen: tuple[tuple[int, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff who is signed in. `fresh`: it was shown a short while ago who this is."""

    id: str
    name: str
    role: str
    csrf: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """A row of the worklist: what may be seen without opening the item. No words of a patient."""

    ref: str
    kind: str
    priority: str
    status: str
    assignee: str | None
    created_at: datetime
    target_at: datetime | None  # when staff owe the next word; None while they owe none
    overdue: bool
    assurance: str
    who: str  # initials and age band, never a full name
    left: timedelta | None = None  # opening time until staff owe the next word; less than nothing: so late they are
    role: str | None = None  # the role it was handed to
    outcome: str | None = None
    closed_at: datetime | None = None
    again: bool = False  # the patient wrote after an answer
    moves: int = 0


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One line of an item's thread."""

    author: str  # patient | staff | note | bot
    by: str | None
    text: str
    at: datetime
    delivery: str | None
    seq: int = 0
    told: tuple[Told, ...] = ()  # every step of a reply, each with its time


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An opened item. Opening it is in the audit."""

    row: ItemView
    about: Mapping[str, str]  # patient, date of birth, asked by, basis, assurance, phone
    fields: tuple[tuple[str, str], ...]  # label, value, in words
    thread: tuple[ThreadLine, ...]
    outcome: str | None
    mine: bool
    moves: tuple[str, ...]
    earlier: int = 0  # there are lines of the thread before this number; 0: there are none


class DeskError(Exception):
    """A staff action was refused. `key` names the sentence to show; the draft is kept by the page."""

    def __init__(self, key: str, **params: JsonValue) -> None:
        super().__init__(key)
        self.key = key
        self.params: Mapping[str, JsonValue] = params


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail in the demo mailbox."""

    to: str
    subject: str
    text: str
    at: datetime


QUESTIONS = tuple(str(number) for number in range(1, 11))
"""The security questions that may be chosen, by the number under which their words stand."""


@dataclass(frozen=True, slots=True)
class ResetForm:
    """What the reset page asks for: with `whole` the username too, which is `username` now."""

    whole: bool
    username: str


@dataclass(frozen=True, slots=True)
class ResetEntry:
    """What was typed into the reset page. `calm`: the person has seen guidance and says that it is no emergency."""

    password: str
    again: str
    questions: tuple[tuple[str, str], ...]  # number of the question, answer
    username: str = ""
    calm: bool = False


@dataclass(frozen=True, slots=True)
class ResetResult:
    """What came of it: `done`, `again` (with fields to mend), `dead` (the link opens nothing), `flagged` (a red flag)."""

    state: str
    errors: tuple[tuple[str, str], ...] = ()  # field, key of the sentence
    guidance: Rendered | None = None


class Office(Protocol):
    """The patient's side."""

    async def receive(self, event: Inbound) -> Receipt:
        """Screen, keep durably, wake the worker. Never raises."""
        ...

    async def settled(self, channel: str, address: str, seconds: float) -> bool:
        """Wait until everything received from this window is answered, at most so long. For pages without script."""
        ...

    async def transcript(self, channel: str, address: str, after: int = 0) -> Transcript:
        """The conversation of a window as it may be shown now."""
        ...

    async def looked_at(self, channel: str, address: str, entries: tuple[int, ...]) -> None:
        """The page of a window has really shown these lines to whoever sits before it."""
        ...

    def changes(self, topic: str) -> AsyncIterator[None]:
        """Wake whenever something changed for a topic: `web:<address>`, or `queue`."""
        ...

    async def link_is_good(self, token: str) -> bool:
        """Whether a *continue securely* link could still be opened. Spends nothing."""
        ...

    async def open_link(self, token: str, address: str) -> bool:
        """Spend a link once and bind the web window `address` to its conversation."""
        ...

    async def open_app(self, launch: str, address: str) -> bool:
        """Bind the web window `address` to the conversation of who opened our page inside a channel, if the channel says so."""
        ...

    async def reset_form(self, token: str) -> ResetForm | None:
        """What the reset page asks for; None for a token that opens nothing. Spends nothing."""
        ...

    async def reset(self, token: str, entry: ResetEntry) -> ResetResult:
        """Screen what was typed, then spend the token and keep the new credentials, or say what to mend."""
        ...

    async def mailbox(self) -> tuple[MailView, ...]:
        """The demo mailbox, newest first; empty when mail goes to a real server."""
        ...

    def say(self, key: str, lang: str = "en", /, **params: JsonValue) -> str:
        """A sentence of the content."""
        ...

    def languages(self) -> tuple[str, ...]:
        """The languages that the practice offers now, the leading one first."""
        ...

    async def speak(self, channel: str, address: str, lang: str) -> None:
        """The person chose a language: what is open is asked again in it. Without a conversation there is nothing to keep."""
        ...


class Desk(Protocol):
    """The staff's side. Every method checks role and holder itself, writes the audit, and raises DeskError."""

    async def item(self, staff: StaffView, ref: str, before: int | None = None) -> ItemPage:
        """Open an item (audited), with the last lines of its thread, or the last before a number."""
        ...

    async def act(self, staff: StaffView, ref: str, verb: str, text: str = "", key: str = "") -> None:
        """`take`, `release`, `reply`, `note`, `close` (text is the outcome) or `reopen`. `key` makes a repeat harmless."""
        ...

    async def issue_token(self, staff: StaffView, ref: str) -> str:
        """A reset token to be read out to the patient, shown once; for who holds a request for sign-in help."""
        ...
