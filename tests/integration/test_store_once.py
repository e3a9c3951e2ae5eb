"""Doing it twice is doing it once, also when many do it in the same instant."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.queue.item import Status, ThreadEntry
from bot.store import Entry, Store, StoreError
from tests.integration.store_kit import EILEEN, NOW, begun, event, item, later

CROWD = 50


async def crowd(store, act, times=CROWD):
    """What many units, begun in the same instant, each return."""

    async def one(number):
        async with store.begin() as unit:
            return await act(unit, number)

    return await asyncio.gather(*(one(number) for number in range(times)))


async def test_one_of_fifty_takes_an_item(store):
    """Two nurses who click at the same moment must not both answer the patient."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.queue.add(item(conversation_id, "R"))
    won = await crowd(store, lambda unit, number: unit.queue.take("R", f"staff {number}", NOW))
    assert Counter(won) == {True: 1, False: CROWD - 1}
    async with store.begin() as unit:
        found = await unit.queue.get("R")
    assert (found.assignee, found.status) == (f"staff {won.index(True)}", Status.TAKEN)


async def test_one_of_fifty_opens_a_link_and_one_spends_a_code(store):
    """A link or a code that two people got hold of works for the first of them only."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        token = await unit.links.issue("continue", conversation_id, NOW, later(minutes=15))
        await unit.challenges.open("c", conversation_id, "E-41", b"hash", NOW, later(minutes=10))
    opened = await crowd(store, lambda unit, _: unit.links.spend(token, "continue", NOW))
    assert sum(link is not None for link in opened) == 1
    spent = await crowd(store, lambda unit, _: unit.challenges.spend("c"))
    assert Counter(spent) == {True: 1, False: CROWD - 1}


async def test_one_of_fifty_copies_of_a_launch_is_the_first(store):
    """Whoever brings the same opening of the Mini App in the same instant must not be let in beside its owner."""
    first = await crowd(store, lambda unit, _: unit.launches.first_time(b"one", later(minutes=10)))
    assert Counter(first) == {True: 1, False: CROWD - 1}
    async with store.begin() as unit:
        assert await unit.launches.first_time(b"another", later(minutes=10))
        assert not await unit.launches.first_time(b"one", later(minutes=20))


async def test_fifty_tries_are_fifty_tries(store):
    """Guesses sent at the same moment must each be counted, or the limit of five is none."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.challenges.open("c", conversation_id, "E-41", b"hash", NOW, later(minutes=10))
    tries = await crowd(store, lambda unit, _: unit.challenges.count_try("c"))
    assert sorted(tries) == list(range(1, CROWD + 1))


async def test_one_of_fifty_copies_of_an_event_is_new(store):
    """Telegram repeats what it is not sure of; the patient must get one answer."""
    conversation_id = await begun(store)
    put = lambda unit, _: unit.inbox.put(event(1), conversation_id, rule=None, disposition="none", guided=False)  # noqa: E731  # read once
    assert Counter(await crowd(store, put)) == {True: 1, False: CROWD - 1}
    async with store.begin() as unit:
        await unit.inbox.done((await unit.inbox.oldest(conversation_id)).id)
        assert await unit.inbox.oldest(conversation_id) is None
        assert not await put(unit, 0)


async def test_a_new_window_begins_one_conversation(store):
    """Two first messages at the same moment belong to one conversation, not to two that know half each."""
    found = await crowd(store, lambda unit, _: unit.conversations.find_or_create("telegram", "new", NOW))
    assert len(set(found)) == 1
    async with store.begin() as unit:
        assert await unit.conversations.touched_before(later(days=1)) == (found[0],)


async def test_a_window_in_which_somebody_begins_was_used_then(store):
    """Whoever looks at their devices sees a chat that was just begun, and when."""
    async with store.begin() as unit:
        talk = (await unit.conversations.enter("telegram", "new", NOW)).conversation_id
        (window,) = await unit.conversations.windows(talk)
    assert window.used_at == NOW


