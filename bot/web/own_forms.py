"""The forms of the practice's own content: a week, a list of single days, or words; what was typed, and what is shown again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.pieces import Fault
from bot.staff_views import FAULTS, PieceView

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BLANK_DAYS = 3
MOST_BREAKS = 4
BEGINNING = 70
CUT = re.compile(r": \.\.\.|; the intent list")
"""What the check says after this stands on the page already: the line, and the list of facts."""
ROW = re.compile(r"d(\d{1,3})_(?:date|name)\Z", re.ASCII)


def kind_of(view: PieceView) -> str:
    """Which form a piece has."""
    if view.row.area == "hours":
        return "days" if "days" in view.value else "week"
    return "ready" if view.row.area == "canned" else "answer"


def typed_in(view: PieceView, fields: Mapping[str, str]) -> dict[str, Any]:
    """A piece's value as it was typed."""
    kind = kind_of(view)
    if kind == "week":
        return {day: _times(fields, day) for day in DAYS}
    if kind == "days":
        numbers = sorted({int(found[1]) for name in fields if (found := ROW.match(name))})
        return {"days": [_day(fields, f"d{number}") for number in numbers if f"d{number}_gone" not in fields]}
    return {name: fields.get(name, "") for name in (("title", "text") if kind == "ready" else ("answer",))}


def _day(fields: Mapping[str, str], row: str) -> dict[str, Any]:
    named = {name: fields.get(f"{row}_{name}", "") for name in ("date", "name")}
    return {**named, "times": _times(fields, row)}


def _times(fields: Mapping[str, str], row: str) -> list[str]:
    times = [fields.get(f"{row}_{number}", "")[:5] for number in range(2 + 2 * MOST_BREAKS)]
    while times and not times[-1]:
        times.pop()
    return [*times, ""] if len(times) % 2 else times


def to_show(view: PieceView, typed: Mapping[str, Any] | None) -> dict[str, Any]:
    """What stands in the form: what was just typed, else the draft, else what is in use; and how many breaks a day has."""
    value = typed or (view.draft.value if view.draft else view.value)
    kind = kind_of(view)
    if kind not in ("week", "days"):
        return {"value": value, "rows": (), "breaks": 0}
    rows: list[dict[str, Any]]
    if kind == "week":
        rows = [{"id": day, "day": number, "times": list(value.get(day, ()))} for number, day in enumerate(DAYS)]
    else:
        blank: list[Mapping[str, Any]] = [{"date": "", "name": "", "times": []}] * BLANK_DAYS
        listed = [*value["days"], *blank]
        rows = [{**one, "id": f"d{number}", "new": not one["date"]} for number, one in enumerate(listed)]
    breaks = max(1, *(_breaks(one["times"]) for one in rows))
    width = 2 + 2 * breaks
    return {"value": value, "rows": [{**one, "times": _wide(one["times"], width)} for one in rows], "breaks": breaks}


def _breaks(times: Sequence[str]) -> int:
    return (len(times) - 1) // 2


def _wide(times: Sequence[str], width: int) -> list[str]:
    return [*times, *([""] * (width - len(times)))][:width]


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One thing that the check found, ready for the page: where it lies, and which sentence says what to do."""

    kind: str
    lines: tuple[tuple[int, str], ...]  # number, and how the line begins
    day: int | None
    row: int | None
    text: str
    name: str  # of the row, if it has one


def fault_rows(view: PieceView) -> list[FaultRow]:
    """What the check found about the draft."""
    if view.draft is None or view.draft.faults is None:
        return []
    return [_fault_row(one, view.draft.value) for one in view.draft.faults]


def _fault_row(fault: Fault, value: Mapping[str, Any]) -> FaultRow:
    words = str(value.get("answer", value.get("text", ""))).split("\n")
    lines = tuple((number, words[number - 1][:BEGINNING]) for number in fault.lines if 0 < number <= len(words))
    kind = fault.check.replace(" ", "_")
    row = int(fault.where.removeprefix("row ")) if fault.where.startswith("row ") else None
    return FaultRow(
        kind if kind in FAULTS else "other",
        lines,
        DAYS.index(fault.where) if fault.where in DAYS else None,
        row,
        "" if row or fault.where in DAYS else CUT.split(fault.text, maxsplit=1)[0],
        str(value["days"][row - 1]["name"]) if row and row <= len(value.get("days", ())) else "",
    )


def differing(view: PieceView) -> list[tuple[str, str]]:
    """Which single days a draft adds and removes; a day that changed is removed and added."""
    if kind_of(view) != "days" or view.draft is None or not view.draft.shown:
        return []
    now, then = view.shown.split("\n"), view.draft.shown.split("\n")
    added = [("added", line) for line in then if line not in now]
    return [*added, *(("removed", line) for line in now if line and line not in then)]


def wrong_rows(faults: list[FaultRow]) -> set[str]:
    """The rows of a form that something was found about."""
    return {DAYS[one.day] for one in faults if one.day is not None} | {f"d{one.row - 1}" for one in faults if one.row}
