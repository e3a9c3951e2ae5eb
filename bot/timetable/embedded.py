"""Jobs of one process alone, by APScheduler: all there is on SQLite, and what each process does for itself on PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.timetable import Job

LATE_IS_FINE: dict[str, object] = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
"""A job that comes late is done late, once, and never dropped."""


class EmbeddedTimetable:
    """Counts the pauses of each job from when this process began."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=LATE_IS_FINE)
        self._running: set[asyncio.Task[object]] = set()

    def every(self, name: str, every: timedelta, job: Job) -> None:
        """Do a job again and again."""
        self._scheduler.add_job(self._do, "interval", seconds=every.total_seconds(), args=(job,), id=name)

    def once(self, name: str, job: Job) -> None:
        """Do a job now, when all begins."""
        self._scheduler.add_job(self._do, "date", args=(job,), id=name)

    async def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    async def begin_anew(self) -> None:
        """Do every job now, and count its pauses from here."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """Begin nothing more. What is under way is undone whole, and done after the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)

    async def _do(self, job: Job) -> object:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return await job()
