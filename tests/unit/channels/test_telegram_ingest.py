"""An update is acknowledged only when it is durably settled, whatever it is and whatever else fails."""

import asyncio

from bot.channels.base import Rendered, RenderedButton
from tests.unit.channels.telegram_fakes import GUIDANCE


async def fetched(telegram):
    """What Telegram has waiting."""
    return list(telegram.emulator.world.updates)


async def test_a_batch_is_kept_in_order_within_each_chat(telegram):
    """Two answers of one person must not change places."""
    for number in range(20):
        await telegram.emulator.person(11 + number % 3).say(f"{number}")
    batch = await fetched(telegram)
    assert await telegram.ingest.take_all(batch) == (batch[-1]["update_id"] + 1, True)
    for chat in ("11", "12", "13"):
        said = [int(one.text) for one in telegram.intake.events if one.address == chat]
        assert said == sorted(said)
    assert len(telegram.intake.events) == 20


async def test_what_cannot_be_read_is_put_aside_by_number_and_blocks_nobody(telegram, caplog):
    """One broken update must not stop the practice's messages, nor leave its words anywhere."""
    pat = telegram.emulator.person(11)
    await pat.say("before")
    bad = {"update_id": telegram.emulator.world.next_update_id(), "message": {"text": ["canary"], "chat": {"id": 11}}}
    await telegram.emulator.world.push_raw(bad)
    last = await pat.say("after")
    assert await telegram.ingest.take_all(await fetched(telegram)) == (last + 1, True)
    assert telegram.intake.texts() == ["before", "after"]
    assert telegram.ledger.dead == [(bad["update_id"], "unreadable")]
    assert "canary" not in caplog.text


async def test_nothing_is_acknowledged_while_the_store_is_away(telegram):
    """The offset stays where the first unsaved message is, and everything comes again."""
    first = await telegram.emulator.person(11).say("one")
    await telegram.emulator.person(11).say("two")
    await telegram.emulator.person(12).say("three")
    telegram.intake.away = True
    assert await telegram.ingest.take_all(await fetched(telegram)) == (first, False)
    assert [one.text for one in telegram.intake.received] == ["one", "three"]
    telegram.intake.away = False
    assert (await telegram.ingest.take_all(await fetched(telegram)))[1]
    assert telegram.intake.texts() == ["one", "two", "three"]


async def test_an_unreadable_update_also_waits_for_the_store(telegram):
    """Put aside means durably put aside."""
    await telegram.emulator.world.push_raw({"update_id": 900, "message": {}})
    telegram.ledger.away = True
    assert await telegram.ingest.take_all(await fetched(telegram)) == (900, False)
    telegram.ledger.away = False
    assert await telegram.ingest.take_all(await fetched(telegram)) == (901, True)


async def test_an_update_that_a_working_store_refuses_is_put_aside_in_the_end(telegram):
    """It would block its sender for ever; an outage alone never leads there."""
    await telegram.emulator.person(11).say("cursed")
    await telegram.emulator.person(11).say("fine")
    telegram.intake.away = telegram.ledger.away = True
    for _ in range(20):
        assert not (await telegram.ingest.take_all(await fetched(telegram)))[1]
    telegram.intake.away = telegram.ledger.away = False
    telegram.intake.refuses = {"cursed"}
    assert (await telegram.ingest.take_all(await fetched(telegram)))[1]
    assert telegram.intake.texts() == ["fine"]
    assert [why for _, why in telegram.ledger.dead] == ["refused by the store"]


async def test_somebody_who_cannot_be_saved_is_told_once(telegram):
    """Silence would leave them waiting; a line for every try would be a flood."""
    pat = telegram.emulator.person(11)
    await pat.say("hello")
    telegram.intake.away = True
    for _ in range(3):
        await telegram.ingest.take_all(await fetched(telegram))
        await telegram.ingest.close()
    assert pat.texts() == ["<shared.trouble>"]


async def test_who_just_got_guidance_is_not_told_of_trouble_besides(telegram):
    """In an emergency the number stands alone."""
    pat = telegram.emulator.person(11)
    await pat.say("my chest hurts")
    telegram.intake.away = True
    await telegram.ingest.take_all(await fetched(telegram))
    await telegram.ingest.close()
    assert pat.texts() == [GUIDANCE.text]


async def test_a_press_is_answered_at_once_and_kept(telegram):
    """The button stops spinning even while the store is away."""
    pat = telegram.emulator.person(11)
    await telegram.transport.send("11", Rendered("k", "Send it?", (RenderedButton("1.accept", "Yes"),)))
    await pat.tap("Yes")
    telegram.intake.away = True
    await telegram.ingest.take_all(await fetched(telegram))
    await asyncio.sleep(0.05)
    assert all(query["answered"] for query in telegram.emulator.world.queries.values())
    telegram.intake.away = False
    assert (await telegram.ingest.take_all(await fetched(telegram)))[1]  # Answering a second time fails, without harm.
    assert telegram.intake.events[0].button == "1.accept"


async def test_a_group_gets_one_line_and_is_left(telegram):
    """What a group hears is no secret any more."""
    group = telegram.emulator.person(-5, kind="group")
    for _ in range(3):
        await group.say("hello bot")
    await telegram.ingest.take_all(await fetched(telegram))
    await telegram.ingest.close()
    assert group.texts() == ["<shared.not_private_chat>"]
    assert group.chat.left
    assert telegram.intake.received == []


async def test_blocking_is_written_down(telegram):
    """So that notices find another way."""
    pat = telegram.emulator.person(11)
    await pat.block()
    await pat.unblock()
    await telegram.ingest.take_all(await fetched(telegram))
    assert telegram.ledger.members == [("11", True), ("11", False)]


async def test_a_repeat_is_kept_once(telegram):
    """Telegram repeats whatever it is not sure about."""
    await telegram.emulator.person(11).say("once")
    batch = await fetched(telegram)
    for _ in range(3):
        assert (await telegram.ingest.take_all([*batch, *batch]))[1]
    assert telegram.intake.texts() == ["once"]
