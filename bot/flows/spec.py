"""What a flow is: a tuple of questions, what each accepts, and what is done once all are answered.

A flow is data. `bot/flows/engine.py` moves it; nothing here asks, prints, stores or looks at a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.conversation import Assurance, Facts
from bot.effects import Effect
from nlu.understanding import JsonValue

Value = str | int | bool
Slots = Mapping[str, Value]


class Invalid(Exception):
    """An answer that cannot be used. `reason` is the last part of a content key whose text names the next move."""

    def __init__(self, reason: str, **params: JsonValue) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params: Mapping[str, JsonValue] = params


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered answer: what it stands for, and how the button reads (a content key, or the words themselves)."""

    value: str
    label: str | None = None  # a content key; None shows `value` itself


Parser = Callable[[str, Facts, Slots], Value]
Condition = Callable[[Slots, Facts], bool]
Choices = Callable[[Slots, Facts], tuple[Choice, ...]]
Finish = Callable[[Slots, Facts], tuple[Effect, ...]]
Default = Callable[[Slots, Facts], Value | None]
Turn = Callable[[str, str, Slots], tuple[str, str | None] | None]
"""From words, the open question and the answers: which earlier answer the words change, and to what (None: ask again)."""
Hears = Callable[[Slots, Slots, Facts], str | None]


def always(_slots: Slots, _facts: Facts) -> bool:
    """Ask in every case."""
    return True


def no_turn(_text: str, _asked: str, _known: Slots) -> tuple[str, str | None] | None:
    """An answer says nothing about earlier ones."""
    return None


def no_choices(_slots: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Offer no buttons with the question."""
    return ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `parse` turns words into a value or raises `Invalid`; `when` sees earlier answers only.

    `default` supplies what is known without asking: the review shows it and any line of the review can be changed.
    `fills` names the slots of earlier words that answer this question (the reading of `bot.flows.answers`); `hears` finds
    in them, with the facts of the turn, what could not be told before it was known who writes.
    """

    slot: str
    parse: Parser
    when: Condition = always
    private: bool = False
    page_only: bool = False  # private, and asked on a private window only, whatever the patient agreed to
    taken_down: bool = (
        False  # typed in a chat, its answer is deleted there even where it was agreed to: identity, letters
    )
    choices: Choices = no_choices
    reasons: tuple[str, ...] = ()  # the reasons `parse` may give: each is a content key that must exist
    default: Default | None = None
    fills: tuple[str, ...] = ()
    hears: Hears | None = None
    shown: Condition = always  # whether the review has a line for it
    mistaken_for: tuple[str, ...] = ()  # how the names begin that understanding gives to plain answers of this question
    takes_any_text: bool = False  # free text: a question or a new wish is weighed before it counts as an answer
    verbatim: bool = False  # a letter to somebody: only stop words and the review change what was written
    awaited: bool = False  # not asked of the patient: an effect of `finish` brings it
    rechecked: bool = False  # a kept answer is put to `parse` again at every turn: what it rests on may end overnight


@dataclass(frozen=True, slots=True)
class Flow:
    """A guided task: questions in order, then a review of the exact record, then `finish`."""

    name: str
    version: int
    asks: tuple[Ask, ...]
    finish: Finish
    needs: Assurance = Assurance.ANONYMOUS
    review: bool = True
    sends: bool = False  # whether it makes a new request for staff
    turns: Turn = no_turn
    expires_after: timedelta = timedelta(hours=24)

    def ask(self, slot: str) -> Ask:
        """Return the question for `slot`. Raises KeyError for a slot this flow does not have."""
        for ask in self.asks:
            if ask.slot == slot:
                return ask
        raise KeyError(slot)


class Phase(StrEnum):
    """Where a flow stands. Explicit, because *nothing asked yet* and *all answered* look alike in the answers."""

    NEW = "new"
    ASKING = "asking"
    REVIEW = "review"
    WAITING = "waiting"  # an effect's answer is awaited (a claim being checked, a code being tried)
    CLOSED = "closed"
