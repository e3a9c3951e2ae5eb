"""Several processes share one practice on PostgreSQL: each knows what the others have in hand, and what the dead have left."""

from __future__ import annotations

import asyncio

import pytest

from bot.along import TakenAlong
from bot.outbox import Outbox
from bot.store import IN_HAND, Store
from tests.integration.store_kit import NOW, begun

pytestmark = pytest.mark.postgres


@pytest.fixture
async def two(postgresql, tmp_path):
    """Two processes' stores on one database."""
    postgresql.psql(f"CREATE DATABASE shared_{tmp_path.name.replace('-', '_')}")
    url = postgresql.get_uri(database=f"shared_{tmp_path.name.replace('-', '_')}")
    stores = [await Store.open(url, tmp_path / "keys", clock=lambda: NOW) for _ in range(2)]
    yield stores
    for store in stores:
        await store.close()


class Bare:
    """As much of a running practice as settling needs."""

    def __init__(self, store):
        self.store, self.clock = store, lambda: NOW


async def status(store):
    """How the rows of the outbox stand."""
    async with store.look() as unit:
        return [row.status for row in await unit.outbox.interrupted(NOW)] or ["settled"]


async def until(condition):
    """Wait until something is so: a session ends a moment after its process."""
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.02)


async def test_what_a_living_process_sends_is_not_settled_by_another_that_starts(two):
    """A worker that is started beside the others must not send again, or give up, what they are sending just now."""
    one, other = two
    talk = await begun(one)
    async with one.begin() as unit:
        await unit.outbox.put("k:1", talk, "telegram", "77", "code", {"text": "x"}, NOW)
        row = (await unit.outbox.due(NOW, 5))[0]
        await unit.outbox.sending(row.id, NOW)
        await one.living.hold(IN_HAND, [row.id])
    starting = Outbox(Bare(other))
    assert await starting.settle_interrupted() == 1
    assert await status(other) == ["sending"]
    await one.close()

    async def freed():
        return await starting.settle_interrupted() == 0

    await until(freed)
    assert await status(other) == ["settled"]


async def test_what_a_turn_has_taken_along_is_in_hand_before_another_can_see_it(two):
    """Between the turn and its send another that starts would take it for a send that was cut off, and send it as well."""
    one, other = two
    talk = await begun(one)
    seen = []

    async def takes(unit, row, now):
        return await unit.outbox.sending(row.id, now)

    async with one.begin() as unit:
        await unit.outbox.put("k:1", talk, "telegram", "77", "reply", {"text": "x"}, NOW)
        assert not await TakenAlong(Bare(one), takes).take(unit)
        seen.append(await Outbox(Bare(other)).settle_interrupted())
    seen.append(await Outbox(Bare(other)).settle_interrupted())
    assert seen == [0, 1]
    assert await status(other) == ["sending"]


async def test_one_reads_for_the_bot_and_another_takes_over_when_it_is_gone(two):
    """Telegram hands out updates to one reader at a time, and two that quarrel read nothing."""
    one, other = two
    assert await one.living.leads("telegram", "7")
    assert await one.living.leads("telegram", "7")
    assert not await other.living.leads("telegram", "7")
    assert await other.living.leads("telegram", "8")
    await one.close()

    async def taken_over():
        return await other.living.leads("telegram", "7")

    await until(taken_over)


async def test_a_line_that_broke_is_taken_up_again_with_what_was_held_over_it(two):
    """The server closes idle lines, and is started again: who lives must not look dead for that."""
    one, other = two
    await one.living.hold(IN_HAND, [1, 2])
    await one.living._drop()
    await one.living.hold(IN_HAND, [3])
    async with other.begin() as unit:
        assert [await unit.outbox.is_left(number) for number in (1, 2, 3, 4)] == [False, False, False, True]
    await one.living.let_go(IN_HAND, 2)
    async with other.begin() as unit:
        assert await unit.outbox.is_left(2)
