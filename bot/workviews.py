"""What the pages of the worklist may ask of the desk besides `bot.views.Desk`, and what they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.views import Desk, ItemView, StaffView

VIEWS = ("open", "mine", "unassigned", "overdue", "urgent", "closed")
"""The lists that can be looked at; `open` is everything that is not finished."""


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


class WorkDesk(Desk, Protocol):
    """The staff's side with its worklist."""

    async def worklist(self, staff: StaffView, asked: Asked) -> QueuePage:
        """A page of the rows this person may see, with counts."""
        ...

    async def changed(self, staff: StaffView, ref: str = "") -> str:
        """A mark that is another one when anything in the worklist, or in one item, has changed. Costs next to nothing."""
        ...
