"""Deleted words cannot be read in an old copy of the database either: what sealed them is destroyed, and nothing else is."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.conversation import Conversation, FlowState
from bot.queue.item import ThreadEntry
from bot.store import Entry, ErasedRecord, Store
from bot.store.keybox import GONE
from bot.store.tables import CONVERSATIONS, ENTRIES
from bot.store.vault import kid_of
from bot.store.work import conversation_subject
from tests.integration.store_kit import NOW, begun, event, item, later, sealed_words, still_opened

HERON = "my secret is a blue heron"


async def spoken(store: Store) -> Any:
    """A conversation full of words: said, under way, waiting to be answered, waiting to be sent, and before staff."""
    talk = await begun(store)
    async with store.begin() as unit:
        flow = FlowState("refill", 1, 1, slots={"medication": HERON})
        await unit.conversations.save(Conversation(talk, flows=(flow,)))
        await unit.entries.append(talk, Entry("said", "", HERON, (), True, NOW))
        await unit.inbox.put(event(1, HERON), talk, rule=None, disposition="none", guided=False)
        await unit.outbox.put("k", talk, "telegram", "77", "reply", {"text": HERON}, NOW)
        await unit.queue.add(item(talk, "C4L-LBAC", fields={"reason": HERON}))
        await unit.queue.thread_add("C4L-LBAC", ThreadEntry("patient", HERON, NOW))
    return talk


async def erase(store: Store, talk: Any) -> None:
    """Delete the words as a turn does."""
    async with store.begin() as unit:
        await unit.conversations.load(talk)
        await unit.forget_words(talk)


async def test_no_key_that_is_left_opens_what_a_backup_holds(store: Store) -> None:
    """Whoever keeps last week's backup must not be able to read what its writer has had deleted since."""
    talk = await spoken(store)
    backup = await sealed_words(store.engine)
    before = await still_opened(store.keys, talk, backup)
    assert len([one for one in before if HERON in one]) == 4  # The check itself can read: else it would show nothing.
    await erase(store, talk)
    assert await still_opened(store.keys, talk, backup) == []


async def test_the_destroyed_key_is_in_no_file(tmp_path: Path) -> None:
    """A key that a database file still holds somewhere between its pages is not destroyed."""
    store = await Store.open(f"sqlite:///{tmp_path / 'data' / 'frontdoor.db'}", tmp_path / "keys")
    talk = await spoken(store)
    async with store.keys._engine.connect() as connection:
        asked = text("SELECT wrapped FROM keys WHERE subject = :subject")
        wrapped = bytes((await connection.execute(asked, {"subject": f"w:{talk}"})).scalar_one())
    assert wrapped in b"".join(file.read_bytes() for file in (tmp_path / "keys").iterdir())
    await erase(store, talk)
    assert wrapped not in b"".join(file.read_bytes() for file in (tmp_path / "keys").iterdir())
    await store.close()


async def test_the_conversation_goes_on_and_what_staff_need_stays(store: Store) -> None:
    """Deletion of words is no goodbye: what waits is answered and sent, and the request is still before staff."""
    talk = await spoken(store)
    await erase(store, talk)
    async with store.begin() as unit:
        assert (await unit.inbox.oldest(talk)).event.text == HERON  # It waits for its answer, and is blanked with it.
        assert [row.payload for row in await unit.outbox.due(NOW, 5)] == [{"text": HERON}]
        assert await unit.entries.after(talk, 0) == ()
        assert [one.address for one in await unit.conversations.windows(talk)] == ["77"]
        assert (await unit.queue.get("C4L-LBAC")).fields == {"reason": HERON}
        assert [line.text for line in await unit.queue.thread("C4L-LBAC")] == [HERON]
        assert (await unit.audit.verify()).ok
        await unit.entries.append(talk, Entry("said", "", "good morning", (), True, NOW))
        await unit.conversations.save(Conversation(talk, runs=4))
    for _ in range(2):  # As often as anybody wants.
        await erase(store, talk)
    async with store.look() as unit:
        assert (await unit.conversations.load(talk)).runs == 4


@pytest.mark.parametrize("again", ["at the next start", "with the next tidying"])
async def test_a_crash_before_the_key_is_destroyed_does_not_spare_it(store: Store, place: Any, again: str) -> None:
    """The data and the keys are two databases; one that was cut off between them must not leave a promise half kept."""
    talk = await spoken(store)
    backup = await sealed_words(store.engine)

    async def cut(_subject: str, _kid: int) -> None:
        raise OSError("the power went")

    kept, store.keys.destroy_one = store.keys.destroy_one, cut  # type: ignore[method-assign]  # a fault
    await erase(store, talk)
    assert await still_opened(store.keys, talk, backup) != []
    store.keys.destroy_one = kept  # type: ignore[method-assign]  # the fault is over
    if again == "at the next start":
        await (await Store.open(place.url, place.keys)).close()
        store.keys._ready.clear()
    else:
        await store.finish_deletions()
    assert await still_opened(store.keys, talk, backup) == []


