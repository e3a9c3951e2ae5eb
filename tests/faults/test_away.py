"""Telegram was away for an hour, or two programs read for one bot: what people wrote meanwhile is answered as it deserves."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.bootstrap import build
from bot.channels.telegram import TelegramChannel
from bot.serving import load_demo
from policies import limits
from tests.faults.practice import Practice, Strikes, settings_for, url_of

HOURS = "What are your hours?"
PAIN = "my chest feels crushed and my left arm is numb"
FULL = limits.MESSAGES_PER_MINUTE.times


@pytest.fixture
async def practice(place, tmp_path):
    """A practice that has greeted its patient, before an hour without Telegram."""
    settings = settings_for(url_of(place), tmp_path)
    await load_demo(settings)
    made = Practice(settings, Strikes(set(), ends=True))
    await made.open()
    await made.types("/start")
    yield made
    await made.close()


def content_of(practice, key):
    return practice.app.services.content.say(key)


async def waits_at_telegram(practice, *words, who=77, every=timedelta(0)):
    """Somebody goes on writing while nobody can fetch it."""
    at = practice.now
    for one in words:
        await practice.emulator.person(who).say(one, date=int(at.timestamp()))
        at += every


async def at_rest(practice):
    """Let everything come to rest, however much there is."""
    async with asyncio.timeout(120):
        while any(await practice.what_waits()):
            await practice._round()
            practice.now += timedelta(seconds=2)


async def test_a_backlog_is_kept_oldest_first_with_danger_ahead_of_all(practice):
    """Whoever waited longest is next, but nobody waits longer for guidance than it takes to fetch their message."""
    for number in range(20):
        await waits_at_telegram(practice, HOURS, who=100 + number)
        practice.now += timedelta(minutes=2)
    await waits_at_telegram(practice, PAIN, who=200)
    practice.now += timedelta(minutes=20)
    await practice.channel._polling.once()
    (told,) = practice.emulator.person(200).texts()
    assert content_of(practice, "guidance.late") in told
    assert "911" in told
    assert practice.emulator.person(100).texts() == []  # Guidance went out before the first turn was begun.
    async with practice.app.services.store.look() as unit:
        waiting = await unit.inbox.waiting()
        chats = [await unit.conversations.find("telegram", str(one)) for one in (200, *range(100, 120))]
    assert waiting[0] == chats[0]
    # Chats are kept side by side, ten updates at a time: one of ten may be a blink ahead of another.
    assert [set(waiting[at : at + 10]) for at in (1, 11)] == [set(chats[at : at + 10]) for at in (1, 11)]
    await at_rest(practice)
    late = content_of(practice, "shared.late")
    assert all(late in practice.emulator.person(100 + number).texts()[0] for number in range(10))


async def test_what_piled_up_over_an_hour_is_no_flood(practice):
    """Thirty messages in a minute are a flood; forty in an hour that come all at once are somebody who was left waiting."""
    many = [f"message number {number}" for number in range(FULL + 10)]
    await waits_at_telegram(practice, *many, HOURS, every=timedelta(seconds=80))
    practice.now += timedelta(hours=1, minutes=10)
    await at_rest(practice)
    texts = practice.person.texts()
    assert content_of(practice, "shared.too_fast") not in "\n".join(texts)
    assert "Its hours are" in texts[-1]


async def test_a_flood_is_a_flood_although_it_had_to_wait(practice):
    """An outage is no way round the limit: what was sent within one minute counts as sent within one minute."""
    await waits_at_telegram(practice, *(f"message number {number}" for number in range(FULL + 10)), HOURS)
    practice.now += timedelta(hours=1)
    await at_rest(practice)
    texts = practice.person.texts()
    assert len([one for one in texts if content_of(practice, "shared.too_fast") in one]) == 1
    assert "Its hours are" not in texts[-1]


async def test_a_flood_after_a_backlog_is_still_turned_away(practice):
    """Messages of the past make nobody immune: what is sent now is counted now."""
    await waits_at_telegram(practice, *(f"before {number}" for number in range(20)), every=timedelta(minutes=2))
    practice.now += timedelta(hours=1)
    await waits_at_telegram(practice, *(f"message number {number}" for number in range(FULL + 2)))
    await at_rest(practice)
    assert content_of(practice, "shared.too_fast") in practice.person.texts()[-1]


async def test_two_programs_that_read_for_one_bot_answer_each_message_once(practice):
    """A forgotten copy on another machine, with the same token and the same database: Telegram ends one read for the other."""
    other = await build(practice.settings, reader=practice.reader, clock=practice.clock)
    second = TelegramChannel(practice.channel._api, practice.settings, other.services, other.intake, long_poll=0)
    practice.channel._polling._ledger.may_read = second._polling._ledger.may_read = anybody
    words = [f"{HOURS} {number}" for number in range(12)]
    for one in words:
        await practice.emulator.person(77).say(one, date=int(practice.now.timestamp()))
        await asyncio.gather(practice.channel._polling.once(), second._polling.once())
    await asyncio.gather(practice.app.worker.drain(), other.worker.drain())
    other.services.transports["telegram"] = practice.channel.transport
    for _ in range(len(words)):
        await asyncio.gather(practice.app.outbox.flush(), other.outbox.flush())
    assert len([one for one in practice.person.texts() if "Its hours are" in one]) == len(words)
    assert practice.emulator.world.updates == [] or await practice.channel._polling.once() is None
    await other.services.store.close()


async def anybody() -> bool:
    """Neither leaves the reading to the other: on SQLite, and where each has a database lock of its own, nobody can tell."""
    return True
