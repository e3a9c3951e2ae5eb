"""What the rest of the application asks of a portal, whichever one the practice has.

Nothing that comes back says whether an account exists: that is known to the mail that goes out, and to nobody who asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.conversation import ConversationId, Person
from bot.store import Grant, Unit


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says to be who cannot sign in, and what they have lost."""

    path: str  # username | password | token | all | help
    facts: Mapping[str, str]
    conversation_id: ConversationId
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent: `kind` names its words. Without an address it goes nowhere, at the same cost."""

    kind: str
    address: str | None
    username: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a portal does about a claim. `token` opens the reset page from the chat itself; `handed`: staff do it."""

    letter: Letter | None = None
    token: str = ""
    handed: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a good token opens."""

    person: Person
    grant: Grant


@dataclass(frozen=True, slots=True)
class NewCredentials:
    """What a patient chose on the reset page. Password and answers are hashes already."""

    password_phc: str
    answers: Mapping[str, str] = field(default_factory=dict)
    username: str = ""  # empty: it stays


class PortalGateway(Protocol):
    """A portal that can be asked to help somebody in again."""

    async def recover(self, unit: Unit, claim: Claim) -> Answered:
        """Take a claim. Known, unknown, locked and un-enrolled people cause the same statements and the same answer."""
        ...

    async def opened(self, unit: Unit, token: str, now: datetime) -> Account | None:
        """The account whose credentials a token may replace now; None for any other token. Spends nothing."""
        ...

    async def replace(self, unit: Unit, token: str, new: NewCredentials, now: datetime) -> Person | None:
        """Spend the token and keep the new credentials; None when it was spent meanwhile."""
        ...

    async def may_be_called(self, unit: Unit, username: str, person: Person) -> bool:
        """Whether the patient may take this username."""
        ...

    async def issue(self, unit: Unit, person: Person, conversation_id: ConversationId, now: datetime) -> str | None:
        """A reset token to be read out by staff; None when this portal issues none for this account."""
        ...
