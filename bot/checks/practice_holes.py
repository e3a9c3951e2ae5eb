"""What can stand in the computed keys of the pages for hours and wording; `bot/checks/holes.py` has those of everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from bot.checks.world import World
from bot.content.areas import AREAS
from bot.content.areas.hours import HOLIDAYS, WEEKS
from bot.desk.own_views import OF_A_REPLY
from bot.staff_views import FAULTS

Fits = Callable[[World], Iterable[str]]


def _each(*names: str) -> Fits:
    return lambda _world: names


PRACTICE_HOLES: Mapping[str, Fits] = MappingProxyType(
    {
        "staff.practice.area.{}": _each(*AREAS),
        "staff.practice.area_text.{}": _each(*AREAS),
        "staff.practice.piece.{}": _each(*WEEKS, HOLIDAYS),
        "staff.practice.column.{}": _each("piece", "now", "drafts", "number", "at", "who", "words"),
        "staff.practice.done.{}": _each("saved", "published", "put_back", "discarded"),
        "staff.practice.differ.{}": _each("added", "removed"),
        "staff.practice.fault.{}": _each(*FAULTS),
        "staff.practice.sample.{}": _each(*OF_A_REPLY),
        "staff.practice.time.{}": _each("opens", "closes", "break_from", "break_to"),
    }
)
"""Which names fit the hole of each computed key."""
