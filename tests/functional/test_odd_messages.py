"""Whatever people send beside plain words: each has an answer that helps, and danger in any of it is seen first."""

from __future__ import annotations

import asyncio

import pytest

from tests.functional.telegram_site import telegram_site

pytestmark = pytest.mark.functional

DANGER = "my chest is crushing and i cannot breathe"
MEDIA = {
    "voice": "media.voice",
    "audio": "media.audio",
    "photo": "media.photo",
    "video": "media.video",
    "video_note": "media.video",
    "document": "media.document",
    "location": "media.location",
    "sticker": "media.sticker",
    "contact": "media.contact",
    "poll": "media.poll",
    "dice": "media.other",
}
NUMBERS = iter(range(100, 10_000))
OTHER = {"id": 77, "is_bot": False, "first_name": "Sam"}


@pytest.fixture(scope="module")
async def site(tmp_path_factory, keywords):
    """One practice with one bot, for everybody in this file."""
    async with telegram_site(tmp_path_factory.mktemp("odd"), keywords, "polling") as one:
        yield one


@pytest.fixture
def pat(site):
    """Somebody new."""
    return site.emulator.person(next(NUMBERS))


async def asked(site, pat):
    """Somebody in the middle of a task."""
    await pat.say("I need an appointment")
    await pat.reads(site.say("shared.continue_securely"))
    return len(pat.texts())


async def answered(pat, before=0):
    """What is said to the newest thing, once something is."""
    await pat.reads(lambda texts: len(texts) > before)
    return pat.texts()[before:]


@pytest.mark.parametrize(("kind", "key"), MEDIA.items())
async def test_each_medium_has_an_answer_that_says_what_to_do(site, pat, kind, key):
    """Silence would leave somebody waiting who believes that they were heard; and the open question is not lost."""
    before = await asked(site, pat)
    await pat.send(kind)
    await pat.reads(site.say(key))
    await pat.reads(lambda texts: len(texts) == before + 2)
    assert pat.texts()[-1].startswith(site.say("shared.continue_securely"))


@pytest.mark.parametrize("kind", ["photo", "video", "document", "voice"])
async def test_danger_in_a_caption_is_seen(site, pat, kind):
    """The words under a picture may be all that somebody manages to type."""
    await pat.send(kind, DANGER)
    assert "911" in (await answered(pat))[0]


async def test_danger_in_an_edit_is_seen_also_in_the_caption_of_an_old_picture(site, pat):
    """Somebody corrects their words instead of writing anew."""
    await pat.say("how much does the portal cost")
    await pat.reads(site.say("faq.fee"))
    await pat.edit(DANGER)
    await pat.reads(site.say("guidance.emergency"))
    await pat.send("photo", "here it is")
    await pat.reads(site.say("media.photo"))
    picture = next(one for one in reversed(pat.chat.messages.values()) if "photo" in one)
    before = pat.texts().count(site.say("guidance.emergency"))
    picture.update(caption=DANGER, edit_date=picture["date"] + 5)
    await pat.world.push("edited_message", picture)
    await pat.reads(lambda texts: sum(site.say("guidance.emergency") in one for one in texts) > before)


@pytest.mark.parametrize(
    "poll",
    [
        {"question": f"What now, {DANGER}?", "options": []},
        {"question": "Which one?", "options": [{"text": "a headache"}, {"text": DANGER}]},
    ],
)
async def test_danger_in_a_poll_is_seen_in_its_question_and_in_its_answers(site, pat, poll):
    """Nobody asks for help by a poll, until somebody does."""
    await pat.world.push("message", pat._message({"poll": {"id": "1", **poll}}))
    assert "911" in (await answered(pat))[0]


async def test_danger_in_quoted_words_is_seen_unless_they_are_our_own(site, pat):
    """Somebody answers a message with *this is me now*; whoever quotes our own guidance is in no danger by that."""
    theirs = {"message_id": 3, "from": OTHER, "chat": pat.chat.public(), "date": 1, "text": DANGER}
    await pat.say("this is me right now", reply_to_message=theirs, quote={"text": DANGER, "position": 0})
    assert "911" in (await answered(pat))[0]
    sam = site.emulator.person(next(NUMBERS))
    await sam.say(DANGER)
    guidance = await sam.reads(site.say("guidance.emergency"))
    before = len(sam.texts())
    own = next(one for one in sam.replies() if one["text"] == guidance)
    await sam.say("thank you", reply_to_message=own, quote={"text": guidance[:60], "position": 0})
    assert not [text for text in await answered(sam, before) if text.startswith(site.say("guidance.emergency")[:40])]


