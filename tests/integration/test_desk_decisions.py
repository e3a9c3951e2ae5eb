"""Answers that are more than words: told to the patient in true words, once, where it is private, and standing on the request."""

from __future__ import annotations

import pytest

from bot.queue.item import Status
from bot.views import DeskError
from tests.integration.desk_kit import FELIX, LENA, NORA, PAUL, chatting

TUESDAY, WEDNESDAY = "2026-12-01T14:30", "2026-12-02T09:00"


@pytest.fixture
async def chat(place, tmp_path, keywords):
    async with chatting(place, tmp_path, keywords) as one:
        yield one


@pytest.fixture
async def visit(chat):
    """A visit request that Felix has."""
    ref = await chat.asks_for_a_visit()
    await chat.desk.act(FELIX, ref, "take")
    return ref


@pytest.fixture
async def refill(chat):
    """A refill request that Nora has."""
    await chat.says("refill")
    await chat.verifies()
    for words in ("sertraline", "30", "5", "CVS Katonah"):
        await chat.says(words)
    ref = (await chat.presses("Send"))["queue"][-1]["ref"]
    await chat.desk.act(NORA, ref, "take")
    return ref


async def shown(chat):
    """The last thing in the patient's chat: its words, and its buttons with their links."""
    entries = (await chat.app.office.transcript("web", "1")).entries
    last = next(
        entry for entry in reversed(entries) if entry.key.startswith(("thread.p", "thread.b", "thread.a", "thread.d"))
    )
    return last.key, last.text, [(button.label, button.link) for button in last.buttons]


async def fields(chat, ref):
    return dict((await chat.item(ref)).fields)


async def test_times_are_proposed_taken_and_booked(chat, visit):
    """From the first proposal to the file in both calendars; a request until staff say that it is booked."""
    await chat.desk.propose(FELIX, visit, [WEDNESDAY, TUESDAY, TUESDAY], 30, "Please come early.")
    assert "proposal" not in await fields(chat, visit)  # Nothing is proposed until the patient is told.
    assert await chat.waits(5) == ["thread.proposals"]
    _, text, buttons = await shown(chat)
    assert "1. Tuesday, December 1 at 2:30 pm\n2. Wednesday, December 2 at 9:00 am\n\nPlease come early." in text
    assert [label for label, _ in buttons] == [
        "Tuesday, December 1 at 2:30 pm", "Wednesday, December 2 at 9:00 am", "None of these",
    ]  # fmt: skip
    assert (await chat.item(visit)).due_at is None
    await chat.presses("Wednesday, December 2 at 9:00 am")
    found = await fields(chat, visit)
    assert (found["proposal_answer"], found["visit_at"], found["visit_minutes"]) == (
        "accepted", "2026-12-02T09:00:00-05:00", 30,
    )  # fmt: skip
    assert (await chat.item(visit)).due_at is not None  # Now staff owe the last word.
    assert "STATUS:TENTATIVE" in await chat.desk.visit_file(FELIX, visit)
    assert "It is booked once they confirm it" in (await shown(chat))[1]
    await chat.desk.book(FELIX, visit, found["visit_at"], 30)
    assert await chat.waits(5) == ["thread.booked", "thread.closed"]
    kept = await chat.item(visit)
    assert (kept.status, kept.outcome, kept.fields["proposal_answer"]) == (Status.CLOSED, "booked", "booked")
    assert (await shown(chat))[2] == [("Put it in my calendar", f"visit:{visit}")]
    for file in (await chat.desk.visit_file(FELIX, visit), await chat.app.office.visit_file("web", "1", visit)):
        assert "STATUS:CONFIRMED" in file
        assert "DTSTART:20261202T140000Z" in file


async def test_the_file_says_nothing_of_what_the_visit_is_for(chat, visit):
    """Calendars are shared with families and employers."""
    await chat.desk.book(FELIX, visit, TUESDAY, 20, "Bring the X-ray of the knee.")
    await chat.waits(5)
    file = await chat.app.office.visit_file("web", "1", visit)
    for word in ("knee", "X-ray", "Patel", "Marisol", "Vega", "Felix"):
        assert word not in file
    assert "CLASS:PRIVATE" in file
    assert visit in file


