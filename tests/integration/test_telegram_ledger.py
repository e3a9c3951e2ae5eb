"""What the channel keeps is kept in the real store, and survives the process."""

import pytest_asyncio

from bot.channels.telegram_ledger import Ledger
from bot.store import Store


@pytest_asyncio.fixture
async def store(tmp_path):
    """A store of its own."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'practice.db'}", tmp_path / "keys")
    yield opened
    await opened.close()


async def test_the_offset_survives_the_process_and_belongs_to_one_bot(store, tmp_path):
    """Another bot's numbers mean nothing here: with them new messages could be thrown away."""
    ledger = Ledger(store, "7")
    assert await ledger.offset() is None
    await ledger.move(41)
    await ledger.move(42)
    again = await Store.open(f"sqlite:///{tmp_path / 'practice.db'}", tmp_path / "keys")
    assert await Ledger(again, "7").offset() == 42
    assert await Ledger(again, "8").offset() is None
    await again.close()


async def test_what_is_put_aside_stands_in_the_audit_by_number(store):
    """Somebody can find out later what was not read, and nobody can read words there."""
    ledger = Ledger(store, "7")
    await ledger.dead_letter(99, "unreadable")
    await ledger.membership("4711", blocked=True)
    assert await ledger.writable()
    async with store.look() as unit:
        lines = {line.event: line.detail for line in await unit.audit.list(10)}
    assert lines["telegram.put_aside"] == {"update": 99, "why": "unreadable"}
    assert lines["telegram.blocked"] == {}


class Closed:
    """A store that opens for nobody."""

    def begin(self):
        raise OSError("away")


async def test_a_store_that_is_away_is_not_writable():
    """This is how an outage is told from an update that nobody can keep."""
    assert not await Ledger(Closed(), "7").writable()
