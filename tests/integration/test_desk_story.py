"""The part of the chat that led to a request: shown on the patient's own rule, and nothing of anything else they said."""

from __future__ import annotations

import pytest

from bot.views import DeskError
from tests.integration.desk_kit import FELIX, LENA, NORA, PETRA, chatting
from tests.integration.store_kit import Place

SECRETS = ("Vega", "1979", "10549", "marisol.vega@example.com")


@pytest.fixture
def place(tmp_path):
    """One of the two databases: nothing here depends on which."""
    return Place(f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "keys")


@pytest.fixture
async def chat(place, tmp_path, keywords):
    async with chatting(place, tmp_path, keywords) as one:
        yield one


async def read(chat, ref, who=LENA):
    """What staff read of the chat."""
    return "\n".join(("> " if line.said else "< ") + line.text for line in await chat.desk.story(who, ref))


async def test_the_chat_that_led_to_a_request_is_there_from_its_first_word(chat):
    """Staff need not ask again what the patient has told the assistant."""
    ref = await chat.asks_for_a_visit()
    told = await read(chat, ref)
    for words in (
        "> appointment",
        "> my knee aches on stairs",
        "> next Tuesday morning",
        "> Send",
        "I have not sent it yet",
    ):
        assert words in told
    assert (await chat.desk.around(LENA, ref)).story


async def test_what_proved_who_it_is_is_not_in_it(chat):
    """The name, the birthday and the code were answers to other questions, even in the middle of this request."""
    ref = await chat.asks_for_a_visit()
    told = await read(chat, ref)
    assert [secret for secret in (*SECRETS, chat.code) if secret in told] == []
    assert "last name" not in told  # nor are the questions themselves


async def test_what_was_said_before_after_and_beside_is_not_in_it(chat):
    """Another request, a list of everything on file, words to staff about something else: each has its own readers."""
    first = await chat.asks_for_a_visit()
    await chat.says("refill")
    await chat.says("sertraline")
    await chat.says("what do you have on file about me?")
    await chat.desk.act(FELIX, first, "take")
    await chat.desk.act(FELIX, first, "reply", "The MRI is on Thursday.")
    await chat.waits(5)
    await chat.says("thank you, is the MRI loud?")
    await chat.presses("Back to the assistant")
    for words in ("30", "5", "CVS Katonah"):
        await chat.says(words)
    second = (await chat.presses("Send"))["queue"][-1]
    assert second["kind"] == "refill"
    told = await read(chat, second["ref"])
    assert "> sertraline" in told
    for words in ("knee", "MRI", "marisol.vega@example.com", "on file about me"):
        assert words not in told, words
    assert "sertraline" not in await read(chat, first)


async def test_a_question_in_the_middle_belongs_to_it(chat):
    """It was asked while the request was made, and answered from what everybody may know."""
    await chat.says("appointment")
    await chat.verifies()
    await chat.says("Dr. Patel")
    await chat.says("Is there a fee to use the portal?")
    for words in ("my knee aches", "next Tuesday morning"):
        await chat.says(words)
    ref = (await chat.presses("Send"))["queue"][-1]["ref"]
    assert "> Is there a fee to use the portal?" in await read(chat, ref)


async def test_who_asked_for_a_person_is_heard_with_what_they_said_of_it(chat):
    """Asking for a person is asking to be read by one."""
    await chat.presses("flow.callback")
    await chat.verifies()
    await chat.says("914-555-0121")
    await chat.says("my bill makes no sense")
    await chat.says("any time")
    ref = (await chat.presses("Send"))["queue"][-1]["ref"]
    assert "> my bill makes no sense" in await read(chat, ref)


async def test_an_alarm_and_help_to_sign_in_have_no_story(chat):
    """Nobody sent the one on purpose; the other holds what opens an account."""
    await chat.says("appointment")
    result = await chat.says("my chest hurts and my left arm is numb")
    (alarm,) = [one for one in result["queue"] if one["kind"] == "red_flag"]
    assert not (await chat.desk.around(LENA, alarm["ref"])).story
    with pytest.raises(DeskError, match="no_story"):
        await chat.desk.story(LENA, alarm["ref"])


async def test_reading_it_is_in_the_audit_and_only_for_who_may_see_the_request(chat):
    """Every read of a patient's words leaves a line; whoever may not open the request is told that there is none."""
    ref = await chat.asks_for_a_visit()
    await read(chat, ref, FELIX)
    for stranger in (PETRA, NORA):
        with pytest.raises(DeskError, match="no_such_item"):
            await chat.desk.story(stranger, ref)
        with pytest.raises(DeskError, match="no_such_item"):
            await chat.desk.around(stranger, ref)
    async with chat.app.services.store.begin() as unit:
        lines = [line for line in await unit.audit.of_subject(ref, 20) if line.event == "item.story_read"]
    assert [(line.actor, set(line.detail)) for line in lines] == [("s-felix", {"lines"})]


async def test_a_chat_that_was_deleted_is_not_told_any_more(chat):
    """Deleting means staff too."""
    ref = await chat.asks_for_a_visit()
    await chat.says("delete my chat data")
    await chat.presses("Yes, delete it")
    assert await read(chat, ref) == ""
    assert (await chat.desk.around(LENA, ref)).story


async def test_a_request_from_before_this_was_kept_has_no_story(chat):
    """Nothing is guessed about older conversations."""
    from dataclasses import replace

    ref = await chat.asks_for_a_visit()
    kept = await chat.item(ref)
    async with chat.app.services.store.begin() as unit:
        await unit.queue.add(replace(kept, ref="OLD-1", origin=None))
    assert not (await chat.desk.around(LENA, "OLD-1")).story
