"""Nothing lies unowned past its time: reminders go out once, to the right people, without a patient's word, over restarts."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.channels.base import TransportError
from bot.desk.watchdog import Watchdog
from bot.queue.item import Kind
from bot.store import Staff
from bot.store.tables import ITEMS
from tests.integration.truth_kit import ADAM, FELIX, LENA, NORA, PETRA, REF, practice

ADDRESSES = {one.id: f"{one.name.lower()}@practice.example" for one in (NORA, FELIX, PETRA, LENA)}


@pytest.fixture
async def desk(place, tmp_path):
    """A practice in which everybody but the administrator can be mailed, on a Monday at ten."""
    async with practice(place, tmp_path) as one:
        async with one.app.services.store.begin() as unit:
            for staff_id, address in ADDRESSES.items():
                await unit.addresses.put(staff_id, address, one.clock())
        yield one


async def waits(desk, ref=REF, *, taken=False, **more):
    """A request whose answer was due just now."""
    await desk.thread(ref, chat=False, **{"kind": Kind.REFILL, "priority": "today", "target_at": desk.clock()} | more)
    if not taken:
        await desk.app.desk.act(NORA, ref, "release")
    await desk.flush()
    desk.mail.sent.clear()


async def ticks(desk, minutes=1):
    """The timer goes by the minute, and the mails go out."""
    watchdog = Watchdog(desk.app.services)
    for _ in range(minutes):
        desk.clock.now += timedelta(minutes=1)
        await watchdog.tick()
    await desk.flush()


def to(desk):
    """Who was mailed, in order."""
    return [address.partition("@")[0] for address, _ in desk.mail.sent]


async def test_at_the_target_the_role_gets_one_mail_each_and_later_the_lead(desk):
    """A refill is the nurses'; after an hour of opening time the lead hears of it, and then there is quiet."""
    await waits(desk)
    await ticks(desk, 3)
    assert to(desk) == ["nora"]
    await ticks(desk, 120)
    assert to(desk) == ["nora", "lena"]
    assert await desk.audited("reminder.role") == [("timer", REF)]
    assert await desk.audited("reminder.lead") == [("timer", REF)]


async def test_no_mail_names_a_patient_or_says_what_they_want(desk):
    """Mail is read on trains; it carries a kind, a reference, a time and the way to the desk."""
    await waits(desk, fields={"medication": "sertraline"})
    await ticks(desk, 90)
    for _, mail in desk.mail.sent:
        words = f"{mail.key} {mail.text}"
        for word in ("Eileen", "Shaughnessy", "sertraline", "1941", "914-555"):
            assert word not in words
        assert "Refill request" in words
        assert f"/staff/items/{REF}" in words


async def test_a_kind_that_two_roles_take_reminds_both(desk):
    """Whoever is free takes it."""
    await waits(desk, kind=Kind.MESSAGE)
    await ticks(desk)
    assert sorted(to(desk)) == ["felix", "nora"]


async def test_what_was_taken_and_not_answered_reminds_who_has_it_and_then_the_lead(desk):
    """Taken is not done."""
    await waits(desk, taken=True)
    await ticks(desk, 59)
    assert to(desk) == []
    await ticks(desk, 2)
    assert to(desk) == ["nora"]
    await ticks(desk, 61)
    assert to(desk) == ["nora", "lena"]
    assert await desk.audited("reminder.holder") == [("timer", REF)]


async def test_an_answer_in_time_reminds_nobody(desk):
    """The best reminder is none."""
    await waits(desk, taken=True)
    await desk.reply(REF)
    await ticks(desk, 300)
    assert "lena" not in to(desk)
    assert "nora" not in to(desk)


async def test_nothing_goes_out_twice_whatever_restarts(desk):
    """Each tick may be the first of a new process, and two may run at once."""
    await waits(desk)
    desk.clock.now += timedelta(minutes=90)
    for _ in range(3):
        await asyncio.gather(*(Watchdog(desk.app.services).tick() for _ in range(4)))
    await desk.flush()
    assert sorted(to(desk)) == ["lena", "nora"]


async def test_a_process_that_dies_before_it_sends_loses_no_reminder(desk):
    """Step and mail are one transaction: the next process sends what was decided."""
    await waits(desk)
    desk.clock.now += timedelta(minutes=1)
    assert await Watchdog(desk.app.services).tick() == 1
    assert desk.mail.sent == []
    assert await Watchdog(desk.app.services).tick() == 0
    await desk.flush()
    assert to(desk) == ["nora"]


