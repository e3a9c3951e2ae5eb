"""What is done about a request that nobody has answered in time: the role is reminded, or who has it, and then the lead.

All times are opening time. Nobody is mailed while the office is closed: nobody would be there to read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from policies import roles
from policies.opening import Hours, add_open_time, is_open

ROLE, HOLDER, LEAD = "role", "holder", "lead"
STEPS = (ROLE, HOLDER, LEAD)
"""A reminder to everybody who may take it; to who has taken it; and the word to the lead."""

PATIENCE: Mapping[str, timedelta] = MappingProxyType(
    {"now": timedelta(minutes=15), "today": timedelta(hours=1), "routine": timedelta(hours=4)}
)
"""How much later than the first reminder the lead hears of it, and how long who takes a late request is left in peace."""


@dataclass(frozen=True, slots=True)
class Late:
    """A request without an answer, past the moment at which one was due."""

    ref: str
    kind: str
    list: str  # in which it stands: that of its kind, or of the role it was handed to
    priority: str
    due: datetime
    holder: str | None = None  # a staff name
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """A member of staff who can be mailed."""

    id: str
    name: str
    role: str
    address: str


def patience(priority: str) -> timedelta:
    """The time between two steps; an unknown priority counts as routine."""
    return PATIENCE.get(priority, PATIENCE["routine"])


def steps_due(late: Late, hours: Hours, now: datetime) -> tuple[str, ...]:
    """Which steps this request has come to by now. `now` is a time in the practice's zone."""
    if not is_open(hours, now):
        return ()
    first, since = (HOLDER, _of_holder(late, hours, now)) if late.holder else (ROLE, late.due)
    lead = add_open_time(hours, since.astimezone(now.tzinfo), patience(late.priority))
    return tuple(step for step, at in ((first, since), (LEAD, lead)) if at <= now)


def _of_holder(late: Late, hours: Hours, now: datetime) -> datetime:
    """When who has it is reminded: at the target, but not the moment they take something that is late already."""
    if late.taken_at is None:
        return late.due
    return max(late.due, add_open_time(hours, late.taken_at.astimezone(now.tzinfo), patience(late.priority)))


def whom(late: Late, step: str, people: Iterable[Reachable]) -> tuple[Reachable, ...]:
    """Who is mailed at a step. Nobody: then it is the lead's turn at once."""
    if step == HOLDER:
        return tuple(one for one in people if one.name == late.holder)
    if step == LEAD:
        found = tuple(people)
        return tuple(one for one in found if one.role == "lead") or tuple(
            one for one in found if one.role in roles.LEADS
        )
    return tuple(one for one in people if one.role not in roles.LEADS and late.list in roles.lists(one.role))
