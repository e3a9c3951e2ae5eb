"""What the channel makes of raw updates. Nothing that comes in may raise anything but *unreadable*."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_updates import (
    FromPerson,
    Ignored,
    Membership,
    NotPrivate,
    Unreadable,
    chat_of,
    number_of,
    read_update,
)

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DATE = 1_795_446_000


def message(**content):
    """An update with a message of a person in a private chat."""
    head = {"message_id": 1, "date": DATE, "chat": {"id": 11, "type": "private"}, "from": {"id": 11, "is_bot": False}}
    return {"update_id": 5, "message": {**head, **content}}


def event(raw):
    """The event of an update from a person."""
    found = read_update(raw, AT)
    assert isinstance(found, FromPerson)
    return found.event


def test_a_text_carries_its_chat_its_number_and_when_it_was_written():
    """The number makes a repeat harmless; the time makes a late answer say so."""
    found = event(message(text="hello"))
    assert (found.channel, found.address, found.event_id) == ("telegram", "11", "5")
    assert (found.kind, found.text) == ("text", "hello")
    assert found.at == AT
    assert found.sent_at == datetime.fromtimestamp(DATE, UTC)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("/start", "open", ""),
        ("/start appointment", "open", "appointment"),
        ("/start@frontdoor_bot refill", "open", "refill"),
        ("/start I have chest pain", "text", "/start I have chest pain"),
        ("/started", "text", "/started"),
        ("/weather", "text", "/weather"),
    ],
)
def test_only_a_real_start_opens_the_chat(text, kind, words):
    """What a person types after /start is an utterance and is screened and answered as one."""
    found = event(message(text=text))
    assert (found.kind, found.text) == (kind, words)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": [{}]}, "photo"),
        ({"voice": {}}, "voice"),
        ({"video_note": {}}, "video"),
        ({"animation": {}, "document": {}}, "animation"),
        ({"document": {}}, "document"),
        ({"sticker": {}}, "sticker"),
        ({"location": {}}, "location"),
        ({"contact": {}}, "contact"),
        ({"dice": {}}, "other"),
    ],
)
def test_media_without_words_is_media(content, media):
    """Each gets a sentence of its own."""
    found = event(message(**content))
    assert (found.kind, found.media, found.text) == ("media", media, "")


def test_words_under_a_picture_are_words():
    """A red flag in a caption must be seen."""
    found = event(message(photo=[{}], caption="my chest hurts"))
    assert (found.kind, found.media, found.text) == ("text", "photo", "my chest hurts")


def test_the_question_of_a_poll_is_read_too():
    """It is the one other place where a person can put words."""
    assert event(message(poll={"question": "can I take 40 pills"})).text == "can I take 40 pills"


def test_the_answers_of_a_poll_are_read_with_its_question():
    """Either may be the only place where somebody says what is wrong."""
    poll = {"question": "Which day?", "options": [{"text": "Monday"}, {"text": "my chest hurts"}]}
    assert event(message(poll=poll)).text == "Which day?\nMonday\nmy chest hurts"


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        ({}, ""),
        ({"quote": {"text": "it hurts"}}, "it hurts"),
        ({"quote": {"text": "it hurts"}, "reply_to_message": {"from": {"id": 11, "is_bot": False}}}, "it hurts"),
        ({"quote": {"text": "Call 911"}, "reply_to_message": {"from": {"id": 7, "is_bot": True}}}, ""),
        ({"reply_to_message": {"from": {"id": 11, "is_bot": False}, "text": "it hurts"}}, ""),
    ],
)
def test_what_is_quoted_is_kept_beside_the_words_unless_it_is_ours(content, quoted):
    """It is screened with them and answers nothing; a message that is only replied to was screened when it came."""
    found = event(message(text="this is me", **content))
    assert (found.text, found.quoted) == ("this is me", quoted)
    assert found.screened == (f"{quoted}\nthis is me" if quoted else "this is me")


def test_a_message_carries_the_number_by_which_it_can_be_deleted():
    """What is typed about who somebody is goes out of the chat again."""
    assert event(message(text="hello")).message == "1"
    raw = message(text="hello")
    raw["message"]["message_id"] = "x"
    assert event(raw).message == ""


def test_an_edit_is_an_edit_whatever_it_says():
    """An edit may add a red flag, and may say /start."""
    raw = message(text="/start", edit_date=DATE + 60)
    raw["edited_message"] = raw.pop("message")
    found = event(raw)
    assert (found.kind, found.text) == ("edit", "/start")
    assert found.sent_at == datetime.fromtimestamp(DATE + 60, UTC)


def press(**changes):
    """An update with a press of a button."""
    query = {"id": "77", "from": {"id": 11, "is_bot": False}, "data": "3.accept", "chat_instance": "1", **changes}
    return {"update_id": 6, "callback_query": {"message": message()["message"], **query}}


def test_a_press_carries_the_button_and_what_to_acknowledge():
    """The press is acknowledged by its own name, or the button spins for ever."""
    found = read_update(press(), AT)
    assert isinstance(found, FromPerson)
    assert (found.event.kind, found.event.button, found.query) == ("press", "3.accept", "77")
    assert found.event.sent_at is None


def test_a_press_holds_nothing_that_cannot_be_stored():
    """A changed app may send any bytes as a button."""
    found = read_update(press(data="3.\x00a\ud800\n"), AT)
    assert isinstance(found, FromPerson)
    assert found.event.button == "3.a?"


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_group_is_not_talked_in(kind):
    """What is said in a group is heard by everybody in it."""
    raw = message(text="hello", chat={"id": -5, "type": kind})
    assert read_update(raw, AT) == NotPrivate(5, "-5")


def test_bots_and_notes_of_telegram_are_ignored():
    """Two bots that answer each other never stop."""
    assert read_update(message(text="hi", **{"from": {"id": 9, "is_bot": True}}), AT) == Ignored(5)
    assert read_update(message(pinned_message={}), AT) == Ignored(5)
    assert read_update({"update_id": 8, "poll_answer": {}}, AT) == Ignored(8)


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_blocking_is_noticed(status, blocked):
    """Whoever blocked the bot is reached another way."""
    change = {"chat": {"id": 11, "type": "private"}, "new_chat_member": {"status": status}}
    assert read_update({"update_id": 9, "my_chat_member": change}, AT) == Membership(9, "11", blocked=blocked)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "text",
        {},
        {"update_id": "5"},
        {"update_id": True},
        {"update_id": 5, "message": []},
        {"update_id": 5, "message": {"text": "x"}},
        message(text=["x"]),
        message(text="x", date="yesterday"),
        message(text="x", date=10**30),
        message(text="x", chat={"id": "11", "type": "private"}),
        message(caption={"a": 1}, photo=[]),
        {"update_id": 5, "callback_query": {"id": 1}},
        {"update_id": 5, "my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    ],
)
def test_what_cannot_be_read_is_unreadable_and_says_nothing_of_its_content(raw):
    """Such an update is put aside by its number; its content never reaches a log."""
    with pytest.raises(Unreadable) as caught:
        read_update(raw, AT)
    assert str(caught.value) == "an update cannot be read"


NAMES = st.sampled_from(
    "update_id message edited_message callback_query my_chat_member chat id type from is_bot date text caption photo "
    "poll data new_chat_member status question".split()
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("private"))


def grown(inner):
    """Lists and maps of what is already there."""
    return st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=6))


TREES = st.recursive(LEAVES, grown, max_leaves=25)


@given(TREES)
def test_no_update_whatever_raises_anything_else(raw):
    """A shape that nobody thought of must not stop the reading of everybody's messages."""
    chat_of(raw)
    number_of(raw)
    with contextlib.suppress(Unreadable):
        read_update(raw, AT)


def test_a_huge_update_is_read_in_time():
    """A hundred thousand characters are read like ten."""
    assert len(event(json.loads(json.dumps(message(text="a\ud83d\ude00" * 50_000)))).text) == 100_000
