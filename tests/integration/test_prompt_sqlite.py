"""SQLite is asked on the spot and holds nobody up: not while another program writes, and not while the disk is waited for."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import Store, StoreError, open_engine
from bot.store import prompt_sqlite as prompt
from tests.integration.store_kit import begun


@pytest.fixture
async def engine(tmp_path):
    """A file with one table."""
    opened = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    async with opened.begin() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER CHECK (typeof(n) = 'integer'))"))
    yield opened
    await opened.dispose()


async def numbers(engine):
    """What the table holds."""
    async with engine.connect() as connection:
        return [row[0] for row in await connection.execute(text("SELECT n FROM t ORDER BY n"))]


async def write(engine, *numbers):
    """Put numbers in."""
    async with engine.begin() as connection:
        for number in numbers:
            await connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": number})


async def test_while_another_program_writes_everything_else_goes_on(engine):
    """A backup or an import by the command line must not stop the bot from answering 911."""
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(write(engine, 1))
    for _ in range(20):
        await asyncio.sleep(0.002)
    assert not waiting.done()
    assert await numbers(engine) == []
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await numbers(engine) == [1]


async def test_whoever_waits_too_long_is_told_what_holds_the_database(store_on, monkeypatch):
    """One sentence that names the next move."""
    store = await store_on()
    await begun(store)
    other = sqlite3.connect(store.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(prompt, "BUSY_MS", 50)
    with pytest.raises(StoreError, match="held by another program"):
        await begun(store, "78")
    other.close()
    await begun(store, "78")


@pytest.fixture
async def store_on(tmp_path):
    """Opens a store in a file."""
    opened = []

    async def one():
        opened.append(await Store.open(f"sqlite:///{tmp_path / 'front.db'}", tmp_path / "keys"))
        return opened[-1]

    yield one
    for each in opened:
        await each.close()


async def test_a_task_that_is_ended_while_it_waits_leaves_nothing_held(engine):
    """Told to stop in the middle of a wait, the next one goes on as if nothing had been."""
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(write(engine, 1))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    other.execute("ROLLBACK")
    other.close()
    await write(engine, 2)
    assert await numbers(engine) == [2]


async def test_a_task_that_is_ended_while_the_disk_is_waited_for_waits_for_it(engine, monkeypatch):
    """A commit cannot be stopped halfway: the line may not be used for anything else before it is through."""
    began, go_on, through = asyncio.Event(), asyncio.Event(), []
    loop, real = asyncio.get_running_loop(), prompt._elsewhere

    async def slow(work):
        def slowly():
            loop.call_soon_threadsafe(began.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
            found = work()
            through.append(1)
            return found

        return await real(slowly)

    monkeypatch.setattr(prompt, "_elsewhere", slow)
    writing = asyncio.create_task(write(engine, 1))
    await began.wait()
    writing.cancel()
    await asyncio.sleep(0.05)
    assert (writing.done(), through) == (False, [])
    go_on.set()
    await asyncio.wait({writing})
    monkeypatch.undo()
    assert (writing.cancelled(), through) == (True, [1])
    assert await numbers(engine) == [1]


async def test_a_unit_that_fails_changes_nothing(engine):
    """Whole, or not at all."""
    with pytest.raises(IntegrityError):
        await write(engine, 1, "nowhere")
    assert await numbers(engine) == []


async def test_many_lines_at_once_wait_for_nobody(engine):
    """A line that had to be waited for would be waited for by the very one that has to give it back."""
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:

        async def held():
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
                await asyncio.sleep(0.05)

        for _ in range(60):
            group.create_task(held())


async def breaths(work) -> int:
    """How often something else had its turn while this worked."""
    count, done = 0, asyncio.Event()

    async def breathe():
        nonlocal count
        while not done.is_set():
            await asyncio.sleep(0)
            count += 1

    breathing = asyncio.create_task(breathe())
    await work()
    done.set()
    await breathing
    return count


async def test_many_statements_in_a_row_hold_nobody_up(engine):
    """Verifying a long audit, or a record of years, is thousands of short questions: danger is answered in between."""

    async def work():
        async with engine.connect() as connection:
            for _ in range(3_000):
                await connection.execute(text("SELECT 1"))

    assert await breaths(work) > 5


async def test_rows_that_are_read_some_at_a_time_hold_nobody_up(engine):
    """A backup or a move reads all there is."""
    await write(engine, *range(20_000))

    async def work():
        async with engine.connect() as connection, connection.stream(text("SELECT n FROM t")) as rows:
            async for some in rows.partitions(500):
                sum(hash(repr(row)) for row in some)

    assert await breaths(work) > 2


async def test_a_heavy_question_holds_nobody_up(engine):
    """The board over years is one question that takes most of a second."""
    heavy = engine.execution_options(reading=True, heavy=True)
    counts = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT count(*) AS many FROM c"

    async def work():
        async with heavy.begin() as connection:
            found = await connection.execute(text(counts))
            assert [row.many for row in found.all()] == [1_000_000]

    assert await breaths(work) > 5
