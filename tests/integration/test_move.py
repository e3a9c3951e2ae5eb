"""A practice moves from its file to PostgreSQL: every row, whole or not at all, and never lives in two places."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doors.moving import run_move
from bot.settings import Settings, SettingsError
from bot.store import Staff, Store, StoreError, carrying, open_engine
from bot.store.carrying import carry
from bot.store.copying import Content, content
from bot.store.tables import INBOX, METADATA
from tests.integration.store_kit import EILEEN, HARD, NOW, event, item

pytestmark = pytest.mark.postgres
_NAMES = itertools.count(1)
PLAIN = {"rule": None, "disposition": "none", "guided": False}


@pytest.fixture
def to(postgresql) -> str:
    """An empty database to move to."""
    name = f"moved_{next(_NAMES)}"
    postgresql.psql(f"CREATE DATABASE {name}")
    return postgresql.get_uri(database=name)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A practice with a bit of everything in its file, and nobody at work."""
    made = Settings(var=tmp_path)
    store = await Store.open(made.store_url, made.keys_dir, clock=lambda: NOW)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        talk = await unit.conversations.find_or_create("telegram", "77", NOW)
        await unit.queue.add(item(talk, fields={"text": HARD}))
        await unit.staff.put(Staff("s1", "Nora", "nurse", "", active=True))
        for number in range(3):
            await unit.inbox.put(event(number, text=HARD), talk, **PLAIN)
            await unit.audit.append("item.read", "s1", "K7M-4RXC", {"n": str(number)})
    await store.close()
    return made


async def moved(settings: Settings, to: str) -> carrying.Carried:
    """Carry the practice over."""
    return await carry(file_of(settings), to, settings.keys_dir, clock=lambda: NOW, done=lambda _t, _r: None)


def file_of(settings: Settings) -> Path:
    """The practice's file."""
    return Path(settings.var) / "frontdoor.db"


async def contents(url: str) -> dict[str, Content]:
    """What every table of a database holds."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            return {table.name: await content(connection, table) for table in METADATA.sorted_tables}
    finally:
        await engine.dispose()


async def test_everything_is_there_afterwards_and_can_be_read(settings, to, capsys):
    """A record that cannot be opened any more is lost, whatever the row count says."""
    before = await contents(settings.store_url)
    assert await run_move(settings, to, back=False) == 0
    assert await contents(to) == before
    store = await Store.open(to, settings.keys_dir, create=False)
    async with store.begin() as unit:
        assert (await unit.people.get(EILEEN.id)) == EILEEN
        assert (await unit.queue.get("K7M-4RXC")).fields == {"text": HARD}
        assert (await unit.audit.verify()).ok
        assert await unit.inbox.put(event(99), await unit.conversations.find("telegram", "77"), **PLAIN)
        await unit.audit.append("item.read", "s1", "K7M-4RXC", {})
    async with store.look() as unit:
        assert (await unit.audit.verify()).ok
    await store.close()
    told = capsys.readouterr().out
    assert "compared one by one: the same" in told
    assert "DATABASE_URL=postgresql" in told


async def test_the_file_is_refused_until_somebody_goes_back(settings, to):
    """A start without DATABASE_URL would go on in the file, and a patient's words would lie in two places."""
    await moved(settings, to)
    with pytest.raises(StoreError, match="moved to PostgreSQL on 2026-11-23"):
        await Store.open(settings.store_url, settings.keys_dir)
    assert await run_move(settings, "", back=True) == 0
    store = await Store.open(settings.store_url, settings.keys_dir)
    await store.close()
    assert await run_move(settings, "", back=True) == 0


async def test_a_practice_that_still_runs_is_not_moved(settings, to):
    """What came in after the copy would be left behind."""
    store = await Store.open(settings.store_url, settings.keys_dir)
    with pytest.raises(StoreError, match="still runs"):
        await moved(settings, to)
    await store.close()
    assert (await moved(settings, to)).rows["items"] == 1


async def test_moving_again_writes_nothing_and_marks_the_file(settings, to, monkeypatch):
    """The power may fail after the new database was written and before the file was marked."""
    await moved(settings, to)
    with contextlib.closing(sqlite3.connect(file_of(settings))) as connection, connection:
        connection.execute("DELETE FROM notes WHERE name = 'moved-to-postgresql'")
    assert (await moved(settings, to)).before
    with pytest.raises(StoreError, match="moved to PostgreSQL"):
        await Store.open(settings.store_url, settings.keys_dir)


async def test_nothing_is_laid_over_another_practice(settings, to, tmp_path):
    """Two practices in one database could not be told apart again."""
    other = await Store.open(to, tmp_path / "others")
    await other.close()
    before = await contents(to)
    with pytest.raises(StoreError, match="There is a practice in that database already"):
        await moved(settings, to)
    assert await contents(to) == before
    await (await Store.open(settings.store_url, settings.keys_dir)).close()


async def test_a_trouble_on_the_way_leaves_both_as_they_were(settings, to, monkeypatch):
    """The last table fails: nothing of the others may stay there."""
    original, last = carrying.copy_rows, METADATA.sorted_tables[-1]

    async def fails(source, there, table):
        if table is last:
            raise OSError("no route to host")
        await original(source, there, table)

    monkeypatch.setattr(carrying, "copy_rows", fails)
    with pytest.raises(StoreError):
        await moved(settings, to)
    monkeypatch.undo()
    assert not (await moved(settings, to)).before


async def test_what_arrives_changed_is_noticed(settings, to, monkeypatch):
    """A word that a driver bends on the way would be found out by a patient."""
    original = carrying.copy_rows

    async def bends(source, there, table):
        await original(source, there, table)
        if table is INBOX:
            await there.execute(text("UPDATE inbox SET status = 'done' WHERE id = (SELECT max(id) FROM inbox)"))

    monkeypatch.setattr(carrying, "copy_rows", bends)
    with pytest.raises(StoreError, match="inbox: 3 rows were sent and 3 arrived, or not as they were"):
        await moved(settings, to)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("sqlite:////tmp/x.db", "PostgreSQL only"),
        ("mysql://a/b", "names mysql"),
        ("not an address", "not a database address"),
    ],
)
async def test_only_postgresql_is_moved_to(settings, address, why):
    """The next move is told."""
    with pytest.raises(StoreError, match=why):
        await moved(settings, address)


async def test_without_a_place_to_go_the_command_says_what_to_write(settings, tmp_path):
    """And a folder without a practice is named."""
    with pytest.raises(SettingsError, match="--to postgresql"):
        await run_move(settings, "", back=False)
    with pytest.raises(StoreError, match="There is no database at"):
        await run_move(Settings(var=tmp_path / "nowhere"), "", back=True)
