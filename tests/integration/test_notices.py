"""Who is told of an answer, by which way, how often and when: over the real store, asked again at the moment it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.base import Inbound
from bot.channels.telegram_ledger import Ledger
from bot.store.tables import OUTBOX
from policies import limits
from tests.integration.test_linking import confirms, devices, writes
from tests.integration.truth_kit import CHAT, NAMELESS, NORA, PAGE, REF, looks, practice

OTHER = "C7R-4MKN"


@pytest.fixture
async def desk(place, tmp_path, clock):
    async with practice(place, tmp_path, clock) as one:
        yield one


def by_night(desk):
    """It is ten in the evening at the practice."""
    now = desk.app.services.local_now()
    desk.clock.now += now.replace(hour=22, minute=0) - now


def sent(desk):
    return (len(desk.telegram.sent), len(desk.mail.sent))


async def choose(desk, ways, *, night=False):
    """The patient chooses on their page."""
    await confirms(desk)
    await desk.app.office.choose("web", PAGE + REF, ways, night=night)


async def test_one_notice_a_way_until_it_was_read_and_then_one_again(desk):
    """The second ping says nothing that the first did not."""
    await desk.thread(REF)
    for number in range(3):
        await desk.reply(REF, f"part {number}", key=str(number))
        await desk.flush()
        desk.clock.now += timedelta(minutes=5)
    assert sent(desk) == (1, 1)
    await confirms(desk)
    await desk.app.office.matter_seen("web", PAGE + REF, REF, (1, 2, 3))
    await desk.reply(REF, "one more", key="x")
    await desk.flush()
    desk.clock.now += timedelta(minutes=20)
    await desk.flush()
    assert sent(desk) == (2, 2)


async def test_the_notice_is_one_for_all_chats_of_a_patient(desk):
    """Two requests from two browsers are still one person with one mailbox."""
    await desk.thread(REF, chat=False)
    await desk.thread(OTHER, chat=False)
    for ref in (REF, OTHER):
        await desk.reply(ref)
        await desk.flush()
    assert sent(desk) == (0, 1)


async def test_reading_one_matter_does_not_take_back_word_of_another(desk):
    """Two answers waited for the morning under one notice; one was read at night."""
    by_night(desk)
    await desk.thread(REF, chat=False)
    await desk.thread(OTHER, chat=False)
    for ref in (REF, OTHER):
        await desk.reply(ref)
    await confirms(desk)
    await desk.app.office.matter_seen("web", PAGE + REF, REF, (1,))
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert sent(desk) == (0, 1)


async def test_nobody_is_told_at_night_but_in_the_morning(desk):
    """And nothing that is asked for meanwhile waits behind it."""
    await desk.thread(REF)
    by_night(desk)
    await desk.reply(REF)
    await desk.flush()
    assert sent(desk) == (0, 0)
    async with desk.app.services.store.begin() as unit:
        talk = await unit.conversations.find("web", PAGE + REF)
        code = {"subject": "code", "text": "1"}
        await unit.outbox.put("code", talk, "mail", "e@example.com", "code", code, desk.clock())
        hello = {"key": "chat.greet", "text": "hello", "buttons": [], "private": False}
        await unit.outbox.put("hello", talk, "telegram", CHAT, "reply", hello, desk.clock())
    await desk.flush()
    assert sent(desk) == (1, 1)
    desk.clock.now += timedelta(hours=10)
    await desk.flush()
    assert sent(desk) == (2, 2)


async def test_who_wants_to_be_told_at_night_is_told_at_night(desk):
    """It is a choice on the page."""
    await desk.thread(REF)
    await choose(desk, "both", night=True)
    desk.clock.now += timedelta(minutes=20)
    by_night(desk)
    await desk.reply(REF)
    await desk.flush()
    assert sent(desk) == (1, 1)


async def test_what_was_tried_in_the_evening_is_not_tried_on_through_the_night(desk):
    """A mail server that is back at three must not wake anybody."""
    await desk.thread(REF, chat=False)
    now = desk.app.services.local_now()
    desk.clock.now += now.replace(hour=20, minute=59, second=59) - now
    await desk.reply(REF)
    by_night(desk)
    await desk.flush()
    assert sent(desk) == (0, 0)
    desk.clock.now += timedelta(hours=10)
    await desk.flush()
    assert sent(desk) == (0, 1)


async def test_what_was_read_at_night_is_not_told_in_the_morning(desk):
    """There is nothing left to tell."""
    await desk.thread(REF)
    by_night(desk)
    await desk.reply(REF)
    await confirms(desk)
    await desk.app.office.matter_seen("web", PAGE + REF, REF, (1,))
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert sent(desk) == (0, 0)
    assert {step[0] for step in await desk.steps(REF)} == {"inbox", "read"}


@pytest.mark.parametrize(("ways", "told"), [("both", (1, 1)), ("telegram", (1, 0)), ("mail", (0, 1)), ("none", (0, 0))])
async def test_the_patients_choice_holds(desk, ways, told):
    """Staff see that it was the patient's wish, and nobody is sent to phone for it."""
    await desk.thread(REF)
    await choose(desk, ways)
    desk.clock.now += timedelta(minutes=20)
    await desk.reply(REF)
    await desk.flush()
    assert sent(desk) == told
    unwanted = {step[1] for step in await desk.steps(REF) if step[2] == "unwanted"}
    assert unwanted == {"both": set(), "telegram": {"mail"}, "mail": {"telegram"}, "none": {"telegram", "mail"}}[ways]
    assert await desk.tasks() == []
    assert (await desk.answer(REF)).delivery in ("inbox", "notified")


