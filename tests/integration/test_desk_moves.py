"""What moves an item: taken by one, handed on, undone within seconds, opened again; and what the patient is told of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.queue.item import Kind, Status
from bot.views import DeskError
from bot.workviews import Asked
from policies import limits
from tests.integration.desk_kit import FELIX, LENA, NORA, PAUL, chatting, hours, practice
from tests.integration.store_kit import NOW, Clock, begun, item

MOMENT = timedelta(milliseconds=1)


@pytest.fixture
async def chat(place, tmp_path, keywords):
    async with chatting(place, tmp_path, keywords) as one:
        yield one


@pytest.fixture
async def ref(chat):
    """A visit request that nobody has."""
    return await chat.asks_for_a_visit()


async def told(chat, ref):
    """What the patient was told about the request, by key."""
    async with chat.app.services.store.look() as unit:
        entries = await unit.entries.after((await unit.queue.get(ref)).conversation_id, 0)
    return [entry.key for entry in entries if entry.key.startswith("thread.")]


async def listens(chat, ref):
    """Whether what the patient writes goes to staff."""
    async with chat.app.services.store.look() as unit:
        talk = await unit.conversations.load((await unit.queue.get(ref)).conversation_id)
    return ref in talk.held_by


async def notes(chat, ref):
    return [line.text for line in (await chat.desk.item(LENA, ref)).thread if line.author == "note"]


async def test_of_two_who_take_at_the_same_instant_one_wins_two_hundred_times(place, tmp_path):
    """Two people must not answer one patient; and who lost is told who has it."""
    async with practice(place, tmp_path) as app:
        talk = await begun(app.services.store)
        async with app.services.store.begin() as unit:
            for number in range(200):
                await unit.queue.add(item(talk, f"R{number}", kind=Kind.MESSAGE))
        won = Counter()
        for number in range(200):
            tries = (app.desk.act(who, f"R{number}", "take") for who in (NORA, FELIX))
            outcomes = await asyncio.gather(*tries, return_exceptions=True)
            lost = [one for one in outcomes if one is not None]
            assert len(lost) == 1, outcomes
            winner = "Nora" if outcomes[0] is None else "Felix"
            assert (lost[0].key, lost[0].params) == ("staff.error.taken_by_other", {"by": winner})
            won[winner] += 1
    assert sum(won.values()) == 200


async def test_an_item_handed_to_a_colleague_is_theirs(chat, ref):
    """The patient hears nothing: for them somebody at the office still has it."""
    await chat.desk.act(FELIX, ref, "take")
    before = await told(chat, ref)
    handed = await chat.desk.transfer(FELIX, ref, f"staff:{LENA.id}", "she knows you")
    kept = await chat.item(ref)
    assert (handed.seen, kept.status, kept.assignee, kept.role) == (True, Status.TAKEN, "Lena", None)
    assert await notes(chat, ref) == ["Handed to Lena. she knows you"]
    assert await told(chat, ref) == before
    assert await listens(chat, ref)
    with pytest.raises(DeskError, match="not_holder"):
        await chat.desk.act(FELIX, ref, "reply", "one thing more")
    await chat.desk.act(LENA, ref, "reply", "Thursday?")


async def test_a_colleague_who_does_not_work_on_that_kind_can_open_what_was_handed_to_them(chat, ref):
    """A question to the nurse about a visit; when she gives it back, it is in the nurses' list until it is handed back."""
    await chat.desk.act(FELIX, ref, "take")
    await chat.desk.transfer(FELIX, ref, f"staff:{NORA.id}")
    assert (await chat.desk.item(NORA, ref)).mine
    assert [row.ref for row in (await chat.desk.worklist(NORA, Asked("mine"))).rows] == [ref]
    await chat.desk.act(NORA, ref, "release")
    assert [row.ref for row in (await chat.desk.worklist(NORA, Asked("unassigned"))).rows] == [ref]
    assert (await chat.desk.worklist(FELIX, Asked("unassigned"))).rows == ()
    await chat.desk.act(NORA, ref, "take")
    handed = await chat.desk.transfer(NORA, ref, "role:front_desk")
    assert not handed.seen
    with pytest.raises(DeskError, match="no_such_item"):
        await chat.desk.item(NORA, ref)
    await chat.desk.act(FELIX, ref, "take")
    assert [row.ref for row in (await chat.desk.worklist(FELIX, Asked("mine"))).rows] == [ref]


