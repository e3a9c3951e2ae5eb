"""A new main key: everything stays readable throughout, also for programs that run, and the one before can go a day later."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.doors.keys import run_keys
from bot.settings import Settings, SettingsError
from bot.store import Store, StoreError
from bot.store.rotating import SETTLED_AFTER, retire, rotate, stand
from bot.store.vault import KeyFileError, add_wrapping, load_keyring, make_keyring, rewrap_key
from tests.integration.store_kit import EILEEN, HARD, NOW, begun, event, item

MANY = 1_100
"""More than two batches."""


async def written(store: Store) -> str:
    """A patient, a request of theirs, and a message that waits; the conversation."""
    async with store.begin() as unit:
        await unit.people.put_patient(EILEEN)
    talk = await begun(store)
    async with store.begin() as unit:
        await unit.queue.add(item(talk, fields={"text": HARD}))
        await unit.inbox.put(event(1, text=HARD), talk, rule=None, disposition="none", guided=False)
    return talk


async def reads(store: Store, talk: str) -> bool:
    """Whether all of that can be read, and the audit holds."""
    async with store.look() as unit:
        assert await unit.people.get(EILEEN.id) == EILEEN
        assert (await unit.queue.get("K7M-4RXC")).fields == {"text": HARD}
        assert (await unit.inbox.oldest(talk)).event.text == HARD
        return (await unit.audit.verify()).ok


async def reopened(store: Store, place) -> Store:
    """Another program on the same practice."""
    return await Store.open(place.url, place.keys, create=False, clock=store.clock)


async def test_everything_is_wrapped_anew_and_can_be_read(store, place):
    """What was sealed under one main key is nobody's to lose under the next."""
    talk = await written(store)
    before = await stand(store, place.keys)
    done = await rotate(store, place.keys)
    after = await stand(store, place.keys)
    assert (done.current, done.keys, done.resumed) == (2, before.wraps[1], False)
    assert list(after.wraps) == [2]
    assert after.behind == 0
    assert await reads(store, talk)
    other = await reopened(store, place)
    assert await reads(other, talk)
    async with other.look() as unit:
        assert [line.event for line in await unit.audit.list(1)] == ["keys.rotated"]
    await other.close()


async def test_without_the_key_before_all_can_still_be_read(store, place, clock):
    """Whoever stole the key file a year ago, and a copy of people's keys today, opens nothing."""
    talk = await written(store)
    await rotate(store, place.keys)
    clock.now += SETTLED_AFTER
    await retire(store, place.keys, 1)
    assert list(load_keyring(place.keys).wrapping) == [2]
    other = await reopened(store, place)
    assert await reads(other, talk)
    await other.close()


async def test_a_running_program_takes_the_new_key_without_a_restart(store, place):
    """A practice does not close for its keys."""
    talk = await written(store)
    other = await reopened(store, place)
    await rotate(other, place.keys)
    store.keys._ready.clear()
    assert await reads(store, talk)
    another = await begun(store, "88")
    assert another != talk
    assert (await stand(other, place.keys)).behind == 0
    await other.close()


async def test_many_keys_take_several_units_and_a_cut_off_one_is_finished(store, place, monkeypatch):
    """The power fails when it likes."""
    talk = await written(store)
    await store.keys.prepare((f"c:{number}" for number in range(MANY)), 0)

    async def fails(*_, **__):
        raise OSError("no power")

    with monkeypatch.context() as broken:
        broken.setattr(store.keys, "rewrap_behind", fails)
        with pytest.raises(OSError, match="no power"):
            await rotate(store, place.keys)
    half = await stand(store, place.keys)
    assert half.wraps[2] >= 1
    assert half.behind > MANY
    assert await reads(store, talk)
    done = await rotate(store, place.keys)
    assert (done.current, done.resumed) == (2, True)
    assert done.keys == half.behind
    assert await reads(store, talk)


async def test_a_key_file_from_before_is_refused_from_the_first_moment(store, place, tmp_path, monkeypatch):
    """An old copy of it put back in the middle would open half of the practice, and lose the other half."""
    await written(store)
    await store.keys.prepare((f"c:{number}" for number in range(MANY)), 0)
    shutil.copytree(place.keys, tmp_path / "before")

    async def fails(*_, **__):
        raise OSError("no power")

    monkeypatch.setattr(store.keys, "rewrap_behind", fails)
    with pytest.raises(OSError, match="no power"):
        await rotate(store, place.keys)
    shutil.copy(tmp_path / "before" / "keyring.json", place.keys / "keyring.json")
    with pytest.raises(StoreError, match="is not that of this database"):
        await reopened(store, place)


async def test_a_destroyed_key_stays_destroyed(store, place):
    """Words that a patient deleted must not come back because somebody changed the keys."""
    await store.keys.prepare(["c:1", "c:2"], 0)
    await store.keys.destroy_one("c:1", 1)
    await rotate(store, place.keys)
    store.keys._ready.clear()
    assert await store.keys.find("c:1") is None
    assert await store.keys.find("c:2") is not None
    assert await store.keys.destroyed("c:1") == (("c:1", 1),)


