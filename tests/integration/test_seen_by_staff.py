"""*Seen by staff* under what a patient wrote: only when it was seen, and never where it could suggest that somebody watches."""

from __future__ import annotations

import pytest

from tests.integration.desk_kit import FELIX, NORA, chatting


@pytest.fixture
async def chat(place, tmp_path, keywords):
    async with chatting(place, tmp_path, keywords) as one:
        yield one


async def marks(chat):
    """What the page marks: the words, and when."""
    shown = await chat.app.office.transcript("web", "1")
    words = {one.seq: one.text for one in shown.entries}
    return [(words[seq], when) for seq, when in shown.seen]


async def test_a_request_is_marked_once_it_was_opened_and_with_the_time_of_the_first_look(chat):
    """Not when it arrived, not when somebody saw that it is there: the list shows no words."""
    ref = await chat.asks_for_a_visit()
    assert await marks(chat) == []
    await chat.waits(60)
    first = chat.rehearsal.clock.now
    await chat.desk.item(FELIX, ref)
    await chat.waits(60)
    await chat.desk.item(FELIX, ref)
    assert await marks(chat) == [("Send", first)]


async def test_what_is_written_to_staff_is_marked_when_the_request_is_opened_again(chat):
    """A look before it was written has not seen it."""
    ref = await chat.asks_for_a_visit()
    await chat.desk.act(FELIX, ref, "take")
    await chat.desk.item(FELIX, ref)
    await chat.waits(60)
    await chat.says("mornings are better")
    assert [words for words, _ in await marks(chat)] == ["Send"]
    await chat.waits(60)
    await chat.desk.item(FELIX, ref)
    assert [words for words, _ in await marks(chat)] == ["Send", "mornings are better"]


async def test_what_raised_an_alarm_is_never_marked(chat):
    """Nobody may wait for help because a mark says that they were seen."""
    await chat.says("crushing chest pain right now going down my left arm")
    refs = [one.ref for one in await items(chat) if one.kind.value == "red_flag"]
    for ref in refs:
        await chat.desk.item(NORA, ref)
    assert len(refs) == 1
    assert await marks(chat) == []


async def items(chat):
    """Every request of the conversation."""
    async with chat.app.services.store.look() as unit:
        found = await unit.conversations.find("web", "1")
        return await unit.queue.of_conversation(found)


async def test_an_open_page_is_told_at_once(chat):
    """Nobody reloads a page to see whether somebody looked."""
    ref = await chat.asks_for_a_visit()
    told = chat.app.office.changes("web:1")
    await anext(told)
    await chat.desk.item(FELIX, ref)
    await anext(told)
    await told.aclose()


async def test_talk_with_the_program_alone_is_never_marked(chat):
    """It goes to nobody."""
    ref = await chat.asks_for_a_visit()
    await chat.waits(60)
    await chat.says("how much does the portal cost?")
    await chat.desk.item(FELIX, ref)
    assert [words for words, _ in await marks(chat)] == ["Send"]
