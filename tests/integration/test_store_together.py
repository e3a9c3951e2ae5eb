"""Units on SQLite that wait for each other are saved together: one wait for the disk, and still each whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib

import pytest_asyncio
from sqlalchemy.exc import DatabaseError

from bot.store import Store, StoreAway, StoreError, prompt_sqlite
from bot.store import together as module


@pytest_asyncio.fixture
async def store(tmp_path):
    """A store on SQLite that counts how often it waits for the disk."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'frontdoor.db'}", tmp_path / "keys")
    opened.groups = []
    save = opened._together._save

    async def counted(group):
        opened.groups.append(group.units)
        await save(group)

    opened._together._save = counted
    yield opened
    await opened.close()


async def note(store, name, fails=None):
    """One unit that writes one note, and then may fail."""
    async with store.begin() as unit:
        await unit.notes.set(name, "there")
        if fails:
            raise fails


async def there(store, names):
    """Which of these notes are kept."""
    async with store.look() as unit:
        return [name for name in names if await unit.notes.get(name) is not None]


@contextlib.asynccontextmanager
async def writing(store):
    """Somebody writes while the block runs, so that whoever begins a unit in it has to wait."""
    inside, go = asyncio.Event(), asyncio.Event()

    async def first():
        async with store.begin() as unit:
            await unit.notes.set("first", "there")
            inside.set()
            await go.wait()

    task = asyncio.create_task(first())
    await inside.wait()
    try:
        yield
    finally:
        go.set()
        await asyncio.wait({task})


async def begun(*works):
    """Tasks that have come as far as they can by themselves."""
    tasks = [asyncio.create_task(work) for work in works]
    await asyncio.sleep(0.01)
    return tasks


async def test_a_unit_that_nobody_waits_for_is_saved_at_once(store):
    """At three in the night nobody waits for a group to fill."""
    await note(store, "alone")
    assert store.groups == [1]


async def test_units_that_waited_are_saved_in_one_go(store):
    """Forty waits for the disk one after the other would be most of a second."""
    names = [f"n{number}" for number in range(10)]
    async with writing(store):
        tasks = await begun(*(note(store, name) for name in names))
    await asyncio.gather(*tasks)
    assert store.groups == [11]
    assert await there(store, names) == names


async def test_a_group_has_an_end(store):
    """The first must not wait for hundreds."""
    names = [f"n{number}" for number in range(40)]
    async with writing(store):
        tasks = await begun(*(note(store, name) for name in names))
    await asyncio.gather(*tasks)
    assert store.groups == [module.MOST, module.MOST, 41 - 2 * module.MOST]
    assert await there(store, names) == names


async def test_nobody_has_ended_before_all_are_on_the_disk(store):
    """What was acknowledged must be there after a power cut."""
    async with writing(store):
        first, second = await begun(note(store, "one"), note(store, "two"))
        ended = asyncio.Event()
        save = store._together._save

        async def slow(group):
            await asyncio.sleep(0.05)
            ended.set()
            await save(group)

        store._together._save = slow
    await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    assert ended.is_set()
    assert await there(store, ["first", "one", "two"]) == ["first", "one", "two"]


async def test_a_unit_that_fails_is_undone_alone(store):
    """One patient's trouble must not cost another the message."""
    async with writing(store):
        tasks = await begun(note(store, "one"), note(store, "two", ValueError("mine")), note(store, "three"))
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in results] == [type(None), ValueError, type(None)]
    assert await there(store, ["one", "two", "three"]) == ["one", "three"]


async def test_the_last_one_saves_the_others_though_it_fails_itself(store):
    """Nobody comes after it who would."""
    async with writing(store):
        tasks = await begun(note(store, "one"), note(store, "two", ValueError("mine")))
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in results] == [type(None), ValueError]
    assert await there(store, ["first", "one", "two"]) == ["first", "one"]


async def test_who_gives_up_waiting_leaves_nobody_unsaved(store):
    """The first has left the saving to them."""
    leave = store._together._leave

    async def leaves(group):
        await leave(group)
        for task in tasks:
            task.cancel()

    async with asyncio.timeout(10), writing(store):
        tasks = await begun(note(store, "one"), note(store, "two"))
        store._together._leave = leaves
    store._together._leave = leave
    assert await there(store, ["first", "one", "two"]) == ["first"]
    await note(store, "later")
    assert await there(store, ["later"]) == ["later"]


async def test_who_is_told_to_stop_while_the_group_is_saved_takes_nobody_along(store, monkeypatch):
    """Their unit is saved or not; the others hear the truth about theirs."""
    elsewhere = prompt_sqlite._elsewhere

    async def stopped(work, threads=None):
        for task in (one, three):  # One has left the saving to others, the other sees to it.
            task.cancel()
        return await elsewhere(work, threads)

    async with writing(store):
        one, two, three = await begun(note(store, "one"), note(store, "two"), note(store, "three"))
        monkeypatch.setattr(prompt_sqlite, "_elsewhere", stopped)
    await asyncio.wait({one, two, three})
    assert (one.cancelled(), two.cancelled(), three.cancelled()) == (True, False, True)
    assert two.exception() is None
    assert await there(store, ["one", "two", "three"]) == ["one", "two", "three"]


async def test_when_the_whole_cannot_be_saved_everybody_hears_of_it(store, monkeypatch):
    """Each of them would otherwise acknowledge what is not there."""
    full = DatabaseError("COMMIT", None, Exception("database or disk is full"))

    def refuses(*_):
        raise full

    async with writing(store):
        tasks = await begun(note(store, "one"), note(store, "two"))
        monkeypatch.setattr("sqlalchemy.engine.Connection.commit", refuses)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    monkeypatch.undo()
    assert [type(one) for one in results] == [StoreAway, StoreAway]
    assert await there(store, ["first", "one", "two"]) == []
    await note(store, "later")
    assert await there(store, ["later"]) == ["later"]


async def test_what_sqlite_undoes_by_itself_is_lost_for_nobody_unheard(store):
    """On a full disk it undoes all of a transaction in the middle of a statement, and then would save each further one alone."""

    async def undone():
        async with store.begin() as unit:
            await unit.notes._work.connection.exec_driver_sql("ROLLBACK")

    async with writing(store):
        tasks = await begun(note(store, "one"), undone(), note(store, "three"))
    one, two, three = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(one, StoreError)
    assert isinstance(two, StoreError)
    assert three is None
    assert await there(store, ["first", "one", "three"]) == ["three"]
