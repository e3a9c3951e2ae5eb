"""Jobs that all processes on one PostgreSQL database share: each beat is done once over all of them, by procrastinate.

Its tables stand beside ours and hold names of jobs and times, nothing else. Who is killed in the middle of a job holds it no
longer than until its heartbeat is missed; the job is done anew then.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from bot.store import Store
from bot.timetable import Job

log = structlog.get_logger("frontdoor.timetable")

QUEUE = "frontdoor"
TABLES = "procrastinate_jobs"
"""By this table it is known whether procrastinate's own are there."""
SIDE_BY_SIDE = 4
HEARTBEAT = 5.0
MISSED = 20.0
"""Seconds without a heartbeat after which a process is taken for dead. Should it live, a job is done twice, which is harmless."""
SWEEP_EVERY = 10.0
PAUSE = 1.0
"""Seconds before all is begun again after a trouble: most often the database is away."""
STOP_WITHIN = 1.5


class SharedTimetable:
    """One of several processes that share the jobs. Which of them does a beat is nobody's business."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Few lines to the database, beside the one over which procrastinate listens.
        lines = PsycopgConnector(conninfo=store.address, min_size=1, max_size=3, timeout=5.0, name="timetable")
        self._app = App(connector=lines)
        self._keeper: asyncio.Task[None] | None = None
        self._round: asyncio.Task[None] | None = None

    def every(self, name: str, every: timedelta, job: Job) -> None:
        """Do a job again and again, at round times of the clock: every hour means on the hour."""

        async def beat(timestamp: int = 0) -> None:  # noqa: ARG001  # procrastinate says which beat it is
            await job()

        task = self._app.task(name=name, queue=QUEUE, lock=name, queueing_lock=name)(beat)
        self._app.periodic(cron=cron(every))(task)

    async def start(self) -> None:
        """Begin, as soon as the database lets us."""
        self._keeper = asyncio.create_task(self._keep_on(), name="timetable")

    async def begin_anew(self) -> None:
        """Do every job now, and find the next beat of each by the clock as it is."""
        with contextlib.suppress(Exception):  # The database is away: what was missed is made up by the next beat.
            for name in self._names():
                await self._defer(name)
        if self._round is not None:
            self._round.cancel()

    async def stop(self) -> None:
        """Begin nothing more. A job under way is undone whole, and done anew by whoever has its next beat."""
        if self._keeper is None:
            return
        for _ in range(
            2
        ):  # The first lets a job end and says good-bye, the second does not wait for a database that is away.
            self._keeper.cancel()
            if (await asyncio.wait({self._keeper}, timeout=STOP_WITHIN))[0]:
                break
        self._keeper = None

    async def _keep_on(self) -> None:
        while True:
            self._round = asyncio.create_task(self._work())
            try:
                await asyncio.wait({self._round})
            finally:
                self._round.cancel()
                await asyncio.wait({self._round})
            if not self._round.cancelled() and (error := self._round.exception()):
                log.error("timetable.interrupted", error=error)
            await asyncio.sleep(PAUSE)

    async def _work(self) -> None:
        """Do what is due until something breaks, or we are told to stop."""
        await self._store.bring_along(TABLES, SchemaManager.get_schema(), _later_tables())
        async with self._app.open_async():
            sweeping = asyncio.create_task(self._sweep(), name="timetable sweep")
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=SIDE_BY_SIDE,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    shutdown_graceful_timeout=0,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=MISSED,
                )
            finally:
                sweeping.cancel()
                await asyncio.wait({sweeping})

    async def _sweep(self) -> None:
        """Take what dead processes had in hand out of it, and do it now. Any process does that for all."""
        table = self._app.job_manager
        while True:
            for job in await table.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=MISSED):
                log.warning("timetable.left_behind", kind=job.task_name)
                await table.finish_job(job, Status.FAILED, delete_job=True)
                await self._defer(job.task_name)
            await table.prune_stalled_workers(MISSED)
            await asyncio.sleep(SWEEP_EVERY)

    def _names(self) -> list[str]:
        return [task.name for task in self._app.tasks.values() if task.queue == QUEUE]

    async def _defer(self, name: str) -> None:
        with contextlib.suppress(AlreadyEnqueued):
            await self._app.configure_task(name, queue=QUEUE, lock=name, queueing_lock=name).defer_async()


def cron(every: timedelta) -> str:
    """A pause as round times of the clock. Raises ValueError for one that no clock strikes."""
    minutes = every // timedelta(minutes=1)
    if minutes and not 60 % minutes:
        return f"*/{minutes} * * * *" if minutes < 60 else "0 * * * *"
    raise ValueError(f"a shared job is done at round minutes of an hour, not every {every}")


def _later_tables() -> dict[str, str]:
    """What later releases of procrastinate changed in its tables, by the names of the steps, which sort as they came."""
    folder = Path(SchemaManager.get_migrations_path())
    return {step.stem: step.read_text(encoding="utf-8") for step in folder.glob("*.sql")}
