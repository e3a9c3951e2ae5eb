"""Telegram's pace is kept, one chat never slows another, and guidance never waits."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_pacing import Pace
from bot.settings import SettingsError, read_settings


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


async def test_a_chat_gets_three_at_once_and_then_one_a_second():
    """Telegram refuses more than about one message a second into one chat."""
    time = Time()
    pace = Pace(time, time.sleep)
    at = []
    for _ in range(6):
        await pace.turn("11", urgent=False)
        at.append(round(time.now - 100, 3))
    assert at == [0, 0, 0, 1, 2, 3]


async def test_what_nobody_asked_for_keeps_to_the_overall_pace():
    """About thirty a second is what Telegram takes from a bot that tells many people something."""
    time = Time()
    pace = Pace(time, time.sleep)
    for chat in range(75):
        await pace.turn(str(chat), urgent=False, unasked=True)
    assert time.now - 100 == pytest.approx(2.0, abs=0.05)


async def test_two_hundred_who_write_at_once_are_answered_at_once():
    """Whoever has just written waits for an answer: at the pace of notices the last would wait for seven seconds."""
    time = Time()
    pace = Pace(time, time.sleep)
    for chat in range(200):
        await pace.turn(str(chat), urgent=False)
    assert time.now == 100


async def test_the_pace_of_answers_is_the_operators():
    """A clinic never meets two hundred a second; a region that writes at once may have agreed on more with Telegram."""
    took = {}
    for answers in (50.0, 500.0):
        time = Time()
        pace = Pace(time, time.sleep, answers)
        for chat in range(1000):
            await pace.turn(str(chat), urgent=False)
        took[answers] = time.now - 100
    assert took == pytest.approx({50.0: 19.0, 500.0: 1.0}, abs=0.1)


@pytest.mark.parametrize("given", ["24", "0", "-1", "many", "1e3", "200.5", "", "100000"])
def test_a_pace_that_is_none_is_refused_with_what_would_do(given):
    """An answer slower than a notice would be no answer."""
    with pytest.raises(SettingsError, match="TELEGRAM_ANSWERS_PER_SECOND must be a number from 25 up"):
        read_settings({"TELEGRAM_ANSWERS_PER_SECOND": given})


@pytest.mark.parametrize("pace", [25, 99_999])
def test_a_pace_at_either_bound_is_taken(pace):
    """What the refusal names as possible is possible."""
    assert read_settings({"TELEGRAM_ANSWERS_PER_SECOND": str(pace)}).telegram_answers == pace


def test_the_channel_keeps_to_the_pace_that_is_set():
    """A setting that reaches nobody is a promise to the operator that is broken."""
    services = SimpleNamespace(content=SimpleNamespace(say=None, texts=()), store=None, clock=None)
    settings = read_settings({"TELEGRAM_ANSWERS_PER_SECOND": "60"})
    channel = TelegramChannel(SimpleNamespace(bot_id=1), settings, services, None)
    assert channel.transport._pace._answers.rate == 60


async def test_answers_slow_down_when_telegram_asks_several_chats_for_a_pause():
    """A limit on the whole bot is told to each chat: going on as fast would only make the pauses longer."""
    time = Time()
    pace = Pace(time, time.sleep)
    for chat in ("a", "b", "c"):
        pace.hold(chat, 10)
    for chat in range(75):
        await pace.turn(str(chat), urgent=False)
    assert time.now - 100 == pytest.approx(2.0, abs=0.05)


async def test_a_pause_of_two_chats_slows_down_nobody_else():
    """They are two people who wrote too much, and no sign of anything else."""
    time = Time()
    pace = Pace(time, time.sleep)
    for chat in ("a", "b"):
        pace.hold(chat, 10)
    for chat in range(100):
        await pace.turn(str(chat), urgent=False)
    assert time.now == 100


async def test_the_pace_is_free_again_when_the_pauses_are_over():
    """Ten bad seconds must not slow a whole day."""
    time = Time()
    pace = Pace(time, time.sleep)
    for chat in ("a", "b", "c"):
        pace.hold(chat, 10)
    await time.sleep(11)
    for chat in range(100):
        await pace.turn(str(chat), urgent=False)
    assert time.now == 111


async def test_guidance_goes_at_once_in_the_thick_of_it():
    """An emergency waits for nobody's pace."""
    time = Time()
    pace = Pace(time, time.sleep)
    for _ in range(3):
        await pace.turn("11", urgent=False)
    await pace.turn("11", urgent=True)
    assert time.now == 100


async def test_a_chat_that_is_to_be_left_alone_holds_nobody_else():
    """One patient's flood must not silence the practice."""
    time = Time()
    pace = Pace(time, time.sleep)
    pace.hold("11", 30)
    assert pace.held("11") == 30
    assert pace.held("12") == 0
    await time.sleep(31)
    assert pace.held("11") == 0


async def test_memory_does_not_grow_with_the_number_of_chats():
    """A million patients pass by in the life of a process."""
    time = Time()
    pace = Pace(time, time.sleep)
    for chat in range(10_000):
        time.now += 0.1
        await pace.turn(str(chat), urgent=False)
    assert len(pace._chats) <= 11


async def test_a_chat_that_still_has_to_wait_is_not_forgotten_among_many():
    """Else whoever writes from many chats would be free of its pace."""
    time = Time()
    pace = Pace(time, time.sleep)
    for _ in range(5):
        await pace.turn("11", urgent=True)
    for chat in range(100):
        await pace.turn(f"other {chat}", urgent=True)
    begun = time.now
    await pace.turn("11", urgent=False)
    assert time.now - begun == pytest.approx(3.0)
