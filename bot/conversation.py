"""The frozen records of a conversation: who is there, what was said, what is known, what is under way.

State that is kept is JSON with a version; every change makes a new record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import IntEnum
from typing import NewType

from bot.steering import NO_STEERING, Steering
from nlu.entities import Lexicon
from nlu.understanding import JsonValue

ConversationId = NewType("ConversationId", str)
PatientId = NewType("PatientId", str)
Ref = NewType("Ref", str)


class Assurance(IntEnum):
    """What was proven about who is writing (DESIGN, Identity and disclosure)."""

    ANONYMOUS = 0
    LINKED = 1
    VERIFIED = 2


@dataclass(frozen=True, slots=True)
class FlowState:
    """One guided task under way, as it is stored. `run` numbers it within its conversation, so stale buttons are known."""

    flow: str
    version: int
    run: int
    phase: str = "new"
    slots: Mapping[str, str | int | bool] = field(default_factory=dict)
    heard: Mapping[str, str | int | bool] = field(
        default_factory=dict
    )  # what the first message said, not yet looked at
    bare: tuple[str, ...] = ()  # slots whose known-without-asking value the patient wants changed
    misses: int = 0
    began: str = ""  # ISO time of the first question, for `expires_after`
    touched: str = ""  # ISO time of the last answer
    nudged: bool = False  # the patient was reminded of it once


@dataclass(frozen=True, slots=True)
class Identity:
    """What this conversation has proven, and when. Times are ISO, UTC."""

    patient_id: str | None = None
    verified_at: str | None = None
    active_at: str | None = None
    actor_name: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """That a patient agreed to talk of private things in a chat that others may read, after a warning. Times are ISO, UTC.

    `version` is the warning's; `patient_id` is None until it is known who agreed. One that ended is kept, with why.
    """

    version: str
    at: str
    channel: str
    patient_id: str | None = None
    ended_at: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person over time, on one or more windows (Telegram, the web page, a terminal)."""

    id: ConversationId
    lang: str = "en"
    flows: tuple[FlowState, ...] = ()  # the last is the open one; those below wait for it
    suspended: bool = False  # a red flag stopped the open flow; it goes on only when the patient says so
    identity: Identity = Identity()
    unread: int = 0  # utterances in a row that were not understood
    runs: int = 0  # how many flows were ever begun, so that each has a number
    held_by: tuple[str, ...] = ()  # references of items that staff hold; the last taken is the one that listens
    told_held: bool = False  # the patient was told that what they write goes to staff
    waiting: int = 0  # staff replies not yet shown
    aside: bool = False  # the patient turned from staff back to the bot while staff hold an item
    alarm_ref: str | None = None  # the follow-up item of the last red flag, and when it was raised
    alarm_at: str | None = None
    hide_before: str | None = None  # private lines up to this time stay hidden until somebody verifies (signed out)
    asked: str | None = (
        None  # a question of the dialogue itself that is open: `now` (is it happening now), `switch` (another wish
        # first?), `erase`, `take_back`, `share` (may private things be said in this chat)
    )
    offered: str | None = None  # the wish that `switch` is about, and what its words said
    offered_slots: Mapping[str, str | int | bool] = field(default_factory=dict)
    proposed: str | None = None  # an item with times that staff proposed and the patient has not answered
    proposed_times: tuple[str, ...] = ()  # those times, ISO; none: kept by an older release
    unlinked: bool = False  # its window showed another conversation until it was unlinked: said at the next message
    blocked_on: str | None = None  # the channel on which the patient blocked us, by which its window left
    consent: Consent | None = None  # to private things in a chat that others may read, where the practice allows that
    privacy_told: str = ""  # the version of the words about privacy that were shown here last
    privacy_agreed: str = ""  # the version after which the patient went on, and when that was, ISO
    privacy_at: str = ""
    version: int = 1

    @property
    def open_flow(self) -> FlowState | None:
        """The flow whose question is open, if any."""
        return self.flows[-1] if self.flows else None

    @property
    def speaker(self) -> str:
        """Who has the next word: `staff` while they hold an item of this conversation, else `bot`."""
        return "staff" if self.held_by and not self.aside else "bot"


@dataclass(frozen=True, slots=True)
class Provider:
    """A clinician of the practice's directory, and whether the portal knows them."""

    name: str
    portal: bool = True


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine on a patient's list."""

    name: str
    dose: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A patient of the directory, as far as the turn needs them."""

    id: PatientId
    first_name: str
    last_name: str
    dob: date
    email: str | None = None
    zip: str | None = None
    phone: str | None = None
    provider: str | None = None
    pharmacy: str | None = None
    medications: tuple[Medicine, ...] = ()
    account_username: str | None = None
    account_status: str = "none"

    @property
    def full_name(self) -> str:
        """First and last name, as on file."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody the person may act for: the patient, on which basis, until when (None: no end on file)."""

    patient: Person
    basis: str  # personal_representative | signed_authorization
    form: str
    on_file: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A request this person sent: what the status answer may say of it."""

    ref: str
    kind: str
    status: str
    sent_at: datetime
    patient_id: str | None = None
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    closed_at: datetime | None = None
    basis: str = "self"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one turn may look at. Gathered by the shell; the core reads it and nothing else."""

    now: datetime  # in the practice's zone
    lexicon: Lexicon
    providers: tuple[Provider, ...] = ()
    pharmacies: tuple[str, ...] = ()
    private: bool = True  # the window this turn came from is private
    channel: str = "web"
    told: bool = True  # things are said here unasked; on a private window they always are
    agreed: bool = False  # the patient agreed to private things on this window, though it is not private
    warning: str = ""  # the version of the warning before that; none where the practice does not allow it
    privacy: str = ""  # the version of the words about privacy that whoever comes is shown
    level: Assurance = Assurance.ANONYMOUS
    me: Person | None = None  # set at VERIFIED only
    acts_for: tuple[Standing, ...] = ()
    mine: tuple[OwnItem, ...] = ()  # newest first; what the papers no longer allow is left out
    in_line: int = 0  # call backs and chats that wait for a person
    open_now: bool = True
    opens_next: datetime | None = None
    is_open_day: Callable[[date], bool] = field(default=lambda day: day.weekday() < 5)
    hours_on: Callable[[date], tuple[tuple[time, time], ...]] = field(default=lambda _day: ((time(8), time(16, 30)),))
    telehealth: bool = False
    words: Steering = NO_STEERING  # how people stop, go back, agree, correct
    new_ref: str = ""  # a reference nobody has yet, should this turn send something
    known: Mapping[str, JsonValue] = field(default_factory=dict)  # facts of the practice, for rules that need one
