"""A stolen database tells nothing, and a field that was moved or changed does not open."""

from __future__ import annotations

import asyncio
import shutil
import stat
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen

from bot.channels.base import RenderedButton
from bot.conversation import Conversation, FlowState, Identity, Medicine
from bot.queue.item import ThreadEntry
from bot.store import Entry, ErasedRecord, Store, StoreError, TamperedRecord
from bot.store.tables import METADATA
from tests.integration.store_kit import EILEEN, INES, NOW, event, item, later

CANARY = "Zyxwvutsrqp"
SECRET = replace(
    EILEEN,
    id=f"id-{CANARY}",
    first_name=CANARY,
    last_name=CANARY,
    email=f"{CANARY}@example.com".lower(),
    phone=CANARY,
    provider=CANARY,
    pharmacy=CANARY,
    medications=(Medicine(CANARY, CANARY),),
    account_username=CANARY,
)


async def fill(store):
    """Put the canary wherever a patient's words, name, address or number may come to stand."""
    async with store.begin() as unit:
        talk = await unit.conversations.find_or_create("telegram", CANARY, NOW)
        flow = FlowState("refill", 1, 1, slots={"medication": CANARY})
        await unit.conversations.save(
            Conversation(talk, flows=(flow,), identity=Identity(SECRET.id, NOW.isoformat(), None, CANARY))
        )
        await unit.conversations.bind(talk, "web", f"w{CANARY}", NOW)
        said = event(1, CANARY, address=CANARY, event_id=CANARY, button=CANARY)
        await unit.inbox.put(said, talk, rule=CANARY, disposition="emergency", guided=False)
        entry = Entry("said", CANARY, CANARY, (RenderedButton(CANARY, CANARY),), True, NOW, CANARY, CANARY, CANARY)
        await unit.entries.append(talk, entry)
        await unit.outbox.put("k", talk, "telegram", CANARY, "reply", {"text": CANARY}, NOW)
        await unit.people.put_patient(SECRET)
        await unit.people.put_patient(INES)
        await unit.people.put_proxy(INES.id, SECRET.id, basis="personal_representative", form=CANARY, on_file=True)
        await unit.queue.add(item(talk, "R", patient_id=SECRET.id, actor_id=SECRET.id, fields={"reason": CANARY}))
        await unit.queue.add_fields("R", {CANARY: "x"})
        await unit.queue.thread_add("R", ThreadEntry("patient", CANARY, NOW, meta={"x": CANARY}))
        await unit.challenges.open("c", talk, SECRET.id, unit.code_hash("c", CANARY), NOW, later(minutes=10))
        await unit.limits.hit("codes", SECRET.id, NOW)
        await unit.links.issue("continue", talk, NOW, later(minutes=15), {"x": CANARY})
        await unit.mails.put(CANARY, CANARY, CANARY, NOW)
        await unit.audit.append("verify.accepted", "patient", talk, {"patient": SECRET.id})
        return talk


async def stored_bytes(store, place):
    """Everything the database holds: the file and its log as they lie on the disk, or every column of every row."""
    if store.engine.dialect.name == "sqlite":
        return b"".join(file.read_bytes() for folder in (place.file.parent, place.keys) for file in folder.iterdir())
    async with store.engine.connect() as connection:
        rows = [row for table in METADATA.sorted_tables for row in await connection.execute(select(table))]
    return b"\n".join(
        bytes(value) if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )


async def test_no_word_of_a_patient_is_readable_in_the_database(store, place):
    """Whoever copies the disk must learn nothing: not who is a patient, not what they said."""
    await fill(store)
    stored = (await stored_bytes(store, place)).lower()
    assert b"personal_representative" not in stored
    for sign in (CANARY, "stroke", "emergency", SECRET.dob.isoformat(), "10536", "e-41", CANARY[:9]):
        assert sign.lower().encode() not in stored, sign


