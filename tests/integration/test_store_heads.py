"""The head of a lane: what may go next in one conversation on one channel, and nothing else."""

from __future__ import annotations

import pytest_asyncio

from bot.store import keybox
from tests.integration.store_kit import NOW, begun, later


@pytest_asyncio.fixture
async def lane(store):
    """Puts something into the lane of one conversation, and says what stands at its head."""
    return Lane(store, await begun(store))


class Lane:
    """One conversation on Telegram."""

    def __init__(self, store, talk):
        self.store, self.talk = store, talk

    async def put(self, key, kind="reply", at=NOW, **more):
        """Put a text, its key, before the sender."""
        async with self.store.begin() as unit:
            await unit.outbox.put(key, self.talk, "telegram", "77", kind, {"text": key}, at, **more)

    async def head(self, now=NOW):
        """The head as another unit finds it."""
        async with self.store.begin() as unit:
            return await unit.outbox.head(f"{self.talk} telegram", now)

    async def key(self, now=NOW):
        """Its key."""
        row = await self.head(now)
        return row and row.key


async def test_the_oldest_goes_first(lane):
    """What was said first is read first."""
    assert await lane.key() is None
    await lane.put("first")
    await lane.put("second")
    row = await lane.head()
    assert (row.key, row.address, row.payload, row.kind) == ("first", "77", {"text": "first"}, "reply")


async def test_guidance_goes_ahead(lane):
    """An emergency waits behind nothing that is not on its way."""
    await lane.put("first")
    await lane.put("call 911", "guidance")
    assert await lane.key() == "call 911"


async def test_nothing_goes_beside_what_is_on_its_way(lane):
    """Two at once would arrive in any order."""
    await lane.put("first")
    await lane.put("second")
    async with lane.store.begin() as unit:
        row = await unit.outbox.head(f"{lane.talk} telegram", NOW)
        assert await unit.outbox.sending(row.id, NOW)
    assert await lane.key() is None
    async with lane.store.begin() as unit:
        await unit.outbox.sent(row.id, "1", NOW)
    assert await lane.key() == "second"


async def test_what_waits_for_its_time_holds_what_is_behind_it(lane):
    """A reply that Telegram asked to send later is not overtaken by the next one."""
    await lane.put("first", at=later(seconds=30))
    await lane.put("second")
    assert await lane.key() is None
    assert await lane.key(later(seconds=29)) is None
    assert await lane.key(later(seconds=30)) == "first"


async def test_what_is_past_its_deadline_is_no_head(lane):
    """It is never sent; the outbox drops it when it looks, and then the next one goes."""
    await lane.put("too late", deadline=later(seconds=-1))
    await lane.put("second")
    assert await lane.key() is None
    async with lane.store.begin() as unit:
        assert [row.key for row in await unit.outbox.due(NOW, 10)] == ["second"]


async def test_what_was_just_put_in_is_read_as_it_is_kept(lane):
    """A unit knows by heart what it has put in, and must not know it otherwise."""
    async with lane.store.begin() as unit:
        await unit.outbox.put("first", lane.talk, "telegram", "77", "reply", {"text": "first"}, NOW)
        here = await unit.outbox.head(f"{lane.talk} telegram", NOW)
    assert here == await lane.head()


async def test_no_more_keys_are_ready_than_so_many(store, monkeypatch):
    """A key in memory is in the open: those of a million patients who once wrote must not be."""
    monkeypatch.setattr(keybox, "READY", 3)
    for number in range(6):
        await begun(store, str(number))
    assert len(store.keys._ready) == 3
