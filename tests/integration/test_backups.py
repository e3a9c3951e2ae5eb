"""A backup is whole or not there, holds no key, and put back it is the practice of that moment, on either database."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doors.backup import run_backup
from bot.settings import Settings, SettingsError
from bot.store import Entry, Staff, Store, StoreError, backups, open_engine
from bot.store.backups import DATABASE, MANIFEST, PART, back_up, contents, look_at, newest
from bot.store.key_copies import copy_keys
from bot.store.restoring import restore
from tests.integration.store_kit import EILEEN, HARD, NOW, Place, begun, event, item

_NAMES = itertools.count(1)
PLAIN = {"rule": None, "disposition": "none", "guided": False}


async def filled(store: Store, place: Place) -> str:
    """A bit of everything, and a signed checkpoint; the conversation."""
    talk = await begun(store)
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
        await unit.queue.add(item(talk, fields={"text": HARD}))
        await unit.staff.put(Staff("s1", "Nora", "nurse", "", active=True))
        for number in range(3):
            await unit.inbox.put(event(number, text=HARD), talk, **PLAIN)
            await unit.audit.append("item.read", "s1", "K7M-4RXC", {"n": str(number)})
        await unit.audit.checkpoint(NOW)
    assert (place.keys / "audit.checkpoints").is_file()
    return talk


@pytest.fixture
def elsewhere(place: Place, tmp_path: Path, request) -> Place:
    """Where the backup is put back: nothing is there but a copy of the keys."""
    if place.url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'new' / 'frontdoor.db'}"
    else:
        server, name = request.getfixturevalue("postgresql"), f"restored_{next(_NAMES)}"
        server.psql(f"CREATE DATABASE {name}")
        url = server.get_uri(database=name)
    return Place(url, tmp_path / "new keys")


def keys_of(place: Place, elsewhere: Place) -> None:
    """Bring the keys along, as the operator does: the key file by hand, people's keys by the nightly copy."""
    elsewhere.keys.mkdir(mode=0o700, exist_ok=True)
    shutil.copy2(place.keys / "keyring.json", elsewhere.keys)
    assert copy_keys(place.keys, elsewhere.keys) > 0


async def put_back(folder: Path, elsewhere: Place, *, over: bool = False):
    """Restore it there."""
    return await restore(folder, elsewhere.url, elsewhere.keys, over=over, clock=lambda: NOW)


