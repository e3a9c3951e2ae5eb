"""The records of the staff's side of the store: who they are, who is signed in or half way in, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff. `password_phc` is the password as it is kept; an empty one never signs in.

    `must_change`: somebody else knows the password. `password_until`: a first password opens nothing after that.
    """

    id: str
    name: str
    role: str
    password_phc: str = field(repr=False)
    active: bool = True
    must_change: bool = False
    password_until: datetime | None = None
    signed_in_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody signs in from, so that they know their own sessions again."""

    address: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A staff member who is signed in, since when, and when and how it was last shown who they are."""

    staff: Staff
    opened_at: datetime
    seen_at: datetime
    proved_at: datetime
    how: str = "password"
    id: str = ""
    visit: Visit = field(default_factory=Visit)


@dataclass(frozen=True, slots=True)
class HalfSession:
    """Somebody whose password was right and who is not in yet. It opens nothing but the next step."""

    id: str
    staff: Staff
    opened_at: datetime
    proved_at: datetime | None
    how: str
    visit: Visit


@dataclass(frozen=True, slots=True)
class Ways:
    """What a member of staff has besides a password: how many passkeys, whether an app, how many recovery codes."""

    passkeys: int = 0
    app: bool = False
    codes: int = 0

    @property
    def factor(self) -> bool:
        """Whether there is a second factor. Recovery codes alone are none: they are what is left of one."""
        return self.passkeys > 0 or self.app


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey: `credential` and `public_key` are what the library made of it."""

    id: str
    staff_id: str
    name: str
    made_at: datetime
    used_at: datetime | None
    sign_count: int
    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