async def test_a_unit_that_saves_nothing_destroys_nothing(store: Store) -> None:
    """A turn that failed is run again; its conversation must still be readable then."""
    talk = await spoken(store)

    async def broken() -> None:
        async with store.begin() as unit:
            await unit.forget_words(talk)
            raise LookupError

    with pytest.raises(LookupError):
        await broken()
    async with store.look() as unit:
        assert [one.text for one in await unit.entries.after(talk, 0)] == [HERON]
        assert (await unit.conversations.load(talk)).open_flow is not None


@pytest.mark.parametrize("by_the_door", [False, True])
async def test_an_event_that_comes_in_meanwhile_is_not_lost(store: Store, *, by_the_door: bool) -> None:
    """What was acknowledged is answered, also when it came while the words were deleted."""
    talk = await spoken(store)
    inside, go = asyncio.Event(), asyncio.Event()

    async def deleting() -> None:
        async with store.begin() as unit:
            await unit.conversations.load(talk)
            await unit.forget_words(talk)
            await unit.inbox.done((await unit.inbox.oldest(talk)).id)
            inside.set()
            await go.wait()

    async def coming_in() -> None:
        async with store.begin() as unit:
            if by_the_door:
                assert (await unit.conversations.enter("telegram", "77", NOW)).conversation_id == talk
            await unit.inbox.put(event(2, "are you there"), talk, rule=None, disposition="none", guided=False)

    first = asyncio.create_task(deleting())
    await inside.wait()
    second = asyncio.create_task(coming_in())
    await asyncio.sleep(0.05)  # Long enough to reach whatever it has to wait for.
    go.set()
    await asyncio.gather(first, second)
    async with store.begin() as unit:
        assert (await unit.inbox.oldest(talk)).event.text == "are you there"


async def test_a_copy_that_is_put_back_is_deleted_again(tmp_path: Path) -> None:
    """After a disaster the practice goes on with yesterday's copy; what was deleted since is not read, and stops nobody."""
    file, keys = tmp_path / "data" / "frontdoor.db", tmp_path / "keys"
    store = await Store.open(f"sqlite:///{file}", keys)
    talk = await spoken(store)
    await store.close()
    shutil.copy(file, tmp_path / "yesterday.db")
    store = await Store.open(f"sqlite:///{file}", keys)
    for _ in range(3):
        await erase(store, talk)
    await store.close()
    shutil.copy(tmp_path / "yesterday.db", file)
    store = await Store.open(f"sqlite:///{file}", keys)
    async with store.begin() as unit:
        assert await unit.entries.after(talk, 0) == ()
        assert await unit.inbox.waiting() == ()
        assert await unit.outbox.due(later(hours=1), 5) == ()
        assert await unit.conversations.load(talk) == Conversation(talk)
        assert (await unit.queue.get("C4L-LBAC")).fields == {"reason": HERON}
        await unit.conversations.save(replace(Conversation(talk), runs=2))
        await unit.inbox.put(event(3, "hello"), talk, rule=None, disposition="none", guided=False)
    async with store.begin() as unit:
        assert (await unit.inbox.oldest(talk)).event.text == "hello"
        assert (await unit.conversations.load(talk)).runs == 2
    await store.close()


async def test_words_from_before_they_had_a_key_of_their_own_are_read_and_deleted(store: Store) -> None:
    """An update in the middle of a conversation must not lose it."""
    talk = await begun(store)
    async with store.begin() as unit:
        work = unit.conversations._work
        old = await work.seal(conversation_subject(talk), CONVERSATIONS, "state", talk, {"id": talk, "runs": 7})
        await work.run(text("UPDATE conversations SET state_sealed = :old").bindparams(old=old))
    async with store.begin() as unit:
        assert (await unit.conversations.load(talk)).runs == 7
        await unit.forget_words(talk)
    async with store.look() as unit:
        assert (await unit.conversations.load(talk)).runs == 7
    assert [kid_of(sealed) for where, _, sealed in await sealed_words(store.engine) if where.startswith("conv")] == [3]


async def test_lines_of_an_old_copy_say_that_they_were_deleted(store: Store) -> None:
    """*Deleted* and *changed by somebody* are two things: the second must alarm, the first must not."""
    talk = await spoken(store)
    backup = await sealed_words(store.engine)
    await erase(store, talk)
    sealed = next(value for where, _, value in backup if where == "entries body")
    async with store.begin() as unit:
        with pytest.raises(ErasedRecord):
            await unit.words.open(talk, ENTRIES, "body", f"{talk}:1", sealed)
    async with store.keys._engine.connect() as connection:
        found = text("SELECT wrapped FROM keys WHERE subject = :subject AND kid = 2")
        left = (await connection.execute(found, {"subject": f"w:{talk}"})).scalars().all()
    assert [bytes(one) for one in left] == [GONE]
