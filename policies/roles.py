"""Which kinds of items each role of staff works on, and what else it may do. A role that is not listed sees nothing."""

from __future__ import annotations

ALL = ("message", "appointment", "refill", "recovery", "callback", "red_flag")

KINDS: dict[str, tuple[str, ...]] = {
    "front_desk": ("appointment", "message", "callback"),
    "nurse": ("message", "refill", "red_flag", "callback"),
    "portal_support": ("recovery", "callback"),
    "lead": ALL,
    "administrator": ALL,
}


def kinds(role: str) -> tuple[str, ...]:
    """The kinds that `role` may see and handle."""
    return KINDS.get(role, ())


RIGHTS: dict[str, tuple[str, ...]] = {
    "people.read": ("lead", "administrator"),
    "people.change": ("administrator",),
    "audit.read": ("lead", "administrator"),
    "content.change": ("lead", "administrator"),
}


def may(role: str, right: str) -> bool:
    """Whether `role` has a right that goes beyond its kinds. A right that is not listed is nobody's."""
    return role in RIGHTS.get(right, ())
