"""What the core wants done, as data. The shell (`bot/turn.py`) carries it out inside the turn's one transaction.

Effects are values: a flow returns them and never performs them. Wording is named by key; `bot.content` holds the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nlu.understanding import JsonValue


@dataclass(frozen=True, slots=True)
class Button:
    """Something a patient may press under a reply.

    `id` is what comes back (64 bytes at most: a limit of Telegram). `label` is a key of the content, filled from `params`;
    `link` is set where pressing opens an address instead of answering: `tel:911`, `secure:` for the private page, inside the
    channel where that can be, `secure:link` for the private page in a browser, `visit:<ref>` for a visit as a file,
    `page:inbox` and `page:devices` for the patient's own pages.
    """

    id: str
    label: str
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a review: the label's key, and the slot with its value, which the content puts into words."""

    label: str
    slot: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Say:
    """Say the text under `key` to the patient. `private` texts go to a private window only, or where the patient agreed to it.

    `page_only` ones stay on a private window whatever was agreed: what opens an account, and what staff wrote.
    """

    key: str
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    lines: tuple[Line, ...] = ()
    private: bool = False
    both: bool = False  # A receipt: the private window gets `key`, another linked window gets `key.public`.
    instead_of: Say | None = None  # What a private window of the same conversation shows in place of this.
    page_only: bool = False


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Put one item before staff. `ref` is what the patient is told; the same `ref` twice is one item."""

    ref: str
    kind: str
    priority: str
    fields: Mapping[str, JsonValue]
    patient_id: str | None = None
    actor_id: str | None = None
    basis: str = "self"
    assurance: str = "ANONYMOUS"


@dataclass(frozen=True, slots=True)
class Relay:
    """Append what the patient wrote to the thread of an item that staff hold."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class MoveItem:
    """Change an item's state on the patient's word: `withdraw`, `reopen`."""

    ref: str
    move: str


@dataclass(frozen=True, slots=True)
class StartChallenge:
    """Check a claim and mail a code. The answer comes back as the next input, the same for known and unknown people."""

    last_name: str
    dob: str
    contact: str  # an e-mail address or a ZIP code


@dataclass(frozen=True, slots=True)
class TryCode:
    """Try a mailed code against the open challenge. The answer comes back as the next input."""

    challenge: str
    code: str


@dataclass(frozen=True, slots=True)
class Recover:
    """Have the portal help somebody in again. The answer comes back as the next input, the same for known and unknown people."""

    path: str  # username | password | token | all | help
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerProposal:
    """Note on an item that the patient took one of the times that staff proposed, or turned them down."""

    ref: str
    accepted: bool
    time: str = ""  # the one that was taken, ISO


@dataclass(frozen=True, slots=True)
class ForgetWords:
    """Delete every word of this conversation; requests stay, as the practice's records."""


@dataclass(frozen=True, slots=True)
class TakeDown:
    """Delete what the patient has just typed from the chat, where the channel can; what was kept of it stays kept."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Write to this chat unasked again, or no more."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class ShowWaiting:
    """Show the staff replies that wait for this person in these items (needs VERIFIED)."""

    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """One line of the audit chain: what happened, by ids only."""

    event: str
    detail: Mapping[str, JsonValue] = field(default_factory=dict)


CONTINUE_SECURELY = Say(
    "shared.continue_securely", buttons=(Button("secure", "button.continue_securely", link="secure:"),)
)
"""Said where a private thing may not be: one button that opens the practice's own page at this very point."""
PAGE_ONLY = Say("sharing.page_only", buttons=CONTINUE_SECURELY.buttons)
"""The same where the patient agreed to private things in the chat, for what is never said there."""
OPEN_IN_BROWSER = Say("shared.secure_link", buttons=(Button("secure", "button.open_in_browser", link="secure:link"),))
"""The same way for who asks for a link: it opens once, in any browser."""

Effect = (
    Say
    | Enqueue
    | Relay
    | MoveItem
    | StartChallenge
    | TryCode
    | Recover
    | AnswerProposal
    | ForgetWords
    | Notices
    | TakeDown
    | ShowWaiting
    | Audit
)