async def test_a_choice_counts_at_the_moment_of_sending(desk):
    """What waits for the morning was written under yesterday's wish."""
    await desk.thread(REF)
    by_night(desk)
    await desk.reply(REF)
    await choose(desk, "none")
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert sent(desk) == (0, 0)
    assert {step[2] for step in await desk.steps(REF) if step[1]} == {"unwanted"}


async def test_stop_ends_what_is_said_unasked_and_start_brings_it_back(desk):
    """Whoever writes is still answered: it is the ringing that was unwanted."""
    await desk.thread(REF)
    assert await writes(desk, "telegram", CHAT, "STOP") == ["notices.off"]
    await desk.flush()
    desk.telegram.sent.clear()
    await desk.reply(REF)
    await desk.app.desk.act(NORA, REF, "close", "done")
    await desk.flush()
    assert sent(desk) == (0, 1)
    assert await writes(desk, "telegram", CHAT, "hello", "2")
    await desk.flush()
    assert len(desk.telegram.sent) >= 1
    assert await writes(desk, "telegram", CHAT, "START", "3") == ["notices.on"]
    await desk.app.desk.act(NORA, REF, "reopen")
    await desk.flush()
    assert "thread.reopened" in [reply.key for _, reply in desk.telegram.sent]
    assert [who for who, _ in await desk.audited("notices.off")] == ["patient"]


async def test_stop_counts_for_what_is_already_on_its_way(desk):
    """A message that comes after STOP is a broken promise."""
    await desk.thread(REF)
    by_night(desk)
    await desk.reply(REF)
    await writes(desk, "telegram", CHAT, "stop")
    await desk.flush()
    desk.telegram.sent.clear()
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert desk.telegram.sent == []


async def test_the_start_button_of_the_chat_brings_it_back_too(desk):
    """It is what Telegram shows to somebody who comes back."""
    await desk.thread(REF)
    await writes(desk, "telegram", CHAT, "STOP")
    await desk.app.office.receive(Inbound("telegram", CHAT, "open", "open", desk.clock()))
    async with desk.app.services.store.look() as unit:
        talk = await unit.conversations.find("telegram", CHAT)
    await desk.app.turns.next_turn(talk)
    async with desk.app.services.store.look() as unit:
        assert not any(window.muted for window in await unit.conversations.windows(talk))