async def test_a_quote_from_another_chat_is_read_as_well(site, pat):
    """What somebody wrote elsewhere comes without the message it stood in."""
    await pat.say("my mother writes this", external_reply={"origin": {"type": "user"}}, quote={"text": DANGER})
    assert "911" in (await answered(pat))[0]


async def test_what_is_forwarded_is_answered_and_screened_like_ones_own_words(site, pat):
    """A daughter forwards what her mother wrote to her."""
    origin = {"type": "user", "sender_user": OTHER, "date": 1}
    await pat.say("how much does the portal cost", forward_origin=origin)
    await pat.reads(site.say("faq.fee"))
    await pat.say(DANGER, forward_origin=origin)
    await pat.reads(site.say("guidance.emergency"))


async def test_an_answer_to_an_old_message_is_an_answer_to_the_open_question(site, pat):
    """Which of our lines somebody swiped tells nothing; what they say does."""
    await pat.say("how much does the portal cost")
    await pat.reads(site.say("faq.fee"))
    before = await asked(site, pat)
    await pat.say("Vega", reply_to_message=pat.replies()[0])
    await pat.reads(lambda texts: len(texts) > before)
    assert site.say("shared.private_typed") in pat.texts()[-1]


async def test_edited_after_the_answer_it_says_what_to_do(site, pat):
    """What was done with the first words cannot be taken back by changing them."""
    await pat.say("how much does the portal cost")
    await pat.reads(site.say("faq.fee"))
    await pat.edit("how do i sign up")
    await pat.reads(site.say("shared.edited"))


async def test_ten_messages_in_a_second_are_all_answered_in_their_order(site, pat):
    """People write in pieces; none may be lost, and none be answered before another."""
    told = ["how much does the portal cost", "how do i sign up"] * 5
    for text in told:
        await pat.say(text)
    keys = [site.say(key)[:40] for key in ("faq.fee", "faq.sign_up")] * 5
    await pat.reads(lambda texts: len(texts) >= len(told), 40)
    assert [text[:40] for text in pat.texts()] == keys


async def test_a_tap_on_last_weeks_button_says_where_things_stand(site, pat):
    """The chat keeps every button it ever showed."""
    await pat.say("/menu")
    await pat.reads(site.say("shared.menu"))
    menu = pat.replies()[-1]
    before = len(pat.texts())
    await pat._press(menu, "1.accept")
    assert (await answered(pat, before))[0].startswith(site.say("shared.stale"))
    assert all(query["answered"] for query in site.emulator.world.queries.values())


async def test_two_phones_at_once_are_one_chat(site, pat):
    """Both are signed in to the same account: what both tap is done once each, and neither is left spinning."""
    await pat.say("/menu")
    await pat.reads(site.say("shared.menu"))
    before = len(pat.texts())
    await asyncio.gather(pat.tap("Ask for a visit"), pat.tap("Ask for a visit"))
    await pat.reads(lambda texts: len(texts) >= before + 2)
    await site.emulator.settled()
    await site.application.worker.idle()
    async with site.application.services.store.look() as unit:
        talk = await unit.conversations.load(await unit.conversations.find("telegram", str(pat.id)))
    assert [state.flow for state in talk.flows] == ["appointment", "verify"]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_group_and_a_channel_are_told_once_where_to_write_and_left(site, kind):
    """What many people read is no place for anybody's health; and danger there has a number to call."""
    group = site.emulator.person(-next(NUMBERS), kind=kind)
    await group.say(DANGER)
    await group.reads("I only talk one to one")
    assert "911" in group.texts()[0]
    for _ in range(100):
        if group.chat.left:
            break
        await asyncio.sleep(0.05)
    assert group.chat.left
    assert len(group.texts()) == 1


async def test_a_channel_post_and_another_bot_are_not_answered(site, pat):
    """Two programs that answer each other would never stop."""
    await pat.world.push(
        "channel_post", {"message_id": 1, "chat": {"id": -9, "type": "channel"}, "date": 1, "text": "x"}
    )
    machine = {**pat._message({"text": "hello"}), "from": {"id": 55, "is_bot": True, "first_name": "Robot"}}
    await pat.world.push("message", machine)
    await pat.say("how much does the portal cost")
    await pat.reads(site.say("faq.fee"))
    assert len(pat.texts()) == 1
