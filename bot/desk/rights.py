"""What staff must hold, or must have shown, before something is done for them."""

from __future__ import annotations

import structlog

from bot.views import DeskError, StaffView
from policies import roles

log = structlog.get_logger("frontdoor.desk")


def refused(staff: StaffView, what: str, ref: str | None = None) -> None:
    """Write down that somebody tried what is not theirs: whoever looks after the machine sees who tries doors."""
    log.warning("desk.refused", staff=staff.id, kind=what, ref=ref)


def only_may(staff: StaffView, right: str) -> None:
    """Refuse whoever does not have a right, and write it down. Raises DeskError."""
    if not roles.may(staff.role, right):
        refused(staff, right)
        raise DeskError("staff.error.not_your_role")


def only_fresh(staff: StaffView) -> None:
    """Refuse whoever has not shown a short while ago who they are. Raises DeskError."""
    if not staff.fresh:
        raise DeskError("staff.prove.first")


def only_with(staff: StaffView, right: str) -> None:
    """Refuse whoever lacks either. Raises DeskError."""
    only_may(staff, right)
    only_fresh(staff)
