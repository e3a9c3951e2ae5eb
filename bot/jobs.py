"""What happens without anybody writing: unfinished flows are nudged and dropped, late requests watched, the audit signed."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.conversation import Conversation, ConversationId
from bot.desk.board import Board
from bot.desk.indexing import index_patients
from bot.desk.watchdog import Watchdog
from bot.dialogue.heard import TimePassed
from bot.dialogue.open_flow import is_expired
from bot.publishing import Publishing
from bot.services import Services
from bot.turn import tell

log = structlog.get_logger("frontdoor.jobs")

NUDGE_AFTER = timedelta(hours=2)
QUIET_UNTIL, QUIET_FROM = 8, 20
"""Nobody is reminded of anything outside these hours of the practice's day."""
EVERY = timedelta(minutes=1)
TIDY_EVERY = timedelta(hours=1)
CHECKPOINT_EVERY = timedelta(minutes=15)
FOLLOW_EVERY = timedelta(seconds=5)
"""So soon every process says what was published."""


class Jobs:
    """Timers of one practice. `tick` does what is due now; the scheduler calls it every minute."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin ticking."""
        self._scheduler.add_job(self.tick, "interval", seconds=EVERY.total_seconds(), max_instances=1, coalesce=True)
        self._scheduler.add_job(
            self.checkpoint, "interval", seconds=CHECKPOINT_EVERY.total_seconds(), max_instances=1, coalesce=True
        )
        self._scheduler.add_job(
            self.tidy, "interval", seconds=TIDY_EVERY.total_seconds(), max_instances=1, coalesce=True
        )
        watch, seconds = Watchdog(self.services), EVERY.total_seconds()
        self._scheduler.add_job(watch.tick, "interval", seconds=seconds, max_instances=1, coalesce=True)
        self._scheduler.add_job(index_patients, "date", args=(self.services,))  # once, now
        follow, seconds = Publishing(self.services).follow, FOLLOW_EVERY.total_seconds()
        self._scheduler.add_job(follow, "interval", seconds=seconds, max_instances=1, coalesce=True)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Nudge and drop unfinished flows that are due."""
        async with self.services.store.look() as unit:
            unfinished = await unit.conversations.with_open_flow()
        for conversation_id in unfinished:
            try:
                await self._see_to(conversation_id)
            except Exception as error:  # noqa: BLE001  # one conversation's trouble must not stop the others
                log.error("jobs.flow_failed", conversation=conversation_id, error=error)

    async def checkpoint(self) -> None:
        """Sign the head of the audit chain into the file outside the database."""
        async with self.services.store.begin() as unit:
            await unit.audit.checkpoint(self.services.clock())

    async def tidy(self) -> None:
        """Drop what has served its purpose: spent codes and links, old counters, delivered rows, keys of deleted words.

        And count the year's hours.
        """
        await Board(self.services).count_hours()
        await self.services.store.finish_deletions()
        async with self.services.store.begin() as unit:
            await unit.tidy(self.services.clock())

    async def _see_to(self, conversation_id: ConversationId) -> None:
        async with self.services.store.begin() as unit:
            talk = await unit.conversations.load(conversation_id)
            why = due(talk, self.services.local_now()) if talk else None
            if talk is None or why is None:
                return
            key = f"timer:{conversation_id}:{talk.runs}:{why}"
            scene = await tell(self.services, unit, talk, TimePassed(why), key, actor="timer")
        for topic in scene.topics:
            self.services.signals.wake(topic)


def due(talk: Conversation, now: datetime) -> str | None:
    """What is due for an unfinished flow: `expire`, `nudge`, or nothing."""
    state = talk.open_flow
    if state is None:
        return None
    if any(is_expired(one, now) for one in talk.flows):
        return "expire"
    waited = now - datetime.fromisoformat(state.touched or state.began or now.isoformat())
    awake = QUIET_UNTIL <= now.hour < QUIET_FROM
    return (
        "nudge"
        if waited > NUDGE_AFTER and awake and not state.nudged and not talk.suspended and not talk.held_by
        else None
    )
