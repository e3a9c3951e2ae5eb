"""What the staff's own pages get: records of signing in, one's own account, people, the audit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.views import StaffView


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a sign-in comes from. `page` is the secret of the page that asked: an answer counts only from there."""

    address: str = ""
    browser: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a step of signing in led to. `token` opens a session if `step` is `open`, else only that step."""

    step: str  # factor | password | enrol | open
    token: str
    how: str = "password"


@dataclass(frozen=True, slots=True)
class Means:
    """What somebody has besides a password. `site`: where passkeys can be used; empty where they cannot."""

    passkeys: int = 0
    app: bool = False
    codes: int = 0
    site: str = ""

    @property
    def any(self) -> bool:
        """Whether there is a second factor."""
        return self.passkeys > 0 or self.app


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody who is not in yet. `staff` may be used for nothing but the step they stand at."""

    step: str
    staff: StaffView
    means: Means


@dataclass(frozen=True, slots=True)
class AppSetup:
    """An authenticator app that is being set up: the address for the square, and the same to be typed."""

    otpauth: str = field(repr=False)
    typed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """What a browser says that it made, what its owner calls it, and the secret of the page that asked for it."""

    answer: str = field(repr=False)
    name: str
    page: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """One passkey of one's own."""

    id: str
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One place where somebody is signed in."""

    id: str
    opened_at: datetime
    seen_at: datetime
    how: str
    browser: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """One's own account. `required`: a second factor is needed here, so the last one cannot be removed."""

    means: Means
    passkeys: tuple[PasskeyView, ...]
    app_since: datetime | None
    sessions: tuple[SessionView, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of staff as those who manage people see them."""

    id: str
    name: str
    role: str
    active: bool
    factor: str  # passkey | app | none
    first_password: bool  # set by somebody else, not changed yet
    first_password_until: datetime | None
    signed_in_at: datetime | None
    sessions: int


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A first password, shown this once."""

    member: MemberView
    password: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class AuditAsk:
    """What a lead looks for in the audit. Days are the practice's; both ends count."""

    person: str = ""
    action: str = ""
    ref: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit in words. `item` is the reference of the request it is about, if it is about one."""

    seq: int
    at: datetime
    who: str
    what: str
    about: str
    item: str
    detail: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the audit, newest first, and what can be looked for. `older` goes on behind it."""

    rows: tuple[AuditRow, ...]
    older: int | None
    people: tuple[tuple[str, str], ...]  # id, name
    actions: tuple[tuple[str, str], ...]  # event, words


@dataclass(frozen=True, slots=True)
class ChainView:
    """What checking the whole audit found."""

    lines: int
    checkpoints: int
    whole: bool
    broken_at: int | None
    problems: tuple[str, ...]
