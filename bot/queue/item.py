"""The life of an item that staff work on: its states as a table.

Rule 1: every move an item can make stands in `NEXT`. Rule 2: nothing here knows who moves it or where it is stored.
An illegal move raises `IllegalMove` and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


NEXT: Mapping[Status, Mapping[Move, Status]] = MappingProxyType(
    {
        Status.OPEN: MappingProxyType({Move.TAKE: Status.TAKEN, Move.WITHDRAW: Status.WITHDRAWN}),
        Status.TAKEN: MappingProxyType({Move.RELEASE: Status.OPEN, Move.CLOSE: Status.CLOSED}),
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
    target_at: datetime | None = None


def after(status: Status, move: Move) -> Status:
    """The status that `move` leads to. Raises IllegalMove when the table has no such move."""
    try:
        return NEXT[status][move]
    except KeyError:
        raise IllegalMove(status, move) from None


def moved(item: Item, move: Move, *, by: str | None = None) -> Item:
    """The item after one move; taking sets the assignee, releasing and reopening clear it."""
    status = after(item.status, move)
    assignee = by if move is Move.TAKE else None if move in (Move.RELEASE, Move.REOPEN) else item.assignee
    return replace(item, status=status, assignee=assignee)


def offered(item: Item, *, mine: bool) -> tuple[str, ...]:
    """What somebody can do with the item now; `mine` is for who has taken it."""
    if item.status is Status.TAKEN:
        token = ("token",) if item.kind is Kind.RECOVERY else ()
        propose = ("propose",) if item.kind is Kind.APPOINTMENT else ()
        return ("reply", *propose, "note", "close", "release", *token) if mine else ("note",)
    return {Status.OPEN: ("take", "note"), Status.CLOSED: ("note", "reopen")}.get(item.status, ("note",))


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One line of an item's thread: from the patient, from staff, or an internal note that patients never see."""

    author: str  # patient | staff | note | bot
    text: str
    at: datetime
    by: str | None = None  # the staff member's name
    delivery: str | None = None  # how far it has come: a `bot.queue.delivery.Step`
    meta: Mapping[str, JsonValue] = field(default_factory=dict)