async def test_the_file_is_only_for_who_is_confirmed_here_now(chat, visit):
    """A phone that was put down, another browser, another reference."""
    await chat.desk.book(FELIX, visit, TUESDAY, 20)
    await chat.waits(5)
    office = chat.app.office
    assert await office.visit_file("web", "1", visit)
    assert await office.visit_file("web", "2", visit) is None
    assert await office.visit_file("web", "1", "K7M-4RXC") is None
    chat.rehearsal.clock.now = chat.rehearsal.clock.now.replace(hour=23)
    assert await office.visit_file("web", "1", visit) is None
    for stranger in (NORA, PAUL):
        with pytest.raises(DeskError, match="no_such_item"):
            await chat.desk.visit_file(stranger, visit)


@pytest.mark.parametrize(
    ("times", "key"),
    [
        ([], "no_time"),
        (["", " "], "no_time"),
        (["2026-12-01T"], "time_unreadable"),
        (["T14:30"], "time_unreadable"),
        (["soon"], "time_unreadable"),
        (["2026-11-24T10:00"], "time_past"),  # a quarter of an hour ago
        (["2027-12-01T10:00"], "time_past"),
        (["2026-11-26T10:00"], "closed_then"),  # Thanksgiving
        (["2026-11-28T10:00"], "closed_then"),  # a Saturday
        (["2026-12-01T02:30"], "closed_then"),  # two at night was meant as two in the afternoon
        ([TUESDAY, WEDNESDAY, "2026-12-03T09:00", "2026-12-04T09:00"], "many_times"),
    ],
)
async def test_a_time_that_no_visit_can_be_at_is_refused_in_words(chat, visit, times, key):
    """A slip of the keyboard must not bring a patient to a closed door."""
    with pytest.raises(DeskError, match=key):
        await chat.desk.propose(FELIX, visit, times, 20)
    assert await chat.waits(5) == []


async def test_a_refill_is_approved_and_the_request_finished_when_the_word_has_gone(chat, refill):
    """Approved is approved: one press, told once, taken back while it waits."""
    await chat.desk.decide(NORA, refill, approve=True, words="It is ready after four.", key="k")
    await chat.desk.decide(NORA, refill, approve=True, words="It is ready after four.", key="k")
    assert (await chat.item(refill)).status is Status.TAKEN
    assert await chat.waits(5) == ["thread.approved", "thread.closed"]
    kept = await chat.item(refill)
    assert (kept.status, kept.outcome, kept.fields["decision"]) == (Status.CLOSED, "approved", "approved")
    assert "has approved the refill that you asked for" in (await shown(chat))[1]
    assert "It is ready after four." in (await shown(chat))[1]
    await chat.desk.undo(NORA, refill, kept.moves)  # Finished too early: the patient is told that it is open again.
    assert (await chat.item(refill)).assignee == "Nora"


async def test_a_decision_that_was_taken_back_was_never_made(chat, refill):
    """The wrong patient's refill."""
    await chat.desk.decide(NORA, refill, approve=False, words="Please see us first.")
    back = await chat.desk.take_back(NORA, refill, 1)
    assert (back.move, back.text) == ("declined", "Please see us first.")
    assert await chat.waits(60) == []
    kept = await chat.item(refill)
    assert (kept.status, kept.assignee, "decision" in kept.fields) == (Status.TAKEN, "Nora", False)


async def test_times_that_were_taken_back_come_back_as_they_were(chat, visit):
    """One digit is mended, not a whole form typed anew."""
    await chat.desk.propose(FELIX, visit, [TUESDAY, WEDNESDAY], 45, "Room 4")
    back = await chat.desk.take_back(FELIX, visit, 1)
    assert (back.move, back.text, back.minutes) == ("proposed", "Room 4", 45)
    assert [at[:16] for at in back.times] == [TUESDAY, WEDNESDAY]
    assert await chat.waits(60) == []


@pytest.mark.parametrize("verb", ["close", "release", "transfer"])
async def test_nothing_else_finishes_a_request_while_its_last_word_waits(chat, refill, verb):
    """Two ends of one request would contradict each other before the patient's eyes."""
    await chat.desk.decide(NORA, refill, approve=True)
    deeds = {"transfer": lambda: chat.desk.transfer(NORA, refill, "role:provider")}
    with pytest.raises(DeskError, match="finishing"):
        await deeds.get(verb, lambda: chat.desk.act(NORA, refill, verb, "done"))()
    assert await chat.waits(5) == ["thread.approved", "thread.closed"]


