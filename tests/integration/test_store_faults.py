"""Kills, full disks and read-only databases: what was saved stays, what was not is said in words, nothing crashes."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import Store, StoreAway, StoreError
from tests.integration.store_kit import NOW, begun, event

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import asyncio, sys
from pathlib import Path
from tests.integration.store_kit import NOW, begun, event
from bot.store import Store

async def main(url, keys):
    store = await Store.open(url, Path(keys))
    conversation_id = await begun(store)
    number = 0
    while True:
        number += 1
        async with store.begin() as unit:
            await unit.inbox.put(event(number), conversation_id, rule=None, disposition="none", guided=False)
            await unit.outbox.put(f"in{number}:1", conversation_id, "telegram", "77", "reply", {"n": number}, NOW)
            await unit.audit.append("event", "patient", str(number), {})
        print(number, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def written_until_killed(place, seconds):
    """Run a program that saves without pause, kill it in the middle, return the last number it said was saved."""
    command = [sys.executable, "-c", WRITER, place.url, str(place.keys)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as program:
        first = program.stdout.readline()
        try:
            program.wait(seconds)
        except subprocess.TimeoutExpired:
            program.send_signal(signal.SIGKILL)
        lines = [first, *program.stdout]
    return int([line for line in lines if line.endswith("\n")][-1])


async def test_a_kill_loses_nothing_that_was_said_to_be_saved(place):
    """A message that was acknowledged is still there, whole, whatever happens to the program the instant after."""
    chance = random.Random(20261123)
    for _ in range(3):
        said = written_until_killed(place, chance.uniform(0.02, 0.3))
        store = await Store.open(place.url, place.keys)
        async with store.begin() as unit:
            rows = []
            while row := await unit.inbox.oldest((await unit.inbox.waiting() or [None])[0]):
                rows.append(row.event.event_id)
                await unit.inbox.done(row.id)
            report = await unit.audit.verify()
            replies = len(await unit.outbox.due(NOW, 1)) and await count(unit, "SELECT COUNT(*) FROM outbox")
        await empty(store)
        await store.close()
        assert report.ok
        assert rows == [str(number) for number in range(1, len(rows) + 1)]
        assert said <= len(rows) <= said + 1
        assert replies == len(rows)


async def count(unit, question):
    """One number of the database."""
    return (await unit.inbox._work.run(text(question))).scalar_one()


async def empty(store):
    """Forget the events, so that the next run begins at one again."""
    async with store.engine.begin() as connection:
        for table in ("inbox", "outbox"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # two names of our own


async def test_a_cancelled_unit_saves_nothing_and_frees_the_database(store):
    """A patient who closes the page in the middle must not leave the practice standing still."""
    conversation_id = await begun(store)
    inside = asyncio.Event()

    async def stuck():
        async with store.begin() as unit:
            await unit.inbox.put(event(1), conversation_id, rule=None, disposition="none", guided=False)
            inside.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.begin() as unit:
        assert await unit.inbox.waiting() == ()
        assert await unit.inbox.put(event(1), conversation_id, rule=None, disposition="none", guided=False)


async def save(store, conversation_id, number, size=10):
    """Save one event of some size."""
    async with store.begin() as unit:
        await unit.inbox.put(event(number, "x" * size), conversation_id, rule=None, disposition="none", guided=False)


async def numbers(unit, conversation_id):
    """The events that wait, by number, each answered."""
    found = []
    while row := await unit.inbox.oldest(conversation_id):
        found.append(row.event.event_id)
        await unit.inbox.done(row.id)
    return found


@pytest.fixture
async def sqlite(tmp_path):
    """A store in a file."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'data' / 'frontdoor.db'}", tmp_path / "keys")
    yield opened
    await opened.close()


async def pragma(store, words):
    """Set something on every connection of the store, by having but one."""
    async with store.engine.connect() as connection:
        await connection.exec_driver_sql(words)


