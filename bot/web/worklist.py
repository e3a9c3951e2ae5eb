"""The list of requests by the filters in the address, with how many there are of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.queue.item import Kind
from bot.views import ItemView

SHOWS = ("open", "mine", "overdue", "closed", "all")
KINDS = tuple(kind.value for kind in Kind)


def filters(asked: Mapping[str, str]) -> tuple[str, str | None]:
    """What to show, and of which kind; anything unknown in the address is the plain list."""
    show, kind = asked.get("show", "open"), asked.get("kind", "")
    return (show if show in SHOWS else "open"), (kind if kind in KINDS else None)


class Worklist:
    """All open requests that one member of staff may see."""

    knows = ("open", "mine", "overdue")

    def __init__(self, rows: Sequence[ItemView], name: str) -> None:
        self._rows = rows
        self._name = name

    def rows(self, show: str, kind: str | None) -> list[ItemView]:
        """The rows for one filter."""
        return [row for row in self._rows if self._fits(row, show) and (kind is None or row.kind == kind)]

    def counts(self, kind: str | None) -> dict[str, int]:
        """How many rows each filter would show."""
        return {show: len(self.rows(show, kind)) for show in self.knows}

    def _fits(self, row: ItemView, show: str) -> bool:
        return {"mine": row.assignee == self._name, "overdue": row.overdue}.get(show, True)