async def test_start_in_a_chat_takes_back_a_choice_against_that_chat(desk):
    """Otherwise the patient writes START and hears nothing, for ever."""
    await desk.thread(REF)
    await choose(desk, "mail")
    assert await writes(desk, "telegram", CHAT, "START") == ["notices.on"]
    assert (await desk.app.office.devices("web", PAGE + REF))[0].ways == "both"


async def test_choosing_telegram_on_the_page_takes_back_a_stop(desk):
    """And the page says beforehand that it was written."""
    await desk.thread(REF, verified=True)
    await writes(desk, "telegram", CHAT, "STOP")
    assert [row.muted for row in await devices(desk) if row.kind == "telegram"] == [True]
    await desk.app.office.choose("web", PAGE + REF, "both", night=False)
    assert [row.muted for row in await devices(desk) if row.kind == "telegram"] == [False]


async def test_what_becomes_of_a_request_waits_for_the_morning_unless_somebody_is_up(desk):
    """Staff who work late must not ring; who has just written is answered."""
    await desk.thread(REF)
    by_night(desk)
    await desk.app.desk.act(NORA, REF, "close", "done")
    await desk.flush()
    assert desk.telegram.sent == []
    await writes(desk, "telegram", CHAT, "are you there")
    await desk.app.desk.act(NORA, REF, "reopen")
    await desk.flush()
    assert "thread.reopened" in [reply.key for _, reply in desk.telegram.sent]
    assert "thread.closed" not in [reply.key for _, reply in desk.telegram.sent]
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert "thread.closed" in [reply.key for _, reply in desk.telegram.sent]


async def test_who_blocked_the_bot_and_has_no_address_is_phoned_and_told_as_such(desk):
    """The link ended, and staff still learn why nobody could tell them."""
    await desk.thread(REF, person=NAMELESS, page=False, verified=True)
    await Ledger(desk.app.services.store, "7").membership(CHAT, blocked=True)
    await desk.reply(REF)
    await desk.flush()
    (task,) = await desk.tasks()
    assert task.fields == {"ref": REF, "why": "blocked", "way": "telegram"}
    assert ("refused", "telegram", "blocked") in await desk.steps(REF)


async def test_no_notice_holds_a_word_of_what_it_is_about(desk):
    """It lies on a lock screen."""
    await desk.thread(REF, fields={"topic": "Crimsonlantern"})
    await desk.reply(REF, "The umbrellafern chart is ready.")
    await writes(desk, "telegram", CHAT, "STOP")
    await writes(desk, "telegram", CHAT, "START", "2")
    await desk.flush()
    texts = [f"{reply.key} {reply.text}" for _, reply in (*desk.telegram.sent, *desk.mail.sent)]
    assert len(texts) >= 3
    for word in ("umbrellafern", "crimsonlantern", "eileen", REF.casefold(), "nora"):
        assert [text for text in texts if word in text.casefold()] == []


async def test_looking_at_the_chat_still_takes_back_what_waits(desk):
    """As it did before there was an inbox."""
    await desk.thread(REF, verified=True)
    by_night(desk)
    await confirms(desk)
    await desk.reply(REF)
    await looks(desk)
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert sent(desk) == (0, 0)


def test_the_limit_of_mails_about_devices_is_one_of_the_limits():
    """Each number has its name in one place."""
    assert limits.LINK_MAILS_PER_DAY.per == "patient"


async def test_replies_of_one_turn_stay_in_their_order_however_the_clock_moves(desk):
    """A clock that goes on within a turn must not make a later reply overtake an earlier one."""
    await desk.thread(REF)
    begun, still = desk.clock.now, desk.app.services.clock
    ticks = iter(range(1, 100_000))
    desk.app.services.clock = lambda: begun + timedelta(milliseconds=next(ticks))
    await writes(desk, "telegram", CHAT, "/start")
    await writes(desk, "telegram", CHAT, "what can you do", "2")
    desk.app.services.clock = still
    async with desk.app.services.store.look() as unit:
        lanes = {row.lane for row in await unit._work.all(select(OUTBOX.c.lane).where(OUTBOX.c.channel == "telegram"))}
    assert len(lanes) == 1
