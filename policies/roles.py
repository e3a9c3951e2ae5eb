"""Which items each role of staff works on, and what else it may do. A role that is not listed sees nothing.

An item stands in the list of its kind until it is handed to a role; then it stands in that role's list.
"""

from __future__ import annotations

ALL = ("message", "appointment", "refill", "recovery", "callback", "red_flag")

KINDS: dict[str, tuple[str, ...]] = {
    "front_desk": ("appointment", "message", "callback"),
    "nurse": ("message", "refill", "red_flag", "callback"),
    "provider": (),  # sees what is handed to providers, and nothing else
    "portal_support": ("recovery", "callback"),
    "lead": ALL,
    "administrator": ALL,
}
HANDED_TO = ("front_desk", "nurse", "provider", "portal_support", "lead")
"""The roles that an item can be handed to."""
LEADS = ("lead", "administrator")


def kinds(role: str) -> tuple[str, ...]:
    """The kinds that `role` may see and handle."""
    return KINDS.get(role, ())


def list_of(kind: str, handed_to: str | None) -> str:
    """The list that an item stands in."""
    return f"role:{handed_to}" if handed_to else kind


def lists(role: str) -> tuple[str, ...]:
    """The lists that `role` works through: those of its kinds, and its own. Leads see every role's."""
    own = HANDED_TO if role in LEADS else (role,) if role in KINDS else ()
    return (*kinds(role), *(list_of("", one) for one in own))


def may_see(role: str, kind: str, handed_to: str | None) -> bool:
    """Whether `role` may open an item: one of its kinds, or one that was handed to it."""
    return kind in kinds(role) or (handed_to == role and role in KINDS)


def may_reassign(role: str) -> bool:
    """Whether `role` may hand on what somebody else holds: a colleague may have gone home ill."""
    return role in LEADS


RIGHTS: dict[str, tuple[str, ...]] = {
    "people.read": ("lead", "administrator"),
    "people.change": ("administrator",),
    "audit.read": ("lead", "administrator"),
    "board.read": ("lead", "administrator"),
    "record.export": ("lead", "administrator"),
    "reminders.change": ("lead", "administrator"),
    "content.change": ("lead", "administrator"),
}


def may(role: str, right: str) -> bool:
    """Whether `role` has a right that goes beyond its kinds. A right that is not listed is nobody's."""
    return role in RIGHTS.get(right, ())
