"""Cut off in the middle of what an operator does: making tables, new keys, a backup, putting one back. Nothing is left half."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.faults import Point, struck
from bot.store import Store, open_engine
from bot.store.backups import back_up, newest
from bot.store.migrate import HEAD, version
from bot.store.restoring import restore
from bot.store.rotating import SETTLED_AFTER, retire, rotate, stand
from bot.store.tables import METADATA
from tests.faults.practice import Cut, Strikes
from tests.integration.store_kit import EILEEN, NOW, Clock, begun


def differences(connection):
    """What the tables lack, or have too much, against what the program was written for."""
    return compare_metadata(MigrationContext.configure(connection), METADATA)


@pytest.mark.bare
@pytest.mark.parametrize("at", [(Point.MIGRATES, 1), (Point.MIGRATES, int(HEAD)), (Point.KEYED, 1)], ids=str)
async def test_a_first_start_that_is_cut_off_is_made_whole_by_the_next(place, at):
    """An update is what an operator stops when it takes too long."""
    with struck(Strikes({at}, ends=True)), pytest.raises(Cut):
        await Store.open(place.url, place.keys)
    store = await Store.open(place.url, place.keys)
    assert await begun(store)
    await store.close()
    engine = open_engine(place.url)
    async with engine.connect() as connection:
        assert await connection.run_sync(version) == HEAD
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def a_practice(place, clock=None) -> Store:
    """A practice with a patient and more keys than one unit wraps anew."""
    store = await Store.open(place.url, place.keys, clock=clock or Clock())
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
    await begun(store)
    await store.keys.prepare((f"c:{number}" for number in range(1200)), 0)
    return store


async def is_whole(store: Store) -> bool:
    """Whether everybody can be read, and the audit holds."""
    async with store.look() as unit:
        return await unit.people.get(EILEEN.id) == EILEEN and (await unit.audit.verify()).ok


@pytest.mark.parametrize("batch", [1, 2, 3, 4])
async def test_new_keys_that_are_cut_off_are_finished_by_the_next_try(place, batch):
    """At every boundary everything can be read, by a program that runs and by one that starts; and the key before can go at last."""
    clock = Clock()
    store = await a_practice(place, clock)
    with struck(Strikes({(Point.ROTATES, batch)}, ends=True)), pytest.raises(Cut):
        await rotate(store, place.keys)
    assert await is_whole(store)
    await store.close()
    store = await Store.open(place.url, place.keys, clock=clock)
    assert await is_whole(store)
    await rotate(store, place.keys)
    assert (await stand(store, place.keys)).behind == 0
    clock.now += SETTLED_AFTER
    earlier = [
        number
        for number in (await stand(store, place.keys)).since
        if number != (await stand(store, place.keys)).current
    ]
    for number in earlier:
        await retire(store, place.keys, number)
    await store.close()
    store = await Store.open(place.url, place.keys, clock=clock)
    assert await is_whole(store)
    for number in (0, 600, 1199):
        assert await store.keys.find(f"c:{number}")
    await store.close()


async def test_a_backup_that_is_cut_off_is_none(place, tmp_path: Path):
    """Whoever needs one must not find half of one under its name; and the one of the night before is still there."""
    clock = Clock()
    store = await a_practice(place, clock)
    first = await back_up(store, place.keys, tmp_path / "backups", keep=1)
    clock.now += timedelta(days=1)
    with struck(Strikes({(Point.BACKS_UP, 1)}, ends=True)), pytest.raises(Cut):
        await back_up(store, place.keys, tmp_path / "backups", keep=1)
    assert newest(tmp_path / "backups") == first.folder
    clock.now += timedelta(minutes=1)
    again = await back_up(store, place.keys, tmp_path / "backups", keep=1)
    assert [*(tmp_path / "backups").iterdir()] == [again.folder]
    await store.close()


async def test_putting_back_that_is_cut_off_leaves_what_was_there(place, tmp_path: Path, request):
    """A start in between goes on with the practice as it was, and the next try puts the backup back."""
    store = await a_practice(place)
    made = await back_up(store, place.keys, tmp_path / "backups")
    await store.close()
    url = place.url
    if url.startswith("postgresql"):
        server = request.getfixturevalue("postgresql")
        server.psql("CREATE DATABASE put_back")
        url = server.get_uri(database="put_back")
    clock = Clock()
    with struck(Strikes({(Point.RESTORES, 1)}, ends=True)), pytest.raises(Cut):
        await restore(made.folder, url, place.keys, over=True, clock=clock)
    store = await Store.open(place.url, place.keys)
    assert await is_whole(store)
    await store.close()
    clock.now += timedelta(minutes=1)
    assert (await restore(made.folder, url, place.keys, over=True, clock=clock)).audit.ok
    store = await Store.open(url, place.keys, clock=lambda: NOW)
    assert await is_whole(store)
    await store.close()
