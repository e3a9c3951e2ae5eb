"""What happens without anybody writing: unfinished flows are nudged and dropped, late requests watched, the audit signed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.conversation import Conversation, ConversationId
from bot.desk.board import Board
from bot.desk.indexing import index_patients
from bot.desk.watchdog import Watchdog
from bot.dialogue.heard import TimePassed
from bot.dialogue.open_flow import is_expired
from bot.faults import Point, reach
from bot.publishing import Publishing
from bot.services import Services
from bot.stepping import LOOK_EVERY, STEP
from bot.timetable import Job, Timetable
from bot.timetable.embedded import EmbeddedTimetable
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
    """Timers of one practice. `tick` does what is due now and is called every minute."""

    def __init__(self, services: Services, shared: Timetable | None = None) -> None:
        self.services = services
        self._here = EmbeddedTimetable()
        self._shared: Timetable = shared or self._here
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin ticking."""
        jobs: tuple[tuple[str, timedelta, Job], ...] = (
            ("flows", EVERY, self.tick),
            ("watchdog", EVERY, Watchdog(self.services).tick),
            ("checkpoint", CHECKPOINT_EVERY, self.checkpoint),
            ("tidy", TIDY_EVERY, self.tidy),
        )
        for name, every, job in jobs:
            self.every(name, every, job)
        self.every_here("content", FOLLOW_EVERY, Publishing(self.services).follow)
        self._here.once("index", self._index)
        for timetable in self._timetables():
            await timetable.start()
        self._watching = asyncio.create_task(self._keep_time(), name="jobs clock")

    def every(self, name: str, every: timedelta, job: Job) -> None:
        """Do a job again and again: once over all processes, where there are several."""
        self._shared.every(name, every, self._done(name, job))

    def every_here(self, name: str, every: timedelta, job: Job) -> None:
        """Do again and again what each process has to do for itself."""
        self._here.every(name, every, self._done(name, job))

    async def stop(self) -> None:
        """Stop ticking. What is under way is undone whole, and done after the next start."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
            self._watching = None
        await asyncio.gather(*(timetable.stop() for timetable in self._timetables()))

    def _timetables(self) -> set[Timetable]:
        return {self._here, self._shared}

    async def _keep_time(self) -> None:
        """Let a clock that was put back hold no job up: the scheduler goes by it and would sleep until it has caught up."""
        measured = asyncio.get_running_loop().time
        wall, began = self.services.clock(), measured()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            passed = timedelta(seconds=measured() - began)
            if self.services.clock() < wall + passed - STEP:
                for timetable in self._timetables():
                    await timetable.begin_anew()
            wall, began = self.services.clock(), measured()

    def _done(self, name: str, job: Job) -> Job:
        return lambda: done(name, job)

    async def _index(self) -> None:
        """Put patients of an earlier release under the hashes that search finds them by, once it can be done."""
        while True:
            if await done("index", lambda: index_patients(self.services)):
                return
            await asyncio.sleep(EVERY.total_seconds())

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
            reach(Point.TICKS)
        for topic in scene.topics:
            self.services.signals.wake(topic)


async def done(name: str, job: Job) -> bool:
    """Do a job once; False when it failed, which is in the log and ends nothing."""
    try:
        await job()
    except Exception as error:  # noqa: BLE001  # the database may be away for a while; the beat must outlive that
        log.error("jobs.failed", kind=name, error=error)
        return False
    return True


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