async def test_nobody_is_mailed_at_night_and_everybody_in_the_morning(desk):
    """What became late at closing time is told when somebody can do something about it."""
    await waits(desk)
    desk.clock.now += timedelta(hours=9)
    await ticks(desk)
    assert to(desk) == []
    desk.clock.now += timedelta(hours=13)
    await ticks(desk)
    assert sorted(to(desk)) == ["lena", "nora"]


async def test_many_late_requests_are_one_mail_to_each_person(desk):
    """After an outage on a Monday nobody wants forty mails."""
    refs = [f"K7M-4RX{sign}" for sign in "347"]
    for ref in refs:
        await waits(desk, ref)
    await ticks(desk)
    assert to(desk) == ["nora"]
    assert all(ref in desk.mail.sent[0][1].text for ref in refs)


async def test_a_role_that_nobody_can_be_mailed_of_is_the_leads_turn_at_once(desk):
    """An address that is missing must not be how a request is forgotten."""
    async with desk.app.services.store.begin() as unit:
        await unit.addresses.remove(NORA.id)
    await waits(desk)
    await ticks(desk)
    assert to(desk) == ["lena"]


async def test_who_left_the_practice_with_a_request_in_hand_is_the_leads_turn(desk):
    """Their mailbox is nobody's."""
    await waits(desk, taken=True)
    async with desk.app.services.store.begin() as unit:
        await unit.staff.put(Staff(NORA.id, NORA.name, NORA.role, "", active=False))
    await ticks(desk, 61)
    assert to(desk) == ["lena"]


async def test_while_nobody_at_all_can_be_mailed_the_step_waits_and_is_made_up_for(desk):
    """As soon as there is one address, somebody hears of it."""
    async with desk.app.services.store.begin() as unit:
        for staff_id in ADDRESSES:
            await unit.addresses.remove(staff_id)
    await waits(desk)
    await ticks(desk, 5)
    assert to(desk) == []
    async with desk.app.services.store.begin() as unit:
        await unit.addresses.put(ADAM.id, "adam@practice.example", desk.clock())
    await ticks(desk)
    assert to(desk) == ["adam"]


async def test_a_mailbox_that_is_dead_is_marked_and_used_no_more(desk):
    """The page of reminders says so, and the lead is told of the next one at once."""
    await waits(desk)
    desk.mail.trouble = [TransportError("recipient_refused", permanent=True)]
    await ticks(desk)
    (nora,) = [one for one in (await desk.app.desk.reminders(LENA)).people if one.id == NORA.id]
    assert nora.refused_at == desk.clock.now
    await waits(desk, "K7M-4RX3")
    await ticks(desk)
    assert to(desk) == ["lena"]
    await desk.app.desk.set_address(NORA, NORA.id, "nora.new@practice.example")
    assert [one.refused_at for one in (await desk.app.desk.reminders(NORA)).people] == [None]


async def test_the_page_shows_everybody_to_the_lead_and_oneself_to_everybody(desk):
    """An address is a colleague's own."""
    assert len((await desk.app.desk.reminders(LENA)).people) == 5
    (only,) = (await desk.app.desk.reminders(NORA)).people
    assert (only.id, only.mine) == (NORA.id, True)


async def test_what_is_through_all_steps_is_looked_at_no_more(desk):
    """A tick costs what is new, not what was ever late."""
    await waits(desk)
    await ticks(desk, 90)
    async with desk.app.services.store.begin() as unit:
        assert await unit.reminders.late(desk.clock()) == ()
        assert len(await unit.reminders.latest((Kind.REFILL.value,), 10)) == 2


async def test_a_request_that_falls_due_again_is_watched_anew(desk):
    """Reminders are counted for each moment that was missed."""
    await waits(desk)
    await ticks(desk, 90)
    async with desk.app.services.store.begin() as unit:
        later = desk.clock() + timedelta(minutes=5)
        await unit.queue._work.run(update(ITEMS).where(ITEMS.c.ref == REF).values(due_at=later))
    await ticks(desk, 10)
    assert to(desk) == ["nora", "lena", "nora"]