async def test_an_item_handed_to_a_role_may_be_taken_by_any_of_them(chat, ref):
    """And the patient is told in true words, without what it is about where others could read."""
    await chat.desk.act(FELIX, ref, "take")
    await chat.desk.transfer(FELIX, ref, "role:provider", "is this urgent?")
    kept = await chat.item(ref)
    assert (kept.status, kept.assignee, kept.role) == (Status.OPEN, None, "provider")
    assert await told(chat, ref) == ["thread.taken", "thread.forwarded"]
    assert not await listens(chat, ref)
    assert [row.ref for row in (await chat.desk.worklist(PAUL, Asked())).rows] == [ref]
    await chat.desk.act(PAUL, ref, "take")
    assert (await chat.desk.item(PAUL, ref)).mine


async def test_who_takes_what_was_handed_to_others_has_it_in_their_own_list(chat, ref):
    """The front desk opens a request by its reference, since the patient is on the phone."""
    await chat.desk.act(FELIX, ref, "take")
    await chat.desk.transfer(FELIX, ref, "role:provider")
    await chat.desk.act(FELIX, ref, "take")
    assert (await chat.item(ref)).role is None
    assert [row.ref for row in (await chat.desk.worklist(FELIX, Asked("mine"))).rows] == [ref]


async def test_a_lead_hands_on_what_a_colleague_left_behind(chat, ref):
    """Somebody went home ill with twenty requests."""
    gus = replace(FELIX, id="s-gus", name="Gus")
    await chat.desk.act(FELIX, ref, "take")
    with pytest.raises(DeskError, match="not_holder"):
        await chat.desk.transfer(gus, ref, f"staff:{LENA.id}")
    await chat.desk.transfer(LENA, ref, f"staff:{NORA.id}")
    assert (await chat.item(ref)).assignee == "Nora"


async def test_a_lead_gives_open_work_to_somebody(chat, ref):
    """Then somebody at the office has picked it up, and the patient is told so."""
    await chat.desk.transfer(LENA, ref, f"staff:{FELIX.id}")
    assert ((await chat.item(ref)).assignee, await told(chat, ref)) == ("Felix", ["thread.taken"])
    assert await listens(chat, ref)


@pytest.mark.parametrize(
    "to", ["", "role:administrator", "role:", "role:cleaner", "staff:nobody", "staff:s-felix", "x"]
)
async def test_nobody_is_handed_what_they_cannot_get(chat, ref, to):
    """An item in a list that nobody looks at is a patient who is never answered."""
    await chat.desk.act(FELIX, ref, "take")
    with pytest.raises(DeskError, match="nobody_there"):
        await chat.desk.transfer(FELIX, ref, to)
    assert (await chat.item(ref)).assignee == "Felix"


UNDO = {
    "take": (Status.OPEN, None, ["thread.taken", "thread.released"]),
    "release": (Status.TAKEN, "Felix", ["thread.taken", "thread.released", "thread.taken"]),
    "close": (Status.TAKEN, "Felix", ["thread.taken", "thread.closed", "thread.reopened"]),
    "role:nurse": (Status.TAKEN, "Felix", ["thread.taken", "thread.forwarded", "thread.taken"]),
    "staff:s-nora": (Status.TAKEN, "Felix", ["thread.taken"]),
}


async def moved(chat, ref, move):
    """Felix makes a move, after taking the item if need be."""
    await chat.desk.act(FELIX, ref, "take")
    if ":" in move:
        await chat.desk.transfer(FELIX, ref, move, "a note")
    elif move != "take":
        await chat.desk.act(FELIX, ref, move, "answered")
    return (await chat.item(ref)).moves


@pytest.mark.parametrize("move", UNDO)
async def test_a_move_is_undone_within_seconds_and_the_patient_told_the_truth(chat, ref, move):
    """The wrong row, one too low: everything stands as before, and what was said is put right in words."""
    status, assignee, words = UNDO[move]
    moves = await moved(chat, ref, move)
    before = await chat.item(ref)
    chat.rehearsal.clock.now += limits.UNDO_FOR
    await chat.desk.undo(FELIX, ref, moves)
    kept = await chat.item(ref)
    assert (kept.status, kept.assignee, kept.role, kept.outcome, kept.closed_at) == (status, assignee, None, None, None)
    assert kept.due_at == before.due_at
    assert await told(chat, ref) == words
    assert await listens(chat, ref) == (status is Status.TAKEN)
    with pytest.raises(DeskError, match="too_late"):  # Undoing is done once.
        await chat.desk.undo(FELIX, ref, moves + 1)


