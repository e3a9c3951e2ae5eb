"""Told to stop, the practice ends what is under way, begins nothing more, and is gone in time."""

from __future__ import annotations

import asyncio
import signal

import pytest
from sqlalchemy import text

from bot.serving import load_demo
from tests.emulator import Emulator
from tests.faults.child import Child
from tests.faults.practice import Practice, Strikes, settings_for, url_of


class Slow:
    """A reader that takes its time with every message, until it is let go."""

    def __init__(self, reader):
        self.reader, self.asked, self.go = reader, asyncio.Event(), asyncio.Event()

    async def read(self, text, lang="en", asked=None):
        self.asked.set()
        await self.go.wait()
        return await self.reader.read(text, lang, asked)


@pytest.fixture
async def practice(place, tmp_path):
    """A practice at rest, with a slow reader."""
    settings = settings_for(url_of(place), tmp_path)
    await load_demo(settings)
    made = Practice(settings, Strikes(set(), ends=True))
    made.reader = Slow(made.reader)
    await made.open()
    yield made
    made.reader.go.set()
    await made.close()


async def kept(practice, *words):
    """Somebody types several things; they are in the inbox, and the first is being read."""
    for one in words:
        await practice.person.say(one, date=int(practice.now.timestamp()))
    await practice.channel._polling.once()
    await practice.app.worker.start()
    async with asyncio.timeout(10):
        await practice.reader.asked.wait()
        while not practice.app.worker._running:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.005)


async def waiting(practice):
    """How many events wait to be answered, and what was said in those that were."""
    async with practice.app.services.store.look() as unit:
        talk = await unit.conversations.find("telegram", "77")
        count = (await unit.inbox._work.run(text("SELECT COUNT(*) FROM inbox WHERE status = 'waiting'"))).scalar_one()
        entries = await unit.entries.after(talk, 0)
    return count, [one.text for one in entries if one.kind == "said"]


async def test_a_turn_under_way_ends_whole_and_the_next_is_not_begun(practice):
    """A stop is no reason to leave half an answer, and no time to begin another."""
    await kept(practice, "What are your hours?", "Where are you?")
    stopping = asyncio.create_task(practice.app.worker.stop(20.0))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    practice.reader.go.set()
    async with asyncio.timeout(20):
        await stopping
    assert await waiting(practice) == (1, ["What are your hours?"])


async def test_a_turn_that_does_not_end_is_undone_whole_and_done_after_the_next_start(practice):
    """Whoever stops services waits ten seconds and then kills: what would be cut then is given back in order before."""
    await kept(practice, "What are your hours?")
    async with asyncio.timeout(20):
        await practice.app.drain(0.3)
    assert await waiting(practice) == (1, [])
    practice.reader.go.set()
    await practice.close()
    await practice.open()
    await practice.do(practice._rest)
    assert await waiting(practice) == (0, ["What are your hours?"])
    assert len([said for said in practice.person.texts() if "office" in said]) == 1


async def test_the_process_is_gone_within_ten_seconds_whatever_holds_it(tmp_path):
    """With a page open and Telegram slow to answer, as on the evening when an update has to go out."""
    emulator = Emulator()
    async with emulator.on_socket() as telegram:
        child = Child(tmp_path, emulator, telegram)
        try:
            await child.start()
            await child.up()
            _, writer = await asyncio.open_connection("127.0.0.1", child.port)
            writer.write(b"GET /chat/stream HTTP/1.1\r\nHost: x\r\n\r\n")
            slow = emulator.fault(method="sendMessage", times=50, delay=30.0)
            await emulator.person(5).say("What are your hours?")
            async with asyncio.timeout(20):
                while slow.times == 50:  # noqa: ASYNC110  # it tells nobody
                    await asyncio.sleep(0.01)
            async with asyncio.timeout(15):  # Ten, and what a busy machine adds.
                assert await child.end(signal.SIGTERM) == 0, child.said()
            writer.close()
            assert "serve.stopped" in child.said()
        finally:
            await child.gone()
    await emulator.close()
