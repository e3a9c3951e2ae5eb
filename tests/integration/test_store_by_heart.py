"""What a unit knows by heart instead of asking again: numbers of lines, keys of words, and the short lists of the practice."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation import Conversation, Provider
from bot.store import Entry, Store, StoreError
from bot.store.vault import Place, open_sealed, seal
from bot.store.words import NEWCOMERS
from tests.integration.store_kit import NOW, begun


async def undone(store, work):
    """Do something in a unit that fails at its end."""
    async with store.begin() as unit:
        await work(unit)
        await unit.entries.append("nobody's", line("of nobody"))


def line(text):
    """Something that was said."""
    return Entry("said", "", text, (), True, NOW, text)


async def lines(store, conversation_id):
    """What a conversation holds, by number, and the number it goes on from."""
    async with store.look() as unit:
        found = [(entry.seq, entry.text) for entry in await unit.entries.after(conversation_id, 0)]
        return found, await unit.entries.last(conversation_id)


async def test_lines_are_numbered_on_however_a_unit_came_to_the_conversation(store):
    """Loaded or not, saved before or after: no number is given twice, and none is forgotten."""
    talk = await begun(store)
    async with store.begin() as unit:
        await unit.entries.append(talk, line("not loaded"))
    async with store.begin() as unit:
        await unit.conversations.load(talk)
        await unit.entries.append(talk, line("loaded and never saved"))
        assert await unit.entries.last(talk) == 2
    async with store.begin() as unit:
        kept = await unit.conversations.load(talk)
        await unit.entries.append(talk, line("before it is saved"))
        await unit.conversations.save(kept)
        await unit.entries.append(talk, line("and after"))
    said = ["not loaded", "loaded and never saved", "before it is saved", "and after"]
    assert await lines(store, talk) == (list(enumerate(said, start=1)), 4)


async def test_what_is_undone_takes_its_numbers_back(store):
    """The transcript has no hole where a turn failed."""
    talk = await begun(store)

    async def work(unit):
        await unit.conversations.load(talk)
        await unit.entries.append(talk, line("lost"))

    with pytest.raises(StoreError):
        await undone(store, work)
    async with store.begin() as unit:
        await unit.entries.append(talk, line("first"))
    assert await lines(store, talk) == ([(1, "first")], 1)


async def test_many_who_write_into_one_conversation_get_numbers_of_their_own(store):
    """A patient, staff and a timer in the same instant."""
    talk = await begun(store)

    async def one(number):
        async with store.begin() as unit:
            if number % 2:
                await unit.conversations.load(talk)
            await unit.entries.append(talk, line(str(number)))

    await asyncio.gather(*(one(number) for number in range(20)))
    found, last = await lines(store, talk)
    assert ([seq for seq, _ in found], last) == (list(range(1, 21)), 20)


async def test_what_came_in_before_a_deletion_is_sealed_with_the_key_of_its_time(store):
    """The door takes the key's number from the window's row: an old one would make the words unreadable, or undeletable."""
    talk = await begun(store)
    async with store.begin() as unit:
        await unit.conversations.enter("telegram", "77", NOW)
        await unit.forget_words(talk)
        await unit.entries.append(talk, line("afresh"))
    async with store.begin() as unit:
        assert (await unit.conversations.enter("telegram", "77", NOW)).conversation_id == talk
        await unit.entries.append(talk, line("later"))
    assert [text for _, text in (await lines(store, talk))[0]] == ["afresh", "later"]
    assert await unfit(store, talk) == Conversation(talk)


async def unfit(store, talk):
    """A conversation as it stands."""
    async with store.look() as unit:
        return await unit.conversations.load(talk)


async def providers(store):
    """The clinicians that turns see."""
    async with store.look() as unit:
        return [one.name for one in await unit.people.providers()]


async def test_a_list_is_another_one_from_the_moment_its_change_is_saved(store):
    """Whoever changes it sees that at once; nobody else before it is saved; and what is undone was never there."""
    assert await providers(store) == []
    async with store.begin() as unit:
        await unit.people.put_provider(Provider("Dr. Ames", portal=True))
        assert [one.name for one in await unit.people.providers()] == ["Dr. Ames"]
        if store.shared:  # SQLite's readers see the moment before, too; there, the writer is the same task.
            assert await providers(store) == []
    assert await providers(store) == ["Dr. Ames"]
    with pytest.raises(StoreError):
        await undone(store, lambda unit: unit.people.put_provider(Provider("Dr. Zorn", portal=True)))
    assert await providers(store) == ["Dr. Ames"]


async def test_what_another_process_imports_is_seen_after_the_next_look_around(store, place):
    """An import by the command line reaches a practice that runs, without a restart."""
    assert await providers(store) == []
    other = await Store.open(place.url, place.keys)
    async with other.begin() as unit:
        await unit.people.put_provider(Provider("Dr. Ames", portal=True))
    await other.close()
    assert await providers(store) == []
    store.lists.forget()
    assert await providers(store) == ["Dr. Ames"]


async def test_of_two_that_make_the_same_keys_both_go_on_with_the_first(store, place):
    """Whoever came second must not seal with a key that is kept nowhere."""
    names = [("c:twice", 1), ("w:twice", 2)]
    other = await Store.open(place.url, place.keys)
    try:
        await store.keys.make(names, 1)
        await other.keys.make(names, 2)
        for name in names:
            first, second = await store.keys.find(*name), await other.keys.find(*name)
            where = Place("words", "body", "1", name[0])
            assert open_sealed(second, where, seal(first, where, b"said")) == b"said"
    finally:
        await other.close()


async def test_a_key_that_was_just_made_is_the_one_that_is_kept(store, place):
    """What it seals must open after a restart."""
    await store.keys.make([("c:new", 1)], 1)
    where = Place("words", "body", "1", "c:new")
    sealed = seal(await store.keys.find("c:new"), where, b"said")
    again = await Store.open(place.url, place.keys)
    try:
        assert open_sealed(await again.keys.find("c:new"), where, sealed) == b"said"
    finally:
        await again.close()


async def test_most_newcomers_do_not_wait_for_keys(store, place, monkeypatch):
    """Keys are made for some conversations at once; each has its own, and what they seal opens after a restart."""
    made = []
    make = store.keys.make
    monkeypatch.setattr(store.keys, "make", lambda names, at: made.append(list(names)) or make(made[-1], at))
    begun_here = []
    for number in range(2 * NEWCOMERS):
        async with store.begin() as unit:
            talk = await unit.conversations.find_or_create("telegram", f"new {number}", NOW)
            await unit.entries.append(talk, line(f"said {number}"))
            begun_here.append(talk)
    assert len(set(begun_here)) == 2 * NEWCOMERS
    assert [len(names) for names in made] == [2 * NEWCOMERS, 2 * NEWCOMERS]
    assert {f"{kind}:{talk}" for kind in "cw" for talk in begun_here} == {name for names in made for name, _ in names}
    again = await Store.open(place.url, place.keys)
    try:
        for number, talk in enumerate(begun_here):
            assert await lines(again, talk) == ([(1, f"said {number}")], 1)
    finally:
        await again.close()


async def test_what_failed_to_begin_leaves_its_keys_to_nobody(store):
    """A conversation that was undone is not begun again under its old name by somebody else."""
    names = []

    async def begin(unit):
        names.append(await unit.conversations.find_or_create("telegram", "failing", NOW))

    with pytest.raises(StoreError):
        await undone(store, begin)
    async with store.begin() as unit:
        await begin(unit)
    assert len(set(names)) == 2
