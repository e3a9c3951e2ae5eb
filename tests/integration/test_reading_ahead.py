"""A message is read while it is being kept, once; and what is known by heart of a conversation does not outlive its event."""

import asyncio

import pytest_asyncio

from bot.bootstrap import build, utc_now
from bot.channels.base import Inbound
from bot.settings import Settings
from nlu.entities import scan
from nlu.understanding import Understanding


class Reader:
    """Counts what it is asked."""

    def __init__(self):
        self.asked = []

    async def read(self, text, lang="en", asked=None):
        self.asked.append(text)
        await asyncio.sleep(0)
        return Understanding.unavailable()


@pytest_asyncio.fixture
async def app(tmp_path):
    """A practice of which nothing runs by itself."""
    application = await build(Settings(var=tmp_path), reader=Reader())
    yield application
    await application.services.store.close()


async def writes(app, number, text, chat="77"):
    """A message comes in at the door."""
    receipt = await app.intake.receive(Inbound("telegram", chat, str(number), "text", utc_now(), text))
    assert receipt.stored
    return receipt


async def test_a_message_is_read_at_the_door_and_not_again_by_its_turn(app):
    """The turn finds it read, or nearly."""
    await writes(app, 1, "when are you open on friday")
    assert app.services.reader.asked == ["when are you open on friday"]
    await app.worker.drain()
    assert app.services.reader.asked == ["when are you open on friday"]
    await writes(app, 2, "and on saturday")
    assert app.services.reader.asked[1:] == ["and on saturday"]


async def test_what_comes_behind_an_unanswered_message_is_read_in_its_turn(app):
    """What is open by then, nobody knows yet; and a flood must not get ahead of everybody else's reading."""
    await writes(app, 1, "i need a refill")
    await writes(app, 2, "of the usual")
    assert app.services.reader.asked == ["i need a refill"]
    await app.worker.drain()
    assert app.services.reader.asked == ["i need a refill", "of the usual"]


async def test_a_turn_says_whether_another_event_waits(app):
    """Only then is the inbox asked once more; and what waits must not wait for the next look around."""
    await writes(app, 1, "i need a refill")
    talk = (await writes(app, 2, "of the usual")).conversation_id
    assert await app.turns.next_turn(talk)
    assert not await app.turns.next_turn(talk)
    assert app.services.reader.asked == ["i need a refill", "of the usual"]


async def test_where_another_was_quicker_it_is_looked_again(app):
    """What came in while the other answered is nobody else's."""
    talk = (await writes(app, 1, "i need a refill")).conversation_id
    understand = app.turns._understand

    async def slowly(row, found, known):
        app.turns._understand = understand
        assert not await app.turns.next_turn(talk)  # As another process does it, meanwhile.
        return Understanding.unavailable()

    app.turns._understand = slowly
    assert await app.turns.next_turn(talk)
    assert not await app.turns.next_turn(talk)


async def test_a_repeat_is_not_read_again(app):
    """Telegram hands in the same update until it is acknowledged."""
    await writes(app, 1, "when are you open on friday")
    await app.worker.drain()
    receipt = await writes(app, 1, "when are you open on friday")
    assert receipt.repeated
    assert len(app.services.reader.asked) == 1


async def test_nothing_of_a_conversation_stays_in_memory_once_it_is_answered(app):
    """Deleted words would be readable there."""
    await writes(app, 1, "i need a refill")
    assert len(app.services.store.talks._kept) in (0, 1)
    await app.worker.drain()
    assert app.services.store.talks._kept == {}
    receipt = await writes(app, 2, "lisinopril")
    async with app.services.store.begin() as unit:
        await unit.conversations.load(receipt.conversation_id)
        await unit.forget_words(receipt.conversation_id)
    kept = app.services.store.talks._kept.get(receipt.conversation_id)
    assert kept is None or "lisinopril" not in repr(kept)


async def test_what_a_message_holds_is_found_while_it_is_read_and_not_again(app):
    """The turn finds it found: a long message takes a millisecond that nobody has to wait for."""
    scan.cache_clear()
    await writes(app, 1, "can i come on friday at three")
    assert scan.cache_info().misses == 1
    await app.worker.drain()
    assert scan.cache_info().misses == 1
    assert scan.cache_info().hits >= 1
