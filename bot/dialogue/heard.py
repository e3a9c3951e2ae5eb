"""What comes in to one decision, and what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.conversation import Conversation
from bot.effects import Effect
from nlu.understanding import Understanding
from policies.triage import Disposition, Screening

NOTHING_READ = Understanding.unavailable()
CALM = Screening(Disposition.NONE, None, ())


@dataclass(frozen=True, slots=True)
class ChallengeStarted:
    """A claim was checked and, where it matched, a code was mailed. The same for known, unknown and locked people."""

    challenge: str


@dataclass(frozen=True, slots=True)
class ChallengeRefused:
    """No more claims are taken from this conversation for now."""


@dataclass(frozen=True, slots=True)
class CodeAccepted:
    """The code was right: the conversation is verified as this person."""

    patient_id: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code was not right; `over` says that no further try counts and a new code is needed."""

    over: bool


@dataclass(frozen=True, slots=True)
class RecoveryAnswered:
    """The portal has taken a request for help to sign in. The same for known, unknown, locked and un-enrolled people.

    `how`: `sent`, `handed` (staff do it), `too_many`, or the address of the page where a reset token is put to use.
    """

    how: str


@dataclass(frozen=True, slots=True)
class StaffMoved:
    """Staff took, released, handed on, closed or reopened an item of this conversation, or wrote to the patient."""

    move: str  # taken | released | forwarded | closed | reopened | replied | proposed | booked | approved | declined
    ref: str
    by: str = ""
    text: str = ""
    kind: str = ""
    outcome: str = ""
    about: str | None = None  # the patient that the item is about
    times: tuple[str, ...] = ()  # of a visit: those that are proposed, or the one that is booked


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A timer: `nudge` an unfinished flow once, or `expire` it."""

    why: str


Outcome = ChallengeStarted | ChallengeRefused | CodeAccepted | CodeRefused | RecoveryAnswered | StaffMoved | TimePassed


@dataclass(frozen=True, slots=True)
class Heard:
    """One input of `decide`: what a person said or pressed, or what an effect or a member of staff brought."""

    kind: str  # text | press | edit | media | open | outcome
    text: str = ""
    button: str = ""
    media: str = ""
    screening: Screening = CALM
    danger: Mapping[Disposition, float] = field(default_factory=dict)  # what the learned reader makes of it
    understanding: Understanding = NOTHING_READ
    slots: Mapping[str, str] = field(default_factory=dict)
    late: timedelta | None = None  # set when the person wrote this long ago
    cut: bool = False  # the text was longer than is taken
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The conversation after the turn, and what is to be done."""

    talk: Conversation
    effects: tuple[Effect, ...] = ()