async def test_the_same_key_is_sent_once_and_the_same_reference_is_one_item(store):
    """A turn that runs again after a crash repeats none of its effects."""
    conversation_id = await begun(store)
    line = ThreadEntry("patient", "words", NOW)
    async with store.begin() as unit:
        await unit.queue.add(item(conversation_id, "R"))
    put = await crowd(
        store, lambda unit, _: unit.outbox.put("in1:1", conversation_id, "telegram", "77", "reply", {}, NOW), 10
    )
    added = await crowd(store, lambda unit, _: unit.queue.add(item(conversation_id, "S")), 10)
    lines = await crowd(store, lambda unit, _: unit.queue.thread_add("R", line, key="in1:2"), 10)
    assert (sum(put), sum(added), set(lines)) == (1, 1, {1})
    async with store.begin() as unit:
        assert len(await unit.queue.thread("R")) == 1


async def test_lines_added_at_once_are_numbered_without_gap(store):
    """A page that asks for what came after line 12 must never miss a line that got its number late."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.queue.add(item(conversation_id, "R"))
    entry = Entry("said", "", "x", (), False, NOW)
    numbers = await crowd(store, lambda unit, _: unit.entries.append(conversation_id, entry))
    lines = await crowd(store, lambda unit, n: unit.queue.thread_add("R", ThreadEntry("note", str(n), NOW)), 20)
    assert sorted(numbers) == list(range(1, CROWD + 1))
    assert sorted(lines) == list(range(1, 21))


async def test_loading_the_same_patient_at_once_leaves_one(store):
    """An import that is started twice must not make a patient unfindable as *more than one*."""
    await crowd(store, lambda unit, _: unit.people.put_patient(EILEEN), 5)
    async with store.begin() as unit:
        assert await unit.people.match(EILEEN.last_name, EILEEN.dob, EILEEN.zip) == EILEEN.id


async def test_a_unit_that_raises_saves_nothing(store):
    """Half a request would be worse than none: nobody would know that it is half."""
    conversation_id = await begun(store)

    async def broken():
        async with store.begin() as unit:
            await unit.queue.add(item(conversation_id, "R"))
            await unit.audit.append("item.added", "patient", "R", {})
            raise LookupError

    with pytest.raises(LookupError):
        await broken()
    async with store.begin() as unit:
        assert await unit.queue.get("R") is None
        assert await unit.audit.list(10) == ()


async def test_a_unit_inside_a_unit_is_refused_at_once(store):
    """On SQLite it would wait for itself for half a minute; the programmer must hear of it on the first run."""
    if store.engine.dialect.name == "sqlite":
        async with store.begin():
            with pytest.raises(RuntimeError, match="inside another unit"):
                async with store.begin():
                    pass


async def test_a_reader_does_not_wait_for_a_writer_and_cannot_write(store):
    """The chat page shows the transcript while a long turn is being saved."""
    conversation_id = await begun(store)
    async with store.begin() as unit:
        await unit.notes.set("seen", "no")
        async with store.look() as reading:
            assert await reading.conversations.load(conversation_id) is not None
            assert await reading.notes.get("seen") is None
    with pytest.raises(StoreError):
        async with store.look() as reading:
            await reading.notes.set("seen", "yes")


async def test_two_programs_share_one_practice(store, place, clock):
    """Several workers, and the command line beside them, work on one database without losing each other's changes."""
    conversation_id = await begun(store)
    other = await Store.open(place.url, place.keys, clock=clock)
    hit = lambda unit, _: unit.limits.hit("codes", "E-41", NOW)  # noqa: E731  # read once
    await asyncio.gather(crowd(store, hit, 20), crowd(other, hit, 20))
    async with other.begin() as unit:
        assert await unit.limits.count("codes", "E-41", NOW) == 40
        assert await unit.conversations.load(conversation_id) is not None
        await unit.audit.append("a", "b", "c", {})
    async with store.begin() as unit:
        await unit.audit.append("d", "e", "f", {})
        assert (await unit.audit.verify()).ok
    await other.close()
