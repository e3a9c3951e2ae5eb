"""What can stand in the computed keys of the staff's worklist; `bot/checks/holes.py` has those of everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from bot.checks.world import World
from bot.conversation import Assurance
from bot.workviews import VIEWS
from policies import roles

Fits = Callable[[World], Iterable[str]]


def _each(*names: str) -> Fits:
    return lambda _world: names


DESK_HOLES: Mapping[str, Fits] = MappingProxyType(
    {
        "staff.view.{}": _each(*VIEWS),
        "staff.work.empty_{}": _each(*VIEWS),
        "staff.visit.{}": _each("booked", "accepted"),
        "staff.said.{}": _each("proposed", "booked", "approved", "declined"),
        "staff.present.looking_{}": _each("one", "more"),
        "staff.present.typing_{}": _each("one", "more"),
        "value.handed_to.{}": _each(*roles.HANDED_TO),
        "staff.work.assurance.{}": _each(*(level.name for level in Assurance)),
    }
)
"""Which names fit the hole of each computed key."""
