"""Sees that the clock was put back, and lets nothing wait longer for that.

What waits for a time (a reply decided just now, a pause before the next try, a reply of staff that may be taken back) would
otherwise wait until the clock has caught up. The last time seen stands in the database: a step while nothing ran is seen too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.services import Services

log = structlog.get_logger("frontdoor.clock")

SEEN = "clock.seen"
LOOK_EVERY = 15.0
"""Seconds between two looks at the clock."""
STEP = timedelta(seconds=30)
"""Less than this is no step: the clocks of two machines differ by as much."""


async def see_the_time(services: Services) -> timedelta | None:
    """Note the time; what waits waits as long as it would have. By how much the clock was put back, if it was."""
    now = services.clock()
    async with services.store.begin() as unit:
        kept = await unit.notes.get(SEEN)
        if not await unit.notes.swap(SEEN, kept, now.isoformat()):
            return None  # Another program has just done it.
        back = datetime.fromisoformat(kept) - now if kept else timedelta(0)
        if back < STEP:
            return None
        count = await unit.outbox.put_forward(back, now)
    log.warning("clock.put_back", seconds=round(back.total_seconds()), count=count)
    return back