@pytest.mark.parametrize("move", ["take", "role:nurse"])
@pytest.mark.parametrize("why", ["late", "not mine", "other move", "nothing"])
async def test_what_is_late_or_overtaken_is_not_undone(chat, ref, move, why):
    """A second thought must not undo what somebody else has done since."""
    moves = await moved(chat, ref, move)
    stands = await chat.item(ref)
    if why == "late":
        chat.rehearsal.clock.now += limits.UNDO_FOR + MOMENT
    who = LENA if why == "not mine" else FELIX
    with pytest.raises(DeskError, match="too_late"):
        await chat.desk.undo(who, "K7M-4RXC" if why == "nothing" else ref, moves - 1 if why == "other move" else moves)
    if why in ("late", "not mine", "other move"):
        assert await chat.item(ref) == stands


async def test_an_undo_that_meets_a_colleague_changes_nothing(chat, ref):
    """Felix gives it back and Lena takes it; his undo a second later must not take it from her."""
    moves = await moved(chat, ref, "release")
    await chat.desk.act(LENA, ref, "take")
    with pytest.raises(DeskError, match="too_late"):
        await chat.desk.undo(FELIX, ref, moves)
    assert (await chat.item(ref)).assignee == "Lena"


async def test_a_request_opened_again_by_staff_is_said_to_be_open(chat, ref):
    """The patient was told that it is finished."""
    await moved(chat, ref, "close")
    chat.rehearsal.clock.now += timedelta(days=2)
    await chat.desk.act(FELIX, ref, "reopen")
    kept = await chat.item(ref)
    assert (kept.status, kept.assignee, kept.outcome) == (Status.OPEN, None, None)
    assert kept.due_at > chat.rehearsal.clock.now
    assert (await told(chat, ref))[-1] == "thread.reopened"


@pytest.mark.parametrize(("days", "anew"), [(0, False), (13.9, False), (14.1, True), (200, True)])
async def test_a_patient_who_adds_to_a_finished_request_is_heard(chat, ref, days, anew):
    """Within two weeks it is the same matter; after that nobody would look for it there, and it becomes a request of its own."""
    await moved(chat, ref, "close")
    chat.rehearsal.clock.now += timedelta(days=days)
    await chat.presses(f"Add to {ref}")
    if days:
        await chat.verifies()
    await chat.says("it still hurts")
    result = await chat.presses("Send")
    old, newest = await chat.item(ref), result["queue"][-1]
    assert (newest["ref"] != ref) == anew
    assert old.status is (Status.CLOSED if anew else Status.OPEN)
    if anew:
        fields = newest["fields"]
        assert (newest["kind"], fields["follows"], fields["text"]) == ("appointment", ref, "it still hurts")
        assert fields["patient_id"] == "marisol"
        assert "follow_up.sent_anew" in [reply["key"] for reply in result["replies"]]
    else:
        assert [line.text for line in (await chat.desk.item(LENA, ref)).thread] == ["it still hurts"]
        assert old.due_at is not None


async def test_an_urgent_follow_up_moves_without_a_word_to_the_patient(chat):
    """Nothing may suggest that anybody watches."""
    await chat.says("appointment")
    result = await chat.says("my chest hurts and my left arm is numb")
    (alarm,) = [one for one in result["queue"] if one["kind"] == "red_flag"]
    for who, verb in ((NORA, "take"), (NORA, "release"), (NORA, "take"), (NORA, "close"), (NORA, "reopen")):
        await chat.desk.act(who, alarm["ref"], verb)
    await chat.desk.act(NORA, alarm["ref"], "take")
    await chat.desk.transfer(NORA, alarm["ref"], "role:provider")
    await chat.desk.undo(NORA, alarm["ref"], (await chat.item(alarm["ref"])).moves)
    assert await told(chat, alarm["ref"]) == []


async def test_the_time_of_a_move_does_not_push_an_item_back(place, tmp_path):
    """Taking and giving back all day long must not make a request look fresh."""
    clock = Clock()
    async with practice(place, tmp_path, clock) as app:
        talk = await begun(app.services.store)
        async with app.services.store.begin() as unit:
            await unit.queue.add(item(talk, "R1", kind=Kind.MESSAGE, target_at=NOW + hours(1)))
        for verb in ("take", "release", "take", "release"):
            clock.now += hours(0.1)
            await app.desk.act(NORA, "R1", verb)
        (row,) = (await app.desk.worklist(NORA, Asked())).rows
        assert row.target_at == NOW + hours(1)
