"""The loop that fetches: no answer of Telegram ends it, and the offset never runs ahead of what is stored."""

import asyncio
import contextlib

import pytest

from bot.channels.telegram_polling import Polling


@contextlib.asynccontextmanager
async def running(telegram, polling=None):
    """The loop at work."""
    polling = polling or Polling(telegram.api, telegram.ingest, telegram.ledger, quick(telegram), long_poll=1)
    task = asyncio.create_task(polling.run())
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def quick(telegram):
    """A sleep that is noted and short."""

    async def sleep(seconds):
        telegram.slept.append(seconds)
        await asyncio.sleep(0.001)

    return sleep


async def until(condition, seconds=5.0):
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # any condition at all
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401, "description": "Unauthorized"},
        {"status": 404, "description": "Not Found"},
        {"status": 409, "description": "Conflict: terminated by other getUpdates request"},
        {"status": 502},
        {"retry_after": 3},
        {"raw": b"<html>"},
        {"raw": b'{"ok": true, "result": {}}'},
        {"raw": b'{"ok": true}'},
        {"drop": True},
    ],
)
async def test_no_answer_of_telegram_ends_the_loop(telegram, fault):
    """One refusal ends the stock poller for good, without a word; ours says so and goes on."""
    telegram.emulator.fault(method="getUpdates", times=3, **fault)
    await telegram.emulator.person(11).say("still there?")
    async with running(telegram) as task:
        await until(lambda: telegram.intake.texts() == ["still there?"])
        assert not task.done()
    assert len(telegram.slept) >= 3
    assert telegram.slept[0] < telegram.slept[2]


async def test_a_pause_that_telegram_asks_for_is_kept(telegram):
    """Reading on would only make it longer."""
    telegram.emulator.fault(method="getUpdates", retry_after=40)
    async with running(telegram):
        await until(lambda: len(telegram.slept) >= 1)
    assert telegram.slept[0] >= 40


async def test_a_webhook_that_stands_in_the_way_is_taken_away(telegram):
    """Somebody tried a webhook yesterday; today the bot polls. What waits is not thrown away."""
    await telegram.api.call("setWebhook", {"url": "https://example.com/h"})
    await telegram.emulator.deliverer.stop()
    await telegram.emulator.person(11).say("waiting")
    async with running(telegram):
        await until(lambda: telegram.intake.texts() == ["waiting"])


async def test_the_offset_moves_only_after_everything_is_stored(telegram):
    """This is what a killed process relies on."""
    first = await telegram.emulator.person(11).say("one")
    telegram.intake.away = telegram.intake.gone = True  # However often it is tried: nothing can be kept at all.
    async with running(telegram):
        await until(lambda: len(telegram.intake.received) >= 3)
        assert set(telegram.ledger.offsets) <= {first}
        telegram.intake.away = False
        await until(lambda: telegram.ledger.offsets[-1:] == [first + 1])
    assert telegram.intake.texts() == ["one"]


async def test_a_process_that_dies_in_a_long_batch_has_not_worked_in_vain(telegram):
    """After an outage a hundred messages wait; a crash among them must not repeat the first fifty."""
    for number in range(45):
        await telegram.emulator.person(11 + number % 5).say(f"{number}")
    first = telegram.emulator.world.updates[0]["update_id"]
    telegram.intake.refuses = {"27"}
    async with running(telegram):
        await until(lambda: len(telegram.intake.received) >= 45)
        await until(lambda: bool(telegram.slept))
    assert telegram.ledger.offsets[:3] == [first + 10, first + 20, first + 27]
    said = [int(one.text) for one in telegram.intake.received[:45]]
    assert {35, 40, 44} <= set(said)  # Others do not wait for the one that cannot be kept; its own chat does.


async def test_a_new_process_goes_on_where_the_last_one_stored(telegram):
    """Nothing is asked for twice that is safe already."""
    last = await telegram.emulator.person(11).say("one")
    async with running(telegram):
        await until(lambda: telegram.ledger.offsets == [last + 1])
    await telegram.emulator.person(11).say("two")
    async with running(telegram):
        await until(lambda: telegram.intake.texts() == ["one", "two"])
    assert len(telegram.intake.received) == 2


async def test_a_store_that_is_away_at_the_start_is_waited_for(telegram):
    """The program starts before its database does."""
    telegram.ledger.away = True
    await telegram.emulator.person(11).say("early")
    async with running(telegram):
        await until(lambda: len(telegram.slept) >= 3)
        telegram.ledger.away = False
        await until(lambda: telegram.intake.texts() == ["early"])


async def test_a_quiet_telegram_is_asked_once_in_a_long_while(telegram):
    """An idle practice costs nothing."""
    telegram.emulator.person(11)
    seen = []
    inner = telegram.emulator.poller.get_updates

    async def counted(params):
        seen.append(params)
        return await inner(params)

    telegram.emulator.poller.get_updates = counted
    async with running(telegram):
        await asyncio.sleep(0.6)
    assert len(seen) == 1
