"""What the pages of the worklist may ask of the desk besides `bot.views.Desk`, and what they get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.patient_views import OwnPages
from bot.staff_views import StaffSide
from bot.views import Desk, ItemView, Office, StaffView
from nlu.understanding import JsonValue

VIEWS = ("open", "mine", "unassigned", "overdue", "urgent", "closed")
"""The lists that can be looked at; `open` is everything that is not finished."""


OUTCOMES = ("done", "answered", "booked", "approved", "declined", "not_possible", "duplicate", "no_answer")
"""How a request can end."""
OF_A_KIND = {"booked": "appointment", "approved": "refill", "declined": "refill"}
"""Ends that only one kind of request can have."""


def outcomes(kind: str) -> tuple[str, ...]:
    """How a request of this kind can end."""
    return tuple(one for one in OUTCOMES if OF_A_KIND.get(one, kind) == kind)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the worklist a page shows: a view, perhaps one kind, and behind or before which row."""

    show: str = "open"
    kind: str | None = None
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the worklist, soonest due first (what is closed: newest first), with the counts around it."""

    rows: tuple[ItemView, ...]
    counts: Mapping[str, int]  # by view, for the kind that is asked for
    kinds: Mapping[str, int]  # by kind, in the view that is asked for
    after: str = ""  # the key of the next page; empty: there is none
    before: str = ""

    @property
    def mark(self) -> tuple[object, ...]:
        """What two looks at the same page are compared by: all but the clock that runs."""
        rows = tuple(
            (row.ref, row.status, row.assignee, row.role, row.priority, row.overdue, row.again) for row in self.rows
        )
        return (rows, tuple(sorted(self.counts.items())))


@dataclass(frozen=True, slots=True)
class CannedView:
    """An answer that can be put in with one tap, its places filled."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HandTo:
    """Somebody an item can be handed to: `role:<role>` or `staff:<id>`, and the name it reads."""

    value: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Handed:
    """An item that was handed on: whether one may still look at it oneself, and the number of moves to undo it by."""

    seen: bool
    moves: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An answer that did not go: which kind it was, its words, the times that it named and how long the visit was to be."""

    move: str
    text: str
    times: tuple[str, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class VisitView:
    """How far a visit is: proposed and what came of it, the time that was taken or booked, and how it reads."""

    answer: str = ""  # waiting | accepted | declined | booked
    at: str = ""
    words: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an opened item for whoever looks at it: what can be undone, handed on, put in."""

    undo: int = 0  # the number of moves to name when the last one is undone; 0: there is nothing to undo
    undo_verb: str = ""
    undo_left: float = 0.0  # seconds
    canned: tuple[CannedView, ...] = ()
    roles: tuple[HandTo, ...] = ()
    people: tuple[HandTo, ...] = ()
    story: bool = False  # there is a part of the chat that led to it, which may be read
    visit: VisitView | None = None  # set where times for a visit can be proposed, or one has come of it
    decides: bool = False  # a refill can be approved or declined


@dataclass(frozen=True, slots=True)
class Present:
    """Who else has a request open: those who only look, and those who are typing; by name."""

    looking: tuple[str, ...] = ()
    typing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of the chat that led to a request."""

    said: bool  # by the patient; else by the assistant
    text: str
    at: datetime


MANY = ("take", "release", "transfer", "close", "undo")
"""What can be done with several items by one press."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """One of several items that somebody ticked, and how many moves it had made when they saw it."""

    ref: str
    moves: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall become of several items: one of `MANY`; `text` is the outcome or the note that goes with them."""

    verb: str
    text: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Did:
    """What became of one of several: done, and the moves to undo it by, or the key of why not. `kind` empty: nothing may be said."""

    ref: str
    kind: str = ""
    moves: int = 0
    why: str = ""
    params: Mapping[str, JsonValue] = field(default_factory=dict)


class WorkDesk(Desk, Protocol):
    """The staff's side with its worklist."""

    async def worklist(self, staff: StaffView, asked: Asked) -> QueuePage:
        """A page of the rows this person may see, with counts."""
        ...

    async def waiting(self, staff: StaffView) -> int:
        """How much work in somebody's lists nobody has."""
        ...

    async def changed(self, staff: StaffView, ref: str = "") -> str:
        """A mark that is another one when anything in the worklist, or in one item, has changed. Costs next to nothing."""
        ...

    async def around(self, staff: StaffView, ref: str) -> Around:
        """What stands around an item for somebody who has opened it."""
        ...

    async def story(self, staff: StaffView, ref: str) -> tuple[StoryLine, ...]:
        """The part of the chat that led to a request (audited); empty once the patient has deleted it."""
        ...

    async def transfer(self, staff: StaffView, ref: str, to: str, note: str = "") -> Handed:
        """Hand an item to `role:<role>` or `staff:<id>`, with a note."""
        ...

    async def many(self, staff: StaffView, ticked: Sequence[Ticked], wish: Wish) -> tuple[Did, ...]:
        """Do the same with several items, each whole or not at all; what became of each. A repeat of it changes nothing."""
        ...

    async def hands(self, staff: StaffView) -> tuple[HandTo, ...]:
        """Whom items can be handed to: the roles, then colleagues."""
        ...

    async def undo(self, staff: StaffView, ref: str, moves: int) -> None:
        """Undo one's own last move, if nothing has happened since and it is no longer ago than a few seconds."""
        ...

    async def take_back(self, staff: StaffView, ref: str, seq: int) -> TakenBack:
        """Take one's own answer back before it goes; what it was."""
        ...

    async def propose(
        self, staff: StaffView, ref: str, times: Sequence[str], minutes: int, note: str = "", key: str = ""
    ) -> None:
        """Propose times for a visit, of which the patient takes one in the chat or none."""
        ...

    async def book(self, staff: StaffView, ref: str, time: str, minutes: int, note: str = "", key: str = "") -> None:
        """Book a visit: the patient is told, both can put it in their calendars, and the request is finished."""
        ...

    async def decide(self, staff: StaffView, ref: str, *, approve: bool, words: str = "", key: str = "") -> None:
        """Approve a refill, perhaps with a word, or decline it with the reason; the request is finished."""
        ...

    async def visit_file(self, staff: StaffView, ref: str) -> str | None:
        """The visit of a request as a file for a calendar; None while there is none."""
        ...

    async def looks(self, staff: StaffView, ref: str, page: str) -> None:
        """An open page shows an item to somebody, now; said again every few seconds."""
        ...

    async def leaves(self, page: str) -> None:
        """A page is closed."""
        ...

    async def types(self, staff: StaffView, ref: str, *, typing: bool) -> None:
        """Somebody types on their page of an item, or has stopped."""
        ...

    async def present(self, staff: StaffView, ref: str) -> Present:
        """Who else is there."""
        ...

    async def there(self, staff: StaffView, ref: str) -> str:
        """A mark that is another one when somebody comes, goes, or begins or stops to type."""
        ...


class WholeDesk(StaffSide, WorkDesk, Protocol):
    """Everything behind the staff's pages, the worklist with them."""


class WorkOffice(Office, OwnPages, Protocol):
    """The patient's side with the patient's own pages, and the visits that come of requests."""

    async def visit_file(self, channel: str, address: str, ref: str) -> str | None:
        """A visit as a file for a calendar, for who is confirmed in this window now and may see the request; else None."""
        ...
