"""What the pages of the practice's own content may ask and what they get: hours, holidays, answers, ready replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.pieces import Fault, Value
from bot.views import StaffView

FAULTS = (
    *("empty", "title", "unfinished_times", "closes_first", "break_outside", "never_open"),
    *("no_date", "over", "twice", "no_name", "many_days"),
    *("places", "privacy", "shape", "length", "reading_level", "facts", "answers", "canned", "buttons", "unchecked"),
    "other",
)
"""What can be wrong with a draft, by the last part of its sentence's key."""


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One piece in the list. `number` is the revision in use, 0 as the product brought it."""

    area: str
    slug: str
    title: str
    number: int
    who: str
    at: datetime | None
    read_by: date | None  # until when it may stand without being read again
    late: bool  # that day is over
    mine: bool  # there is a draft of one's own
    others: tuple[tuple[str, datetime], ...]  # whose drafts there are besides


@dataclass(frozen=True, slots=True)
class DraftView:
    """One's own draft. `faults` is None while it was not checked; `behind`: somebody published another wording since."""

    value: Value
    version: int
    at: datetime
    faults: tuple[Fault, ...] | None
    shown: str
    behind: bool


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One change that was published. Not `whole`: it was changed outside the application and does not open."""

    number: int
    area: str
    slug: str
    title: str
    who: str
    at: datetime
    put_back: int | None
    mark: str
    shown: str
    whole: bool
    now: bool  # this is what is in use of its piece


@dataclass(frozen=True, slots=True)
class PieceView:
    """One piece with everything that is needed to change it."""

    row: PieceRow
    name: str
    lang: str
    value: Value
    shown: str  # as the patient reads what is in use
    shipped_shown: str
    extra: tuple[str, ...]  # labels of the buttons under an answer; kinds of requests of a ready reply
    draft: DraftView | None
    history: tuple[RevisionView, ...]
    facts: tuple[tuple[str, str], ...]  # names that fill themselves, and with what


@dataclass(frozen=True, slots=True)
class OwnContentView:
    """Everything that can be changed, by area, and what is in use."""

    groups: tuple[tuple[str, tuple[PieceRow, ...]], ...]
    number: int
    mark: str
    broken: int


class OwnContent(Protocol):
    """The practice's own content. For those who may change it; publishing needs that one has just shown who one is."""

    async def own_content(self, staff: StaffView) -> OwnContentView:
        """Everything that can be changed."""
        ...

    async def piece(self, staff: StaffView, area: str, slug: str) -> PieceView:
        """One piece."""
        ...

    async def save_draft(
        self, staff: StaffView, area: str, slug: str, typed: Mapping[str, Any], version: int, base: int
    ) -> None:
        """Keep what was typed. `version` is the draft that the page showed, `base` the revision: an older page does not win."""
        ...

    async def check_draft(self, staff: StaffView, area: str, slug: str) -> None:
        """Put one's draft through the content check and keep what it found."""
        ...

    async def discard_draft(self, staff: StaffView, area: str, slug: str) -> None:
        """Throw one's draft away."""
        ...

    async def publish(self, staff: StaffView, area: str, slug: str, version: int) -> None:
        """Check one's draft and put it to use."""
        ...

    async def put_back(self, staff: StaffView, area: str, slug: str, number: int, base: int) -> None:
        """Let a piece stand again as it did after a revision, or as the product brought it (0)."""
        ...

    async def revisions(self, staff: StaffView, before: int | None = None) -> tuple[RevisionView, ...]:
        """What was published, newest first."""
        ...