async def all_of(url: str) -> dict[str, object]:
    """What every table holds, but for the audit, in which putting back is written down."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            found = await contents(connection)
    finally:
        await engine.dispose()
    return {name: one for name, one in found.items() if not name.startswith("audit")}


async def test_what_is_put_back_is_the_practice_of_that_moment(store, place, elsewhere, tmp_path):
    """What came in later is not in it, everything before is, and it can be read."""
    talk = await filled(store, place)
    before = await all_of(place.url)
    made = await back_up(store, place.keys, tmp_path / "backups")
    async with store.begin() as unit:
        await unit.inbox.put(event(99), talk, **PLAIN)
        await unit.audit.append("item.read", "s1", "K7M-4RXC", {})
    keys_of(place, elsewhere)
    done = await put_back(made.folder, elsewhere)
    assert done.audit.ok, done.audit.problems
    assert await all_of(elsewhere.url) == before
    again = await Store.open(elsewhere.url, elsewhere.keys, create=False)
    async with again.begin() as unit:
        assert await unit.people.get(EILEEN.id) == EILEEN
        assert (await unit.queue.get("K7M-4RXC")).fields == {"text": HARD}
        assert (await unit.audit.list(1))[0].event == "store.restored"
        assert await unit.inbox.put(event(100), talk, **PLAIN)  # Numbers go on behind those that came over.
    await again.close()


async def test_no_key_and_no_word_is_in_a_backup(store, place, tmp_path):
    """Whoever finds one on a train can read nothing."""
    await filled(store, place)
    made = await back_up(store, place.keys, tmp_path / "backups")
    everything = b"".join(path.read_bytes() for path in made.folder.iterdir())
    for word in (EILEEN.last_name, EILEEN.email, "furosemide", "sertraline", "العربية"):
        assert word.encode() not in everything
    ring = json.loads((place.keys / "keyring.json").read_text(encoding="utf-8"))
    for key in (ring["root"], *ring["wrapping"].values()):
        assert key.encode() not in everything
    assert {path.name for path in made.folder.iterdir()} == {DATABASE, MANIFEST, "audit.checkpoints"}
    assert {path.stat().st_mode & 0o077 for path in (made.folder, *made.folder.iterdir())} == {0}


async def test_words_deleted_since_are_deleted_again(store, place, elsewhere, tmp_path):
    """The backup from before holds their sealed form; the newest copy of the keys does not open it."""
    talk = await filled(store, place)
    async with store.begin() as unit:
        await unit.entries.append(talk, Entry("said", "", HARD, (), True, NOW))
    made = await back_up(store, place.keys, tmp_path / "backups")
    async with store.begin() as unit:
        await unit.conversations.load(talk)
        await unit.forget_words(talk)
    keys_of(place, elsewhere)
    await put_back(made.folder, elsewhere)
    again = await Store.open(elsewhere.url, elsewhere.keys, create=False)
    async with again.look() as unit:
        assert HARD not in [one.text for one in await unit.entries.after(talk, 0)]
        assert (await unit.queue.get("K7M-4RXC")).fields == {"text": HARD}  # What staff work on is not the chat's.
    await again.close()


async def test_a_practice_that_goes_on_is_backed_up_at_one_moment(store, place, tmp_path):
    """A line of the audit without what it tells of, or the other way round, would be half a practice."""
    talk = await filled(store, place)
    original, numbers = backups.contents, itertools.count(1000)

    async def busy(connection):
        async with store.begin() as unit:
            await unit.inbox.put(event(next(numbers)), talk, **PLAIN)
        return await original(connection)

    backups.contents = busy
    try:
        made = await back_up(store, place.keys, tmp_path / "backups")
    finally:
        backups.contents = original
    assert made.rows["inbox"] == 3


async def test_a_damaged_backup_is_not_put_back(store, place, elsewhere, tmp_path):
    """One flipped bit is found before anything is touched."""
    await filled(store, place)
    made = await back_up(store, place.keys, tmp_path / "backups")
    keys_of(place, elsewhere)
    file = made.folder / DATABASE
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    with pytest.raises(StoreError, match=r"changed or damaged \(frontdoor.db\)"):
        await put_back(made.folder, elsewhere)
    (made.folder / MANIFEST).write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="no whole backup"):
        await put_back(made.folder, elsewhere)
    with pytest.raises(StoreError, match="There is no backup in"):
        newest(tmp_path / "nowhere")


async def test_keys_of_another_practice_put_nothing_back(store, place, elsewhere, tmp_path):
    """What was put back would be noise, over a practice that was not."""
    await filled(store, place)
    made = await back_up(store, place.keys, tmp_path / "backups")
    stranger = await Store.open(f"sqlite:///{tmp_path / 'other' / 'frontdoor.db'}", elsewhere.keys)
    await stranger.close()
    with pytest.raises(StoreError, match="is not that of this database"):
        await put_back(made.folder, elsewhere)
    if elsewhere.url.startswith("sqlite"):
        assert not elsewhere.file.exists()


async def test_nothing_is_written_over(store, place, elsewhere, tmp_path, clock):
    """A practice that is there is refused, or set aside with the checkpoints that speak of it."""
    await filled(store, place)
    made = await back_up(store, place.keys, tmp_path / "backups")
    keys_of(place, elsewhere)
    await put_back(made.folder, elsewhere)
    if place.url.startswith("postgresql"):
        with pytest.raises(StoreError, match="There is a practice in that database already"):
            await put_back(made.folder, elsewhere)
        return
    with pytest.raises(StoreError, match="add --over"):
        await put_back(made.folder, elsewhere)
    running = await Store.open(elsewhere.url, elsewhere.keys, clock=clock)
    with pytest.raises(StoreError, match="still runs"):
        await put_back(made.folder, elsewhere, over=True)
    async with running.begin() as unit:
        await unit.audit.append("item.read", "s1", "K7M-4RXC", {})
        await unit.audit.checkpoint(NOW)
    await running.close()
    before = await all_of(elsewhere.url)
    done = await put_back(made.folder, elsewhere, over=True)
    assert [path.name.rpartition(".before-restore-")[0] for path in done.aside] == ["frontdoor.db", "audit.checkpoints"]
    assert await all_of(f"sqlite:///{done.aside[0]}") == before
    assert done.audit.ok, done.audit.problems


async def test_the_newest_stay_and_what_was_cut_off_goes(store, place, tmp_path, clock):
    """A disk full of old backups ends with no backup at all."""
    await filled(store, place)
    to = tmp_path / "backups"
    left = to / f"frontdoor-20200101T000000Z{PART}"
    left.mkdir(parents=True)
    made = []
    for _ in range(4):
        clock.now += timedelta(days=1)
        made.append((await back_up(store, place.keys, to, keep=2)).folder)
    assert sorted(to.iterdir()) == made[-2:]
    assert newest(to) == made[-1]
    assert newest(made[-2]) == made[-2]
    with pytest.raises(StoreError, match="of this second"):
        await back_up(store, place.keys, to)


async def test_a_place_that_cannot_be_written_is_said(store, place, tmp_path):
    """At three in the morning the log is all there is."""
    (tmp_path / "backups").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="The backup cannot be written"):
        await back_up(store, place.keys, tmp_path / "backups")


def test_a_copy_of_the_keys_takes_the_place_of_the_one_before(tmp_path):
    """A destroyed key must survive in no copy, and a copy that is not whole must not replace one that is."""
    (tmp_path / "keys").mkdir()
    with pytest.raises(StoreError, match="no keys of people"):
        copy_keys(tmp_path / "keys", tmp_path / "copy")
    file = tmp_path / "keys" / "keys.db"
    with contextlib.closing(sqlite3.connect(file)) as made, made:
        made.execute("CREATE TABLE keys (subject TEXT, wrapped BLOB)")
        made.execute("INSERT INTO keys VALUES ('c:1', x'0102'), ('c:2', x'')")
    assert copy_keys(tmp_path / "keys", tmp_path / "copy") == 1
    whole = (tmp_path / "copy" / "keys.db").read_bytes()
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError):
        copy_keys(tmp_path / "keys", tmp_path / "copy")
    assert (tmp_path / "copy" / "keys.db").read_bytes() == whole


async def test_the_command_makes_looks_and_puts_back(tmp_path, capsys):
    """Three words to remember, and what to do next is said each time."""
    settings, to = Settings(var=tmp_path / "var"), tmp_path / "backups"
    store = await Store.open(settings.store_url, settings.keys_dir)
    await begun(store)
    await store.close()
    assert await run_backup(settings, "make", to, None, over=False) == 0
    assert await run_backup(settings, "check", to, None, over=False) == 0
    assert await run_backup(settings, "restore", to, None, over=True) == 0
    told = capsys.readouterr().out
    assert "It holds no key" in told
    assert "What stood there before is in" in told
    assert "The audit is whole." in told
    with pytest.raises(SettingsError, match="--keep"):
        await run_backup(settings, "make", to, 0, over=False)
    assert (await look_at(newest(to))).rows["conversations"] == 1


async def test_what_a_database_notes_about_itself_alone_stays_there(store, place, elsewhere, tmp_path):
    """Else the new database would believe that another library's tables are there, and would never make them."""
    await filled(store, place)
    async with store.begin() as unit:
        await unit.notes.set("tables.somebody_elses", "3.2.1")
        await unit.notes.set("finds", "done")
    made = await back_up(store, place.keys, tmp_path / "backups")
    keys_of(place, elsewhere)
    await put_back(made.folder, elsewhere)
    again = await Store.open(elsewhere.url, elsewhere.keys, create=False)
    async with again.look() as unit:
        noted = await unit.notes.get("tables.somebody_elses")
        assert noted == (None if store.shared else "3.2.1")
        assert await unit.notes.get("finds") == "done"
    await again.close()
