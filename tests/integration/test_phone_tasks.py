"""What cannot be told in any other way is told by phone: one task for a thread, with its reference and the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.base import TransportError
from bot.outbox import BACK_OFF
from tests.integration.truth_kit import BLOCKED, CHAT, DEAD, LENA, NAMELESS, REF, looks, practice


@pytest.fixture
async def desk(place, tmp_path):
    """A practice over one of the databases."""
    async with practice(place, tmp_path) as one:
        yield one


async def test_a_blocked_bot_makes_one_task_to_phone_that_names_the_thread_and_why(desk):
    """Otherwise the practice believes it has answered."""
    await desk.thread(REF)
    desk.telegram.trouble = [BLOCKED, BLOCKED]
    await desk.reply(REF)
    await desk.flush()
    await desk.flush()
    (task,) = await desk.tasks()
    assert (task.priority, task.patient_id, task.conversation_id != "") == ("today", "E-41", True)
    assert task.fields == {"ref": REF, "why": "blocked", "way": "telegram"}
    page = await desk.app.desk.item(LENA, task.ref)
    assert [value for _, value in page.fields] == [
        REF,
        "the patient has blocked the bot or closed the chat",
        "on Telegram",
    ]
    assert page.about["phone"] == "914-555-0122"
    assert ("refused", "telegram", "blocked") in await desk.steps(REF)
    assert await desk.audited("reply.refused") == [("outbox", REF)]


async def test_a_dead_mailbox_makes_one_task_to_phone(desk):
    """The server says so at once; waiting helps nobody."""
    await desk.thread(REF, chat=False)
    desk.mail.trouble = [DEAD]
    await desk.reply(REF)
    await desk.flush()
    (task,) = await desk.tasks()
    assert task.fields == {"ref": REF, "why": "mailbox", "way": "mail"}
    assert (await desk.answer(REF)).delivery == "refused"


async def test_both_ways_dead_are_one_task_with_a_line_for_the_second(desk):
    """One call is enough, and it is good to know beforehand that the address is wrong as well."""
    await desk.thread(REF)
    desk.telegram.trouble, desk.mail.trouble = [BLOCKED], [DEAD]
    await desk.reply(REF)
    await desk.flush()
    (task,) = await desk.tasks()
    lines = [line.text for line in (await desk.page(task.ref)).thread]
    assert len(lines) == 1
    assert "could not be told" in lines[0]
    assert (await desk.answer(REF)).delivery == "refused"


async def test_a_second_answer_joins_the_open_task_and_a_later_one_makes_a_new_one(desk):
    """Exactly once, as long as somebody still has to phone."""
    await desk.thread(REF)
    desk.telegram.trouble = [BLOCKED] * 3
    for number in range(2):
        await desk.reply(REF, f"part {number}", key=str(number))
    await desk.flush()
    (task,) = await desk.tasks()
    await desk.app.desk.act(LENA, task.ref, "take")
    await desk.app.desk.act(LENA, task.ref, "close", "done")
    await desk.reply(REF, "part 3", key="3")
    await desk.flush()
    assert len(await desk.tasks()) == 2


async def test_reading_meanwhile_is_noted_on_the_task_to_phone(desk):
    """Nobody has to call about what was read."""
    await desk.thread(REF, verified=True)
    desk.telegram.trouble = [BLOCKED]
    await desk.reply(REF)
    await desk.flush()
    (task,) = await desk.tasks()
    await looks(desk)
    assert REF in (await desk.page(task.ref)).thread[-1].text


async def test_who_can_be_told_in_no_way_is_phoned(desk):
    """No chat, no address: the answer lies in an inbox that nobody was pointed to."""
    await desk.thread(REF, person=NAMELESS, chat=False)
    await desk.reply(REF)
    (task,) = await desk.tasks()
    assert task.fields == {"ref": REF, "why": "no_way", "way": "nowhere"}
    assert (await desk.answer(REF)).delivery == "refused"
    await desk.reply(REF, "and another", key="2")
    assert len(await desk.tasks()) == 1


async def test_many_tries_end_in_a_task_and_are_told_as_such(desk):
    """A week of an unreachable server must not look like an answer that is on its way."""
    await desk.thread(REF, chat=False)
    desk.mail.trouble = [TransportError("SMTPConnectError")] * 20
    await desk.reply(REF)
    for _ in range(len(BACK_OFF) + 10):  # Nobody is mailed at night, nor is it tried.
        await desk.flush()
        desk.clock.now += timedelta(hours=2)
    (task,) = await desk.tasks()
    assert task.fields["why"] == "tired"


async def test_a_channel_that_is_switched_off_is_told_and_phoned(desk):
    """A practice that leaves Telegram must not answer into nothing."""
    await desk.thread(REF)
    del desk.app.services.transports["telegram"]
    await desk.reply(REF)
    await desk.flush()
    assert ("refused", "telegram", "off") in await desk.steps(REF)
    assert len(await desk.tasks()) == 1


async def test_a_receipt_that_cannot_be_delivered_is_phoned_once_for_a_conversation(desk):
    """There is no thread to name, and still somebody waits."""
    talk = await desk.thread(REF)
    desk.telegram.trouble = [BLOCKED] * 2
    async with desk.app.services.store.begin() as unit:
        payload = {"key": "k", "text": "sent", "buttons": [], "private": False}
        for number in range(2):
            key = f"r{number}"
            await unit.outbox.put(key, talk, "telegram", CHAT, "receipt", payload, desk.clock())
    await desk.flush()
    (task,) = await desk.tasks()
    assert task.fields == {"why": "blocked", "way": "telegram"}
