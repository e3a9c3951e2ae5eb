"""From one step of signing in to the next: the facts say which it is, and each step gets a token of its own."""

from __future__ import annotations

from datetime import datetime

from bot.services import Services
from bot.staff_views import Caller, Entry
from bot.store import Unit, Visit
from bot.views import DeskError
from policies import limits
from policies.sign_in import Step, next_step

OVER = "staff.step.over"


def visit_of(caller: Caller) -> Visit:
    """Where somebody signs in from, as it is kept."""
    return Visit(caller.address[:60], caller.browser[:60])


async def onward(services: Services, unit: Unit, half: str, now: datetime, *, shown: str | None = None) -> Entry:
    """Where the half session `half` leads. `shown`: how a second factor was shown just now. Raises DeskError."""
    moved = await unit.halves.rotate(half, now, how=shown)
    found = await unit.halves.find(moved, now, limits.STAFF_STEP) if moved else None
    if moved is None or found is None:
        raise DeskError(OVER)
    ways = await unit.factors.ways(found.staff.id)
    step = next_step(
        has_factor=ways.factor,
        proved=found.proved_at is not None,
        must_change=found.staff.must_change,
        required=services.factor_required,
    )
    if step is not Step.OPEN:
        return Entry(step, moved, found.how)
    await unit.halves.end(moved)
    proved, visit = found.proved_at or now, found.visit
    token = await unit.staff.open_session(found.staff.id, now, how=found.how, proved_at=proved, visit=visit)
    await unit.audit.append("staff.signed_in", found.staff.id, found.staff.id, {"how": found.how})
    return Entry(step, token, found.how)
