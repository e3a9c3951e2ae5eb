"""The places of the desk, as its menu lists them: each only for who may go there."""

from __future__ import annotations

from bot.views import StaffView
from policies import roles

PLACES = (
    ("/staff", "requests", ""),
    ("/staff/search", "search", ""),
    ("/staff/board", "board", "board.read"),
    ("/staff/record", "record", "record.export"),
    ("/staff/reminders", "reminders", ""),
    ("/staff/practice", "practice", "content.change"),
    ("/staff/people", "people", "people.read"),
    ("/staff/audit", "audit", "audit.read"),
    ("/staff/account", "account", ""),
)
"""Address, the last part of its text's key, and the right that it needs."""


def places(staff: StaffView) -> list[tuple[str, str]]:
    """Where this member of staff may go."""
    return [(path, name) for path, name, right in PLACES if not right or roles.may(staff.role, right)]