@pytest.mark.postgres
async def test_a_key_destroyed_in_the_same_moment_stays_destroyed(postgresql, tmp_path, monkeypatch):
    """Where people's keys are on PostgreSQL, another program may do so between our reading a key and our writing it."""
    postgresql.psql("CREATE DATABASE keys_alone")
    url, keys_url = f"sqlite:///{tmp_path / 'frontdoor.db'}", postgresql.get_uri(database="keys_alone")
    store = await Store.open(url, tmp_path / "keys", keys_url=keys_url)
    await store.keys.prepare(["c:1", "c:2"], 0)
    add_wrapping(tmp_path / "keys", store.clock())
    engine = create_engine(make_url(keys_url).set(drivername="postgresql+psycopg"))

    def destroyed_first(old, new, subject, kid, wrapped):
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE keys SET wrapped = '' WHERE subject = 'c:1' AND :subject = 'c:1'"), {"subject": subject}
            )
        return rewrap_key(old, new, subject, kid, wrapped)

    monkeypatch.setattr("bot.store.keybox.rewrap_key", destroyed_first)
    await store.keys.rewrap_behind(("", 0))
    store.keys._ready.clear()
    assert await store.keys.find("c:1") is None
    assert await store.keys.find("c:2") is not None
    engine.dispose()
    await store.close()


async def test_a_key_still_needed_is_not_retired(store, place, clock):
    """Each of these would lose people's words for good."""
    await written(store)
    with pytest.raises(StoreError, match="no earlier key number 1"):
        await retire(store, place.keys, 1)
    await rotate(store, place.keys)
    with pytest.raises(StoreError, match="not a day old"):
        await retire(store, place.keys, 1)
    with pytest.raises(StoreError, match="no earlier key number 2"):
        await retire(store, place.keys, 2)
    add_wrapping(place.keys, clock())
    clock.now += SETTLED_AFTER + timedelta(minutes=1)
    with pytest.raises(StoreError, match="Key 2 still wraps"):
        await retire(store, place.keys, 2)
    await retire(store, place.keys, 1)
    assert sorted(load_keyring(place.keys).wrapping) == [2, 3]


async def test_two_rotations_at_once_lose_no_key(store, place):
    """Two operators, or one and a timer."""
    talk = await written(store)
    other = await reopened(store, place)
    await asyncio.gather(rotate(store, place.keys), rotate(other, place.keys))
    assert (await rotate(store, place.keys)).current >= 2
    assert (await stand(store, place.keys)).behind == 0
    assert await reads(other, talk)
    await other.close()


async def test_a_running_program_does_not_take_another_practices_key_file(store, place, tmp_path):
    """What it would wrap by it, nobody could open when the right one is back."""
    talk = await written(store)
    stranger = await Store.open(f"sqlite:///{tmp_path / 'other' / 'frontdoor.db'}", tmp_path / "strange")
    await stranger.close()
    kept = (place.keys / "keyring.json").read_bytes()
    shutil.copy(tmp_path / "strange" / "keyring.json", place.keys / "keyring.json")
    another = await begun(store, "99")
    (place.keys / "keyring.json").write_bytes(kept)
    other = await reopened(store, place)
    async with other.look() as unit:
        assert (await unit.conversations.load(another)).id == another
    assert await reads(other, talk)
    await other.close()


def test_a_full_disk_leaves_the_key_file_as_it_was(tmp_path, monkeypatch):
    """Half a key file would be the end of a practice."""
    folder = tmp_path / "keys"
    make_keyring(folder)
    before = (folder / "keyring.json").read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("bot.store.vault.keyfile.os.fsync", full)
        with pytest.raises(KeyFileError, match=r"No space left on device.*nothing was changed"):
            add_wrapping(folder, NOW)
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("keyring.json", before)]
    assert add_wrapping(folder, NOW).current == 2


def test_a_key_file_that_others_can_read_is_not_written_over(tmp_path):
    """It protects nothing as it is; a new key in it would protect nothing either."""
    folder = tmp_path / "keys"
    with pytest.raises(KeyFileError, match="cannot be opened"):
        add_wrapping(folder, None)
    folder.mkdir()
    with pytest.raises(KeyFileError, match="There is no key file"):
        add_wrapping(folder, None)


async def test_the_command_says_what_to_do_next(store, place, tmp_path, capsys):
    """Whoever runs it does so once a year."""
    await written(store)
    var = tmp_path / "var"
    var.mkdir()
    (var / "keys").symlink_to(place.keys)
    settings = Settings(var=var, database_url=place.url)
    assert await run_keys(settings, "rotate", "") == 0
    assert await run_keys(settings, "list", "") == 0
    told = capsys.readouterr().out
    assert "Key 2 is in use" in told
    assert "Now copy" in told
    assert "1\tearlier\tmade with the practice\twraps 0 keys" in told
    assert await run_keys(settings, "copy", str(tmp_path / "copy")) == 0
    assert (tmp_path / "copy" / "keys.db").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="Which"):
        await run_keys(settings, "retire", "")
    with pytest.raises(SettingsError, match="Where to"):
        await run_keys(settings, "copy", "")
    with pytest.raises(StoreError, match="is the key folder itself"):
        await run_keys(settings, "copy", str(place.keys))
