"""A reply of staff waits a few seconds, can be taken back meanwhile, and reaches the patient once, whatever happens."""

from __future__ import annotations

import asyncio

import pytest

from bot.queue.item import Status
from bot.views import DeskError
from tests.integration.desk_kit import FELIX, LENA, chatting


@pytest.fixture
async def chat(place, tmp_path, keywords):
    async with chatting(place, tmp_path, keywords) as one:
        yield one


@pytest.fixture
async def ref(chat):
    """A visit request that Felix has."""
    ref = await chat.asks_for_a_visit()
    await chat.desk.act(FELIX, ref, "take")
    await chat.settles()
    return ref


async def thread(chat, ref):
    return [(line.author, line.text, line.delivery) for line in (await chat.desk.item(LENA, ref)).thread]


async def test_a_reply_goes_when_its_seconds_are_over(chat, ref):
    """Not before: until then it can be taken back. And not later: the patient waits."""
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    assert await thread(chat, ref) == [("staff", "Thursday at ten?", "held")]
    assert await chat.waits(4.9) == []
    assert (await chat.item(ref)).first_reply_at is None
    assert await chat.waits(0.1) == ["thread.reply"]
    assert await thread(chat, ref) == [("staff", "Thursday at ten?", "inbox")]
    answered = await chat.item(ref)
    assert (answered.first_reply_at, answered.due_at) == (chat.rehearsal.clock.now, None)


async def test_a_reply_that_was_taken_back_is_told_to_nobody_and_kept_nowhere(chat, ref):
    """Wrong patient, wrong day: seen a second after sending."""
    await chat.desk.act(FELIX, ref, "reply", "Your results are terrible.")
    assert (await chat.desk.take_back(FELIX, ref, 1)).text == "Your results are terrible."
    assert await chat.waits(60) == []
    assert await thread(chat, ref) == [("staff", "", "taken_back")]
    assert (await chat.item(ref)).due_at is not None  # An answer is still owed.
    await chat.desk.act(FELIX, ref, "reply", "Your results are in.")
    assert await chat.waits(5) == ["thread.reply"]


@pytest.mark.parametrize("who", ["late", "stranger", "other line"])
async def test_what_has_gone_or_is_somebody_elses_is_not_taken_back(chat, ref, who):
    """A second thought must never pretend to have unsaid what was said."""
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    if who == "late":
        await chat.waits(5)
    with pytest.raises(DeskError, match="sent_already"):
        await chat.desk.take_back(LENA if who == "stranger" else FELIX, ref, 7 if who == "other line" else 1)
    assert (await thread(chat, ref))[0][:2] == ("staff", "Thursday at ten?")


async def test_whoever_goes_on_sends_what_they_wrote_first(chat, ref):
    """*The office has finished your request* must not come before the answer that finished it."""
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten it is.")
    await chat.desk.act(FELIX, ref, "close", "answered")
    assert await chat.settles() == []  # Both stand in the chat at once; nothing is left to go.
    async with chat.app.services.store.look() as unit:
        entries = await unit.entries.after((await unit.queue.get(ref)).conversation_id, 0)
    told = [entry.key for entry in entries if entry.key.startswith("thread.")]
    assert told == ["thread.taken", "thread.reply", "thread.closed"]
    assert await chat.waits(60) == []


async def test_several_replies_go_in_their_order(chat, ref):
    """Three short lines in three seconds are one thought."""
    for number in range(3):
        await chat.desk.act(FELIX, ref, "reply", f"line {number}", key=f"k{number}")
    await chat.desk.act(FELIX, ref, "reply", "line 2", key="k2")  # A second tap.
    await chat.waits(5)
    assert [text for _, text, _ in await thread(chat, ref)] == ["line 0", "line 1", "line 2"]
    async with chat.app.services.store.look() as unit:
        entries = await unit.entries.after((await unit.queue.get(ref)).conversation_id, 0)
    assert [entry.text[-6:] for entry in entries if entry.kind == "staff"] == ["line 0", "line 1", "line 2"]


