"""What staff are told of their replies is true: each step with its time, and only ever forward."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import delivery
from bot.channels.base import TransportError
from bot.conversation import ConversationId
from bot.delivery import LOOKED_AT_WITHIN
from bot.effects import ShowWaiting
from bot.outbox import Outbox
from bot.perform import Scene, perform
from tests.integration.truth_kit import BLOCKED, REF, looks, practice


@pytest.fixture
async def desk(place, tmp_path):
    """A practice over one of the databases."""
    async with practice(place, tmp_path) as one:
        yield one


async def test_a_reply_that_waits_stands_in_the_inbox_and_is_told_on_every_way(desk):
    """What is told where, and when, stands on the page of the request."""
    await desk.thread(REF)
    await desk.reply(REF)
    assert {step[:2] for step in await desk.steps(REF)} == {("inbox", ""), ("queued", "mail"), ("queued", "telegram")}
    assert (await desk.answer(REF)).delivery == "inbox"
    desk.clock.now += timedelta(minutes=1)
    await desk.flush()
    answer = await desk.answer(REF)
    assert answer.delivery == "notified"
    assert {(one.step.value, one.way) for one in answer.told} == {
        ("inbox", ""),
        ("notified", "telegram"),
        ("notified", "mail"),
    }
    assert [one.at - answer.at for one in answer.told] == [timedelta(0), timedelta(minutes=1), timedelta(minutes=1)]
    assert "Thursday" not in desk.telegram.sent[0][1].text + desk.mail.sent[0][1].text
    assert await desk.tasks() == []


async def test_read_is_noted_when_the_private_page_showed_the_words_and_not_before(desk):
    """A page that is open, or a reply that stands hidden on it, is no proof that anybody read anything."""
    await desk.thread(REF, verified=True)
    await desk.reply(REF)
    assert (await desk.answer(REF)).delivery == "inbox"
    desk.clock.now += timedelta(minutes=3)
    await looks(desk)
    answer = await desk.answer(REF)
    assert (answer.delivery, answer.told[-1].step.value) == ("read", "read")
    assert answer.told[-1].at == desk.clock.now
    desk.clock.now += timedelta(minutes=3)
    await looks(desk)
    assert (await desk.answer(REF)).told[-1].at == answer.told[-1].at
    assert await desk.audited("reply.read") == [("patient", REF)]


async def test_a_hidden_line_is_not_read_whatever_a_page_says(desk):
    """After a quarter of an hour private lines are covered: a page that says otherwise is not believed."""
    await desk.thread(REF, verified=True)
    await desk.reply(REF)
    desk.clock.now += timedelta(minutes=16)
    await looks(desk)
    assert (await desk.answer(REF)).delivery == "inbox"


async def test_nobody_reads_for_somebody_elses_window(desk):
    """The number of a line is no secret; whose window it is, is."""
    await desk.thread(REF, verified=True)
    await desk.reply(REF)
    await desk.app.office.looked_at("web", "another", (1, 2, 3))
    assert (await desk.answer(REF)).delivery == "inbox"


async def test_what_is_told_after_it_was_read_takes_nothing_back(desk):
    """A message that was in the air while the answer was read must not make *read* into *told*."""
    await desk.thread(REF, verified=True)
    await desk.reply(REF)
    async with desk.app.services.store.begin() as unit:
        flying = await unit.outbox.due(desk.clock(), 5)
        for row in flying:
            await unit.outbox.sending(row.id, desk.clock())
    await looks(desk)
    async with desk.app.services.store.begin() as unit:
        for row in flying:
            await delivery.sent(desk.app.services, unit, row)
    answer = await desk.answer(REF)
    assert answer.delivery == "read"
    assert ("notified", "telegram") in {(one.step.value, one.way) for one in answer.told}


async def test_somebody_who_is_there_is_mailed_only_when_nobody_looked(desk):
    """A mail a minute after the answer was read on the screen is noise; an answer that nobody saw is not told by silence."""
    await desk.thread(REF, verified=True, chat=False)
    await desk.reply(REF)
    assert ("queued", "mail", "later") in await desk.steps(REF)
    await desk.flush()
    assert desk.mail.sent == []
    desk.clock.now += LOOKED_AT_WITHIN
    await desk.flush()
    assert len(desk.mail.sent) == 1
    assert ("notified", "mail", "") in await desk.steps(REF)


async def test_who_looked_in_time_gets_no_mail(desk):
    """And nothing is left on the page of the request that says one is coming."""
    await desk.thread(REF, verified=True, chat=False)
    await desk.reply(REF)
    await looks(desk)
    desk.clock.now += timedelta(hours=2)
    await desk.flush()
    assert desk.mail.sent == []
    assert {step[0] for step in await desk.steps(REF)} == {"inbox", "read"}


async def test_one_mail_says_that_something_waits_until_it_was_read(desk):
    """Five answers in a row are one mail and one chat message."""
    await desk.thread(REF)
    for number in range(5):
        await desk.reply(REF, f"part {number}", key=str(number))
    await desk.flush()
    assert (len(desk.mail.sent), len(desk.telegram.sent)) == (1, 1)


async def test_a_way_that_works_after_all_is_told_beside_the_one_that_did_not(desk):
    """The patient blocked the bot and got the mail: told, and the task says only what is dead."""
    await desk.thread(REF)
    desk.telegram.trouble = [BLOCKED]
    await desk.reply(REF)
    await desk.flush()
    assert (await desk.answer(REF)).delivery == "notified"
    assert {step[:2] for step in await desk.steps(REF)} == {
        ("inbox", ""),
        ("refused", "telegram"),
        ("notified", "mail"),
    }


async def test_a_send_whose_result_is_unknown_is_said_to_be_so_and_tried_again(desk):
    """Neither *told* nor *not told* is true while nobody knows."""
    await desk.thread(REF)
    desk.telegram.trouble = [TransportError("uncertain", uncertain=True)]
    desk.mail.trouble = [TransportError("SMTPServerDisconnected", uncertain=True)]
    await desk.reply(REF)
    await desk.flush()
    assert (await desk.answer(REF)).delivery == "uncertain"
    desk.clock.now += timedelta(minutes=1)
    await desk.flush()
    assert (await desk.answer(REF)).delivery == "notified"
    assert await desk.tasks() == []


async def test_a_notice_that_waited_for_days_is_still_sent(desk):
    """The machine was off over a long weekend: the answer is as true on Tuesday."""
    await desk.thread(REF)
    await desk.reply(REF)
    desk.clock.now += timedelta(days=4)
    await desk.flush()
    assert len(desk.telegram.sent) == 1


async def test_a_crash_in_the_middle_of_a_send_leaves_no_lie(desk):
    """What was in the air is in doubt, and then told."""
    await desk.thread(REF, chat=False)
    await desk.reply(REF)
    async with desk.app.services.store.begin() as unit:
        (row,) = await unit.outbox.due(desk.clock(), 5)
        await unit.outbox.sending(row.id, desk.clock())
    again = Outbox(desk.app.services)
    await again.settle_interrupted()
    assert (await desk.answer(REF)).delivery == "uncertain"
    await again.flush()
    assert (await desk.answer(REF)).delivery == "notified"


async def test_what_waited_is_shown_once_the_patient_proves_who_they_are_and_is_read_then(desk):
    """The inbox is where an answer is; reading it takes a person."""
    talk = await desk.thread(REF)
    await desk.reply(REF, "first", key="1")
    await desk.reply(REF, "second", key="2")
    async with desk.app.services.store.begin() as unit:
        assert await unit.replies.waiting(REF) == (1, 2)
    await shows_inbox(desk, talk)
    async with desk.app.services.store.begin() as unit:
        assert await unit.replies.waiting(REF) == ()
    assert (await desk.answer(REF, 0)).delivery == "inbox"
    await looks(desk)
    assert [(await desk.answer(REF, number)).delivery for number in (0, 1)] == ["read", "read"]


async def test_deleting_the_chat_before_reading_brings_the_answer_back_to_the_inbox(desk):
    """What was never read must not vanish from where the patient can find it."""
    talk = await desk.thread(REF, verified=True)
    await desk.reply(REF)
    async with desk.app.services.store.begin() as unit:
        await unit.entries.forget(talk)
        await unit.replies.forget(talk)
        assert await unit.replies.waiting(REF) == (1,)


async def test_a_reply_sent_twice_is_told_once(desk):
    """A double click costs nothing."""
    await desk.thread(REF)
    for _ in range(2):
        await desk.reply(REF, key="same")
    await desk.flush()
    assert (len(desk.telegram.sent), len(desk.mail.sent)) == (1, 1)
    assert len([line for line in (await desk.page(REF)).thread if line.author == "staff"]) == 1


async def shows_inbox(desk, talk):
    """The verified patient opens the inbox."""
    async with desk.app.services.store.begin() as unit:
        found = await unit.conversations.load(ConversationId(talk))
        windows = await unit.conversations.windows(found.id)
        origin = next(one for one in windows if one.channel == "web")
        scene = Scene(desk.app.services, unit, found, windows, origin, key="in9", now=desk.clock())
        await perform(scene, (ShowWaiting((REF,)),))
