"""What every channel hands in and carries out: one shape for Telegram, the web page and the terminal.

A channel hands in `Inbound` events with an identifier of its own and delivers `Rendered` replies. It never decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MAX_TEXT = 100_000
"""Longest text taken from a channel, in characters; more is cut and said so."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a person. (`channel`, `event_id`) is unique: a repeat is dropped.

    `kind`: `text` (also a caption: then `media` says of what), `press` (`button` holds the id), `edit` (of an earlier text),
    `media` (voice, photo, ... without words), `open` (the person opened the chat or sent /start; `text` may hold a deep link).
    """

    channel: str
    address: str
    event_id: str
    kind: str
    at: datetime
    text: str = ""
    button: str = ""
    media: str = ""
    sent_at: datetime | None = None  # when the person wrote it, where the channel knows (an answer may come late)
    lang: str | None = None  # the language of the window it came from, where that is known
    quoted: str = ""  # what the person quotes of another message of theirs, or of somebody's; never the bot's own words
    message: str = ""  # the channel's own name of the message, by which it can be deleted there

    @property
    def name(self) -> tuple[str, str]:
        """What it is known by: a repeat has the same."""
        return self.channel, self.event_id

    @property
    def screened(self) -> str:
        """Everything in it that may tell of danger: what was written, and what was quoted with it."""
        return f"{self.quoted}\n{self.text}" if self.quoted else self.text

    @property
    def written_at(self) -> datetime:
        """When the person wrote it, as far as we know: never later than it came, whatever the channel's clock says."""
        return self.at if self.sent_at is None else min(self.at, self.sent_at)


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """A button as shown: what comes back, what it reads, and where it leads if it is a link.

    `app` says that the channel opens the link inside itself and tells the page who opened it.
    """

    id: str
    label: str
    link: str | None = None
    app: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as it is shown on one window. `unasked`: nobody has just written there and waits for it."""

    key: str
    text: str
    buttons: tuple[RenderedButton, ...] = ()
    private: bool = False
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel gets back for an event.

    `stored` False with `repeated` False means that nothing could be saved: the channel must not acknowledge the event
    (or, on the web page, must show the trouble text). `guidance` is set for a red flag and is to be shown at once,
    whatever else failed; `guided` says that the transport has already delivered it. `away` says that it is not this event
    that cannot be saved: nothing can, for the moment.
    """

    stored: bool
    repeated: bool = False
    conversation_id: str | None = None
    guidance: Rendered | None = None
    guided: bool = False
    away: bool = False


class TransportError(Exception):
    """A send failed. `permanent`: never try again (blocked). `uncertain`: it may have arrived. `retry_after`: seconds."""

    def __init__(
        self, reason: str, *, permanent: bool = False, uncertain: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncertain = uncertain
        self.retry_after = retry_after


class Transport(Protocol):
    """Carries replies to the windows of one channel."""

    name: str
    private: bool

    async def send(self, address: str, reply: Rendered) -> str:
        """Deliver one reply; return the channel's own id of it. Raises TransportError."""
        ...


class Intake(Protocol):
    """Where channels hand events in (`bot.turn.FrontDoor`)."""

    async def receive(self, event: Inbound) -> Receipt:
        """Screen the text, keep the event durably, wake the worker. Never raises."""
        ...
