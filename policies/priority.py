"""How soon staff are to look at an item, in opening time."""

from __future__ import annotations

from datetime import timedelta

TARGETS = {"now": timedelta(minutes=15), "today": timedelta(hours=2), "routine": timedelta(hours=8)}
"""First-response target by priority, counted in opening time only."""


def target(priority: str) -> timedelta:
    """The time within which an item of this priority should have its first answer; unknown ones count as routine."""
    return TARGETS.get(priority, TARGETS["routine"])
