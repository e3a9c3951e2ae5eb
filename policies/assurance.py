"""What has been proven about the person writing, at this moment.

VERIFIED lasts 15 minutes idle and 60 in all; LINKED lasts 30 days from the last verification (policies/limits.py).
"""

from __future__ import annotations

from datetime import datetime

from bot.conversation import Assurance, Identity
from policies import limits


def level(identity: Identity, now: datetime) -> Assurance:
    """The assurance level at `now`. Fails closed: an unreadable, missing or future time proves nothing."""
    if identity.patient_id is None:
        return Assurance.ANONYMOUS
    verified, active = _time(identity.verified_at), _time(identity.active_at)
    if verified is None or active is None or verified > now or active > now:
        return Assurance.ANONYMOUS
    if now - verified < limits.VERIFIED_WHOLE and now - active < limits.VERIFIED_IDLE:
        return Assurance.VERIFIED
    if now - verified < limits.LINKED_FOR:
        return Assurance.LINKED
    return Assurance.ANONYMOUS


def verified_until(identity: Identity, now: datetime) -> datetime:
    """When VERIFIED ends if nothing more is done; `now` for who is not verified."""
    verified, active = _time(identity.verified_at), _time(identity.active_at)
    if verified is None or active is None or level(identity, now) is not Assurance.VERIFIED:
        return now
    return min(verified + limits.VERIFIED_WHOLE, active + limits.VERIFIED_IDLE)


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None  # Without a zone nobody can tell when it was.
