"""What a patient's own pages may ask, and what they get: matters with their answers. Frozen views behind VERIFIED.

Whoever is not confirmed on the window that asks gets `NotConfirmed`, and nothing that tells whether there is anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.channels.base import RenderedButton


class NotConfirmed(Exception):
    """It is not known now, on this window, who is asking."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One request as its patient sees it in a list: no words of anybody, only what it is and where it stands."""

    ref: str
    kind: str
    state: str  # the last part of the key that says it in plain words
    at: datetime  # when the patient or staff last wrote about it
    sent_at: datetime
    about: str = ""  # the patient it is for, where that is somebody else
    unread: int = 0


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One line of a matter: what the patient added, or what staff answered."""

    seq: int
    author: str  # patient | staff
    by: str
    text: str
    at: datetime
    unread: bool = False


@dataclass(frozen=True, slots=True)
class MatterPage:
    """An opened matter. Opening it is in the audit; that an answer was read is noted only once it was really shown."""

    row: Matter
    asked: tuple[tuple[str, str], ...]  # label, value, in words
    lines: tuple[MatterLine, ...]
    buttons: tuple[RenderedButton, ...]  # what the patient can do about it now, as the chat offers it
    visit: str = ""  # the time of the visit that it has come to, in words; there is a file of it for a calendar


@dataclass(frozen=True, slots=True)
class Inbox:
    """All matters of a patient, the one that moved last first."""

    rows: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Device:
    """A window that is linked to a patient, told by its kind and two times. `id` names it on this page and opens nothing."""

    id: str
    kind: str  # web | inside | telegram | terminal
    this: bool
    linked_at: datetime
    used_at: datetime | None = None
    muted: bool = False  # STOP was written there
    shared: bool = False  # it was agreed that private things may be said there


@dataclass(frozen=True, slots=True)
class Devices:
    """Everything that is linked to a patient, and how they want to be told that something waits."""

    rows: tuple[Device, ...]
    ways: str  # a name of `policies.notices.WAYS`
    night: bool
    mailed: bool = True  # there is an e-mail address on file


class OwnPages(Protocol):
    """The patient's own pages. `ends`: when what was shown must be gone from the screen."""

    async def inbox(self, channel: str, address: str) -> tuple[Inbox, datetime]:
        """Every matter that whoever is confirmed here may see, and when that ends. Raises NotConfirmed."""
        ...

    async def matter(self, channel: str, address: str, ref: str) -> tuple[MatterPage | None, datetime]:
        """One matter; None for one that this person may not see, or that there is not. Raises NotConfirmed."""
        ...

    async def matter_seen(self, channel: str, address: str, ref: str, lines: tuple[int, ...]) -> None:
        """The page has really shown these answers to whoever is confirmed in this window; otherwise nothing is noted."""
        ...

    async def devices(self, channel: str, address: str) -> tuple[Devices, datetime]:
        """Everything that is linked to whoever is confirmed here, and when the page ends. Raises NotConfirmed."""
        ...

    async def unlink(self, channel: str, address: str, name: str) -> bool:
        """Unlink one of one's own windows; False for one that is not there. Raises NotConfirmed."""
        ...

    async def stop_sharing(self, channel: str, address: str, name: str) -> bool:
        """Take back that private things may be said in one of one's own chats; False where that is not so. Raises NotConfirmed."""
        ...

    async def choose(self, channel: str, address: str, ways: str, *, night: bool) -> None:
        """Keep how the patient wants to be told. Raises NotConfirmed."""
        ...