async def test_declining_needs_a_reason_that_the_patient_reads(chat, refill):
    """*No* without a why is a phone call."""
    with pytest.raises(DeskError, match="no_reason"):
        await chat.desk.decide(NORA, refill, approve=False, words="  ")
    await chat.desk.decide(NORA, refill, approve=False, words="The dose has changed.")
    assert await chat.waits(5) == ["thread.declined", "thread.closed"]
    assert "The dose has changed." in (await shown(chat))[1]
    assert (await chat.item(refill)).outcome == "declined"


async def test_a_refill_passed_on_is_decided_by_whom_it_went_to(chat, refill):
    """The provider sees this one, decides it, and the patient is told each step."""
    await chat.desk.transfer(NORA, refill, "role:provider", "dose changed last week")
    await chat.desk.act(PAUL, refill, "take")
    await chat.desk.decide(PAUL, refill, approve=True)
    assert await chat.waits(5) == ["thread.approved", "thread.closed"]
    async with chat.app.services.store.look() as unit:
        entries = await unit.entries.after((await unit.queue.get(refill)).conversation_id, 0)
    assert not any("dose changed" in entry.text for entry in entries)


async def test_only_the_holder_decides_and_only_about_what_can_be_decided(chat, visit):
    """A visit is not approved, a message has no time, and nobody decides over somebody's head."""
    with pytest.raises(DeskError, match="not_possible_now"):
        await chat.desk.decide(FELIX, visit, approve=True)
    for work in (chat.desk.propose(LENA, visit, [TUESDAY], 20), chat.desk.book(LENA, visit, TUESDAY, 20)):
        with pytest.raises(DeskError, match="not_holder"):
            await work


async def test_no_time_is_proposed_for_a_visit_that_shall_be_cancelled(chat):
    """The patient wants out, not another date."""
    await chat.says("cancel my appointment")
    await chat.verifies()
    await chat.says("the one next Tuesday at 3 with Dr. Patel")
    ref = (await chat.presses("Send"))["queue"][-1]["ref"]
    await chat.desk.act(FELIX, ref, "take")
    with pytest.raises(DeskError, match="not_possible_now"):
        await chat.desk.propose(FELIX, ref, [TUESDAY], 20)
    assert (await chat.desk.around(FELIX, ref)).visit is None


async def test_a_patient_who_is_away_finds_the_proposal_with_its_buttons_later(chat, visit):
    """It waits behind the confirmation; what it says and what it offers are the same then."""
    chat.rehearsal.clock.now = chat.rehearsal.clock.now.replace(hour=20)
    await chat.desk.propose(FELIX, visit, [TUESDAY, WEDNESDAY], 20, "Room 4")
    assert await chat.waits(5) == ["inbox.waiting"]
    await chat.presses("Read it")
    await chat.presses("Back to the assistant")
    await chat.verifies()
    key, text, buttons = await shown(chat)
    assert (key, "Room 4" in text, len(buttons)) == ("thread.proposals", True, 3)
    await chat.says("1")
    assert (await fields(chat, visit))["visit_at"] == "2026-12-01T14:30:00-05:00"


async def test_nothing_of_a_visit_is_said_on_telegram(place, tmp_path, keywords):
    """Neither the words nor the buttons: only that the practice has written, and the way to where it can be read."""
    async with chatting(place, tmp_path, keywords, channel="telegram") as chat:
        await chat.says("appointment")
        for words in ("", "Vega", "8/12/1979", "10549"):
            await chat._does({"secure": {"say": words} if words else {"press": "menu"}})
        await chat._does({"secure": {"say": chat.code}})
        for words in ("Dr. Patel", "my knee aches", "next Tuesday morning"):
            await chat._does({"secure": {"say": words}})
        ref = (await chat._does({"secure": {"press": "Send"}}))["queue"][-1]["ref"]
        await chat.desk.act(FELIX, ref, "take")
        await chat.settles()
        await chat.desk.propose(FELIX, ref, [TUESDAY, WEDNESDAY], 20, "Room 4")
        await chat.waits(5)
        told = [
            (reply.text, [(button.label, button.link or "") for button in reply.buttons])
            for channel, _, reply in chat.rehearsal.seen.replies
            if channel == "telegram"
        ]
        assert len(told) == 1
        text, ((label, link),) = told[0]
        assert (text, label) == (
            "The practice has written to you. Open our secure page to read it.",
            "Continue securely",
        )
        assert "/s/" in link