async def test_what_is_answered_leaves_no_words_in_the_inbox(store):
    """Words are kept where they can be shown and deleted, not in every table they passed through."""
    talk = await fill(store)
    async with store.begin() as unit:
        await unit.inbox.done((await unit.inbox.oldest(talk)).id)
        (row,) = await unit.outbox.due(NOW, 5)
        await unit.outbox.sending(row.id, NOW)
        await unit.outbox.sent(row.id, "1", NOW)
    async with store.engine.connect() as connection:
        assert (await connection.execute(text("SELECT event_sealed FROM inbox"))).scalar_one() is None
        assert (await connection.execute(text("SELECT payload_sealed FROM outbox"))).scalar_one() is None


async def put_back(store, *statements):
    """Change rows behind the store's back."""
    async with store.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


SWAPS = {
    "between columns": "UPDATE patients SET identity_sealed = care_sealed",
    "between rows": "UPDATE patients SET identity_sealed = (SELECT MAX(identity_sealed) FROM patients)",
    "between tables": "UPDATE patients SET account_sealed = (SELECT MAX(terms_sealed) FROM proxies)",
}


@pytest.mark.parametrize("swap", SWAPS)
async def test_a_field_that_was_moved_does_not_open(store, swap):
    """Whoever can write to the database must not be able to give one patient another's record."""
    await fill(store)
    await put_back(store, SWAPS[swap])
    refused = 0
    async with store.begin() as unit:
        for who in (SECRET.id, INES.id):
            try:
                await unit.people.get(who)
            except TamperedRecord:
                refused += 1
    assert refused >= 1


async def test_a_changed_bit_does_not_open(store):
    """A field that was changed must never be shown as if somebody had written that."""
    talk = await fill(store)
    async with store.engine.begin() as connection:
        sealed = (await connection.execute(text("SELECT state_sealed FROM conversations"))).scalar_one()
    for at in (0, 3, 9, len(sealed) // 2, len(sealed) - 1):
        await refuses(store, talk, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    for short in (b"", sealed[:5], sealed[:20], sealed[:-1]):
        await refuses(store, talk, short)


async def refuses(store, talk, sealed):
    """Put other bytes in place of a conversation's state; it must not open."""
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE conversations SET state_sealed = :sealed"), {"sealed": sealed})
    with pytest.raises(TamperedRecord):
        async with store.begin() as unit:
            await unit.conversations.load(talk)


async def test_a_destroyed_key_is_deletion(store, place):
    """When a patient's key is destroyed, their record is gone, in this database and in every old copy of it."""
    talk = await fill(store)
    subject = f"p:{store.secrets.hash('patient', SECRET.id).hex()}"
    await store.keys.destroy(subject)
    for erased in (
        lambda unit: unit.people.get(SECRET.id),
        lambda unit: unit.queue.get("R"),
        lambda unit: unit.queue.thread("R"),
    ):
        with pytest.raises(ErasedRecord):
            async with store.begin() as unit:
                await erased(unit)
    async with store.begin() as unit:
        assert (await unit.people.get(INES.id)) == INES
        assert (await unit.conversations.load(talk)) is not None


async def test_the_key_file_is_for_this_account_only(store, place):
    """A key that another account of the machine may read protects nothing; the practice must hear of it at once."""
    key = place.keys / "keyring.json"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for path, mode, said in ((key, 0o640, "chmod 600"), (key, 0o604, "chmod 600"), (place.keys, 0o770, "chmod 700")):
        before = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode)
        with pytest.raises(StoreError, match=said):
            await Store.open(place.url, place.keys)
        path.chmod(before)
    await (await Store.open(place.url, place.keys)).close()


@pytest.mark.parametrize(("name", "said"), [("keyring.json", "recovery copy"), ("keys.db", "recovery copy")])
async def test_missing_keys_are_refused_and_never_made_anew(store, place, tmp_path, name, said):
    """New keys over an old database would look like a start and be the loss of everything."""
    await fill(store)
    await store.close()
    aside = tmp_path / "aside"
    shutil.copytree(place.keys, aside)
    for file in place.keys.glob(f"{name}*"):
        file.unlink()
    with pytest.raises(StoreError, match=said):
        await Store.open(place.url, place.keys)
    assert not (place.keys / "keyring.json").exists() or name == "keys.db"
    shutil.rmtree(place.keys)
    aside.rename(place.keys)
    again = await Store.open(place.url, place.keys)
    async with again.begin() as unit:
        assert await unit.people.get(SECRET.id) == SECRET
    await again.close()


async def test_another_practices_keys_are_refused_before_anything_is_written(store, place, tmp_path):
    """A backup restored beside the wrong keys must say so, not fill up with records nobody can read."""
    other = tmp_path / "other-keys"
    await (await Store.open(f"sqlite:///{tmp_path / 'other.db'}", other)).close()
    with pytest.raises(StoreError, match="not that of this database"):
        await Store.open(place.url, other)
    mixed = tmp_path / "mixed"
    shutil.copytree(other, mixed)
    shutil.copy(place.keys / "keyring.json", mixed / "keyring.json")
    with pytest.raises(StoreError, match="not that of this database"):
        await Store.open(place.url, mixed)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"version": 1, "root": "x", "current": 1, "wrapping": {}}', '{"version": 1}']
)
async def test_a_damaged_key_file_is_said_in_one_sentence(store, place, content):
    """The operator needs to know which file to put back, not how JSON is read."""
    (place.keys / "keyring.json").write_text(content)
    with pytest.raises(StoreError, match=r"keyring\.json (is damaged|was written by another release)"):
        await Store.open(place.url, place.keys)