async def test_a_full_disk_is_said_and_passes(sqlite):
    """Nothing is acknowledged that was not kept; when there is room again the practice goes on by itself."""
    conversation_id = await begun(sqlite)
    await save(sqlite, conversation_id, 1)
    await pragma(sqlite, "PRAGMA max_page_count=1")
    with pytest.raises(StoreError, match="disk that holds the database is full"):
        await save(sqlite, conversation_id, 2, 1_000_000)
    await pragma(sqlite, "PRAGMA max_page_count=1000000")
    await save(sqlite, conversation_id, 2, 1_000_000)
    async with sqlite.begin() as unit:
        assert await numbers(unit, conversation_id) == ["1", "2"]


async def test_a_read_only_database_is_said_and_can_still_be_read(sqlite):
    """The chat page still shows what was said; a new message is answered with what to do instead."""
    conversation_id = await begun(sqlite)
    await pragma(sqlite, "PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="read-only"):
        await save(sqlite, conversation_id, 1)
    async with sqlite.look() as unit:
        assert await unit.conversations.load(conversation_id) is not None


async def test_a_database_that_is_no_database_is_said(tmp_path):
    """Somebody pointed the practice at the wrong file: one sentence, and the file is left as it is."""
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear doctor, " * 1000)
    with pytest.raises(StoreError, match="damaged"):
        await Store.open(f"sqlite:///{wrong}", tmp_path / "keys")
    assert wrong.read_text() == "Dear doctor, " * 1000


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "does not answer"),
        ("mysql://x/y", "only postgresql"),
        ("what is this", "not a database address"),
        ("sqlite://", "needs a database file"),
        ("sqlite:////proc/nowhere/front.db", "folder of the database cannot be made"),
    ],
)
async def test_a_wrong_address_is_one_sentence(tmp_path, url, said):
    """DATABASE_URL is typed by hand; the sentence must say what to type instead."""
    with pytest.raises(StoreError, match=said):
        await Store.open(url, tmp_path / "keys")
    assert not (tmp_path / "keys" / "keyring.json").exists()


@pytest.mark.postgres
async def test_a_server_that_takes_no_more_lines_is_said_with_the_number_it_needs(postgresql, tmp_path):
    """One process more than the server was set up for: what the operator has to raise, and to what."""
    postgresql.psql("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
    with pytest.raises(StoreAway, match="max_connections to 35 for each process"):
        await Store.open(postgresql.get_uri(database="postgres").replace("postgres:@", "crowded:@"), tmp_path / "keys")


async def test_a_power_cut_keeps_what_was_saved(tmp_path):
    """What the disk had not confirmed may be gone after a power cut; what was said to be saved may not."""
    store = await Store.open(f"sqlite:///{tmp_path / 'a' / 'front.db'}", tmp_path / "keys")
    conversation_id = await begun(store)
    async with store.engine.connect() as connection:
        settings = [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in SAFE]
    for number in range(1, 4):
        await save(store, conversation_id, number)
    (tmp_path / "b").mkdir()
    for name in ("front.db", "front.db-wal"):  # The files as they lie there, without the program ever closing them.
        (tmp_path / "b" / name).write_bytes((tmp_path / "a" / name).read_bytes())
    await store.close()
    after = await Store.open(f"sqlite:///{tmp_path / 'b' / 'front.db'}", tmp_path / "keys")
    async with after.begin() as unit:
        assert await numbers(unit, conversation_id) == ["1", "2", "3"]
    await after.close()
    assert dict(zip(SAFE, settings, strict=True)) == SAFE


SAFE = {"journal_mode": "wal", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1}
"""2 is FULL: every commit waits for the disk."""


def test_the_sqlite_in_use_is_a_build_without_the_log_reset_bug():
    """SQLite before 3.51.3 can damage a database when two connections check the log at the same moment."""
    import sqlite3

    import bot.store  # noqa: F401  # puts the right build in place

    assert sys.modules["sqlite3"].sqlite_version_info >= (3, 51, 3)
    del sqlite3
