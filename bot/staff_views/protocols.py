"""What the staff's own pages may ask.

Every method checks the right of whoever asks itself, writes the audit, and raises `bot.views.DeskError` with the key of a
sentence.
"""

from __future__ import annotations

from typing import Protocol

from bot.overviews import Overview
from bot.staff_views.own_content import OwnContent
from bot.staff_views.records import (
    AccountView,
    AppSetup,
    AuditAsk,
    AuditPage,
    Caller,
    ChainView,
    Entry,
    HalfWay,
    MadePasskey,
    Means,
    MemberView,
    NewPassword,
)
from bot.views import Desk, StaffView


class Door(Protocol):
    """Who comes in, and who is in."""

    async def sign_in(self, name: str, password: str, caller: Caller) -> Entry | None:
        """The first step, or None; unknown, wrong, locked, disabled and run out read the same and cost the same."""
        ...

    async def who(self, token: str) -> StaffView | None:
        """Who a session token belongs to, within idle and absolute limits. The token of a half session is nobody's."""
        ...

    async def sign_out(self, token: str) -> None:
        """End a session."""
        ...

    async def at_the_door(self) -> Means:
        """What the sign-in page may offer to somebody nobody knows yet: where passkeys can be used."""
        ...

    async def a_password_is_enough(self) -> bool:
        """Whether this is a demonstration in which nobody needs a second factor. The page says so."""
        ...


class Steps(Protocol):
    """Between password and desk: each step hands out a new token, and the one before opens nothing any more."""

    async def question(self, caller: Caller) -> str:
        """What a browser is asked for a passkey by somebody nobody knows yet."""
        ...

    async def sign_in_by_passkey(self, answer: str, caller: Caller) -> Entry | None:
        """Come in with a passkey alone; None when it is not right."""
        ...

    async def half_way(self, token: str) -> HalfWay | None:
        """Who a half session belongs to and at which step they stand."""
        ...

    async def show_code(self, token: str, code: str) -> Entry:
        """A code of the app, or a recovery code, as the second factor."""
        ...

    async def question_half_way(self, token: str, page: str) -> str:
        """What a browser is asked for a passkey as the second factor."""
        ...

    async def show_passkey(self, token: str, answer: str, page: str) -> Entry:
        """A passkey as the second factor."""
        ...

    async def choose_password(self, token: str, new: str, again: str) -> Entry:
        """A password of one's own in place of the first one."""
        ...

    async def enrol_app(self, token: str, code: str) -> tuple[Entry, tuple[str, ...]]:
        """Put an app to use and go on with it; the recovery codes, shown this once."""
        ...

    async def enrol_passkey(self, token: str, made: MadePasskey) -> tuple[Entry, tuple[str, ...]]:
        """Keep a passkey and go on with it; the recovery codes, shown this once."""
        ...

    async def turn_back(self, token: str) -> None:
        """End a half session."""
        ...


class Enrolling(Protocol):
    """Setting up what one proves oneself with. Only for whoever showed a short while ago who they are."""

    async def begin_app(self, staff: StaffView) -> None:
        """Make a secret for a new app."""
        ...

    async def app_setup(self, staff: StaffView) -> AppSetup | None:
        """The app that is being set up; None when none is."""
        ...

    async def question_to_make(self, staff: StaffView, page: str) -> str:
        """What a browser is asked so that it makes a passkey."""
        ...


class Account(Protocol):
    """One's own account."""

    async def account(self, staff: StaffView, token: str) -> AccountView:
        """How one signs in, and where one is signed in."""
        ...

    async def means_of(self, staff: StaffView) -> Means:
        """What one can show to say again who one is."""
        ...

    async def prove(self, staff: StaffView, token: str, typed: str) -> str:
        """Say again who one is, by code, or by password where that is all there is. A new token."""
        ...

    async def question_to_prove(self, staff: StaffView, page: str) -> str:
        """What a browser is asked for a passkey by somebody who is signed in."""
        ...

    async def prove_by_passkey(self, staff: StaffView, token: str, answer: str, page: str) -> str:
        """Say again who one is, by passkey. A new token."""
        ...

    async def change_password(self, staff: StaffView, token: str, old: str, new: str, again: str) -> str:
        """Change one's own password; everything else one is signed in at ends. A new token."""
        ...

    async def add_app(self, staff: StaffView, token: str, code: str) -> tuple[str, tuple[str, ...]]:
        """Put an app to use. A new token, and recovery codes if there were none yet; everything else one is signed in at ends."""
        ...

    async def add_passkey(self, staff: StaffView, token: str, made: MadePasskey) -> tuple[str, tuple[str, ...]]:
        """Keep a passkey. A new token, and recovery codes if there were none yet; everything else one is signed in at ends."""
        ...

    async def rename_passkey(self, staff: StaffView, passkey_id: str, name: str) -> None:
        """Give a passkey another name."""
        ...

    async def remove_passkey(self, staff: StaffView, token: str, passkey_id: str) -> str:
        """Take a passkey out of use. A new token; everything else one is signed in at ends."""
        ...

    async def remove_app(self, staff: StaffView, token: str) -> str:
        """Take the app out of use. A new token; everything else one is signed in at ends."""
        ...

    async def new_codes(self, staff: StaffView) -> tuple[str, ...]:
        """Ten new recovery codes in place of the old ones."""
        ...

    async def end_session(self, staff: StaffView, session_id: str) -> None:
        """Sign out somewhere else."""
        ...

    async def end_everywhere(self, staff: StaffView) -> None:
        """Sign out everywhere, here too."""
        ...


class People(Protocol):
    """Who works here and as what. Leads look, administrators change."""

    async def people(self, staff: StaffView) -> tuple[MemberView, ...]:
        """Everybody, by name."""
        ...

    async def member(self, staff: StaffView, member_id: str) -> MemberView:
        """One member of staff."""
        ...

    async def add_member(self, staff: StaffView, name: str, role: str) -> NewPassword:
        """Somebody new, with a first password to be handed over."""
        ...

    async def change_role(self, staff: StaffView, member_id: str, role: str) -> None:
        """Another role; they sign in again."""
        ...

    async def disable(self, staff: StaffView, member_id: str) -> None:
        """Let somebody in no more."""
        ...

    async def enable(self, staff: StaffView, member_id: str) -> None:
        """Let somebody in again."""
        ...

    async def reset_password(self, staff: StaffView, member_id: str) -> NewPassword:
        """A new first password."""
        ...

    async def reset_factor(self, staff: StaffView, member_id: str) -> None:
        """Take away app, passkeys and recovery codes; they set one up anew."""
        ...


class AuditBook(Protocol):
    """The audit, for leads."""

    async def audit(self, staff: StaffView, ask: AuditAsk, before: int | None = None) -> AuditPage:
        """A page of what fits. Looking is itself in the audit."""
        ...

    async def check_audit(self, staff: StaffView) -> ChainView:
        """Check the whole chain and its signed checkpoints."""
        ...


class StaffSide(Desk, Door, Steps, Enrolling, Account, People, AuditBook, OwnContent, Overview, Protocol):
    """Everything behind the staff's pages."""
