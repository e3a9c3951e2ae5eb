"""The life of an item that staff work on: its states as a table.

Rule 1: every move an item can make stands in `NEXT`. Rule 2: nothing here knows who moves it or where it is stored.
An illegal move raises `IllegalMove` and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from nlu.understanding import JsonValue


class Kind(StrEnum):
    """What an item is about."""

    MESSAGE = "message"
    APPOINTMENT = "appointment"
    REFILL = "refill"
    RECOVERY = "recovery"
    CALLBACK = "callback"
    RED_FLAG = "red_flag"


class Status(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done to an item."""

    TAKE = "take"
    RELEASE = "release"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    HAND = "hand"  # to a person, who has it then
    FORWARD = "forward"  # to a role, of whom anybody may take it


NEXT: Mapping[Status, Mapping[Move, Status]] = MappingProxyType(
    {
        Status.OPEN: MappingProxyType(
            {
                Move.TAKE: Status.TAKEN,
                Move.WITHDRAW: Status.WITHDRAWN,
                Move.HAND: Status.TAKEN,
                Move.FORWARD: Status.OPEN,
            }
        ),
        Status.TAKEN: MappingProxyType(
            {
                Move.RELEASE: Status.OPEN,
                Move.CLOSE: Status.CLOSED,
                Move.HAND: Status.TAKEN,
                Move.FORWARD: Status.OPEN,
            }
        ),
        Status.CLOSED: MappingProxyType({Move.REOPEN: Status.OPEN}),
        Status.WITHDRAWN: MappingProxyType({}),
    }
)


class IllegalMove(Exception):
    """The item cannot make this move from where it stands. Nothing was changed."""

    def __init__(self, status: Status, move: Move) -> None:
        super().__init__(f"{move} is not possible while {status}")
        self.status = status
        self.move = move


LIVE = (Status.OPEN, Status.TAKEN)
"""Where somebody still owes something."""


@dataclass(frozen=True, slots=True)
class LastMove:
    """Who moved an item last, when, and how it stood before: what a second thought within a few seconds brings back."""

    verb: str
    by: str
    at: datetime
    before: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Origin:
    """The part of the conversation that led to an item: the number of the flow's run, and its last line."""

    run: int
    last: int


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the worklist, with the exact request."""

    ref: str
    kind: Kind
    priority: str  # today | routine
    fields: Mapping[str, JsonValue]
    conversation_id: str
    created_at: datetime
    status: Status = Status.OPEN
    assignee: str | None = None  # a staff name
    patient_id: str | None = None
    actor_id: str | None = None
    basis: str = "self"
    assurance: str = "ANONYMOUS"
    outcome: str | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    first_reply_at: datetime | None = None
    target_at: datetime | None = None  # when the first answer was due
    due_at: datetime | None = None  # when staff owe the next word; None while they owe none
    role: str | None = None  # the role it was handed to
    moves: int = 0
    last: LastMove | None = None
    origin: Origin | None = None


def after(status: Status, move: Move) -> Status:
    """The status that `move` leads to. Raises IllegalMove when the table has no such move."""
    try:
        return NEXT[status][move]
    except KeyError:
        raise IllegalMove(status, move) from None


def offered(item: Item, *, mine: bool) -> tuple[str, ...]:
    """What somebody can do with the item now; `mine` is for who has taken it."""
    if item.status is Status.TAKEN:
        token = ("token",) if item.kind is Kind.RECOVERY else ()
        return ("reply", "note", "close", "release", *token) if mine else ("note",)
    return {Status.OPEN: ("take", "note"), Status.CLOSED: ("note", "reopen")}.get(item.status, ("note",))


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One line of an item's thread: from the patient, from staff, or an internal note that patients never see."""

    author: str  # patient | staff | note | bot
    text: str
    at: datetime
    by: str | None = None  # the staff member's name
    delivery: str | None = None  # how far it has come: held, taken_back, then a `bot.queue.delivery.Step`
    meta: Mapping[str, JsonValue] = field(default_factory=dict)


UNSENT = ("held", "taken_back")
"""Replies that the patient has not been told of: they may still be taken back, or were."""