async def test_a_reply_that_waits_survives_a_restart(chat, ref):
    """A new release in these five seconds must neither lose it nor say it twice."""
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    await chat.rehearsal({"restart": True})
    assert await chat.waits(5) == ["thread.reply"]
    await chat.rehearsal({"restart": True})
    assert await chat.waits(60) == []


async def test_telling_twice_is_telling_once(chat, ref):
    """The sender was killed between telling and noting that it told."""
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    await chat.waits(5)
    transport = chat.app.services.transports["desk"]
    from bot.channels.base import Rendered

    for _ in range(3):
        await transport.send(ref, Rendered("1", ""))
    await transport.send("K7M-9999", Rendered("1", ""))
    assert await chat.settles() == []


async def test_taking_back_and_going_at_the_same_instant_is_one_or_the_other(chat, ref):
    """Either the draft is back or the patient has it; never both, never neither."""
    from bot.channels.base import Rendered

    for number in range(1, 21):
        await chat.desk.act(FELIX, ref, "reply", f"reply {number}", key=f"k{number}")
        transport = chat.app.services.transports["desk"]
        back, _ = await asyncio.gather(
            chat.desk.take_back(FELIX, ref, number),
            transport.send(ref, Rendered(str(number), "")),
            return_exceptions=True,
        )
        state = (await thread(chat, ref))[-1]
        assert (getattr(back, "text", ""), state[1:]) == (f"reply {number}", ("", "taken_back")) or (
            isinstance(back, DeskError) and state[1:] == (f"reply {number}", "inbox")
        )
        await chat.waits(6)


async def test_a_blank_that_nobody_filled_in_is_not_sent(chat, ref):
    """*You will hear from us [by when]* makes a practice look like a machine."""
    for text in ("You will hear from us here [by when].", "[provider] can see you."):
        with pytest.raises(DeskError, match="blank_left"):
            await chat.desk.act(FELIX, ref, "reply", text)
    await chat.desk.act(FELIX, ref, "reply", "Room [B] on the left [sic].")
    assert await chat.waits(5) == ["thread.reply"]


async def test_a_reply_by_whoever_no_longer_has_the_item_is_refused(chat, ref):
    """Two people must not answer one patient."""
    await chat.desk.act(FELIX, ref, "release")
    await chat.desk.act(LENA, ref, "take")
    with pytest.raises(DeskError) as refused:
        await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    assert (refused.value.key, refused.value.params) == ("staff.error.not_holder", {"by": "Lena"})
    assert await thread(chat, ref) == []
    assert (await chat.item(ref)).status is Status.TAKEN


async def test_a_reply_to_somebody_who_is_not_there_is_waiting_for_them(chat, ref):
    """It is read once it is known who reads; the notice says only that something waits."""
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    chat.rehearsal.clock.now = chat.rehearsal.clock.now.replace(hour=23)  # The confirmation has run out meanwhile.
    assert await chat.waits(5) == ["inbox.waiting"]
    assert (await thread(chat, ref))[0][2] == "notified"
    await chat.desk.act(FELIX, ref, "reply", "Or Friday?")
    shown = await chat.presses("Read it")
    await chat.verifies()
    told = [reply["text"] for reply in shown["replies"]] + [
        line.text for line in (await chat.app.office.transcript("web", "1")).entries
    ]
    assert not any(
        "Or Friday?" in text for text in told
    )  # What waits for second thoughts is not shown by another door.


async def test_a_reply_that_waits_outlives_the_chat_that_its_patient_deletes(chat, ref):
    """What staff wrote is theirs to send: deleting one's own words must neither lose it nor send it in letters nobody can read."""
    await chat.presses("Back to the assistant")
    await chat.says("delete my chat data")
    await chat.desk.act(FELIX, ref, "reply", "Thursday at ten?")
    await chat.presses("Yes, delete it")
    assert await chat.waits(5) == ["inbox.waiting"]  # Deleting signed them out: it waits behind the confirmation.
    assert await thread(chat, ref) == [("staff", "Thursday at ten?", "notified")]