async def test_opening_without_making_finds_or_refuses(store, place, tmp_path):
    """A command for an operator must not make an empty practice beside the real one because of a typing error."""
    await (await Store.open(place.url, place.keys, create=False)).close()
    with pytest.raises(StoreError, match="There is no"):
        await Store.open(f"sqlite:///{tmp_path / 'no' / 'such.db'}", place.keys, create=False)
    assert not list(tmp_path.rglob("such.db"))


@pytest.mark.postgres
async def test_the_keys_may_stand_in_a_database_of_their_own(postgresql, tmp_path):
    """Several machines share one practice: data in one database, keys in another, so that no backup holds both."""
    for name in ("shared_data", "shared_keys"):
        postgresql.psql(f"CREATE DATABASE {name}")
    data, keys = (postgresql.get_uri(database=name) for name in ("shared_data", "shared_keys"))
    stores = await asyncio.gather(*(Store.open(data, tmp_path / "keys", keys_url=keys) for _ in range(3)))
    await fill(stores[0])
    async with stores[1].look() as unit:
        assert await unit.people.get(SECRET.id) == SECRET
    async with stores[0].engine.connect() as connection:
        assert (await connection.execute(text("SELECT to_regclass('keys')"))).scalar() is None
    for store in stores:
        await store.close()
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["keyring.json"]


async def test_database_files_are_for_this_account_only(tmp_path):
    """Sealed or not: nobody else on the machine needs to copy it."""
    store = await Store.open(f"sqlite:///{tmp_path / 'data' / 'front.db'}", tmp_path / "keys")
    await fill(store)
    files = [*(tmp_path / "data").iterdir(), *(tmp_path / "keys").iterdir()]
    assert len(files) >= 4
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    await store.close()


async def test_known_and_unknown_people_cost_the_same_questions(store):
    """Nobody may learn from the work of the database, by its time, who is a patient."""
    await fill(store)
    asked = []
    for engine in (store.engine, store.keys._engine):
        listen(engine.sync_engine, "before_cursor_execute", lambda *_: asked.append(1))
    counts = []
    for cold in (True, False):
        for name, contact in (
            (CANARY, "10536"),
            ("Nobody", "10536"),
            (CANARY, "99999"),
            (CANARY, SECRET.email),
            ("Nobody", "x@y.org"),
        ):
            if cold:
                store.keys._ready.clear()
            asked.clear()
            async with store.begin() as unit:
                found = await unit.people.match(name, SECRET.dob, contact)
                await unit.people.get(found or "somebody")
            counts.append(len(asked))
    assert set(counts) == {counts[0]}
    assert counts[0] >= 4
