"""What somebody who signs in to the desk still has to show, and how long what they showed counts.

The next step is derived from the facts every time and never stored: whoever has shown less than is asked of them stands
at the step that is missing, whatever page they open.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from policies import limits


class Step(StrEnum):
    """Where somebody stands whose password was right, or who came with a passkey."""

    FACTOR = "factor"
    PASSWORD = "password"  # noqa: S105  # the name of a step
    ENROL = "enrol"
    OPEN = "open"


def next_step(*, has_factor: bool, proved: bool, must_change: bool, required: bool) -> Step:
    """The next step. A second factor comes before anything is changed; a password of one's own before a new factor."""
    if has_factor and not proved:
        return Step.FACTOR
    if must_change:
        return Step.PASSWORD
    if required and not has_factor:
        return Step.ENROL
    return Step.OPEN


def is_fresh(proved_at: datetime, now: datetime) -> bool:
    """Whether it was shown who this is so short a while ago that it need not be shown again for what is delicate."""
    return now - proved_at <= limits.STAFF_PROVED


def still_opens(password_until: datetime | None, now: datetime) -> bool:
    """Whether a password may still be used; a first one set by somebody else has an end."""
    return password_until is None or now < password_until


def needs_factor(*, setting: str, demo: bool, real: bool) -> bool:
    """Whether everybody needs a second factor: `always`, `required` (but in a demonstration), or `optional`.

    A practice is a demonstration while it is nothing else: no bot, no mail server, no real people (`real`).
    """
    return setting == "always" or (setting == "required" and (real or not demo))
