"""What the pages that look over the whole desk may ask and what they get: reminders, figures, search, records.

`bot.desk` implements `Overview`; the web only shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.views import StaffView


@dataclass(frozen=True, slots=True)
class Reached:
    """A member of staff, and where they are reminded. `refused_at`: their mail server knows no such mailbox."""

    id: str
    name: str
    role: str
    address: str
    refused_at: datetime | None
    mine: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class ReminderSent:
    """A reminder that went out: about which request, at which step, and to how many people."""

    ref: str
    kind: str
    step: str
    at: datetime
    mails: int


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """Whom reminders reach. `unreached`: roles of which nobody can be mailed."""

    people: tuple[Reached, ...]
    unreached: tuple[str, ...]
    latest: tuple[ReminderSent, ...]


class Overview(Protocol):
    """Looking over the desk. Every method checks the role itself, writes the audit, and raises DeskError."""

    async def reminders(self, staff: StaffView) -> RemindersPage:
        """Whom reminders reach: everybody for who looks after the desk, oneself for all others."""
        ...

    async def set_address(self, staff: StaffView, member: str, address: str) -> None:
        """Where a member of staff is reminded; empty: nowhere. One's own, or anybody's for who looks after the desk."""
        ...
