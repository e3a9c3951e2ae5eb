"""Replies in the shape that Telegram takes, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Rendered, RenderedButton
from bot.channels.telegram_render import is_public, parts, rows, split, units


def line(name, to):
    """Words for a button that is a line."""
    return f"{name}: {to}"


def reply(text, *buttons):
    """A reply with buttons."""
    return Rendered("k", text, buttons)


def test_buttons_become_a_keyboard_in_their_order():
    """The order is the order of importance."""
    buttons = (RenderedButton("a", "Yes"), RenderedButton("b", "No"), RenderedButton("c", "x" * 40))
    found = parts(reply("Hi", *buttons), line)
    keyboard = [[key["callback_data"] for key in row] for row in found[0].keyboard]
    assert keyboard == [["a", "b"], ["c"]]


def test_a_number_to_call_is_said_only_if_the_text_does_not_say_it():
    """Telegram has no button that dials, and a number said twice only hides the first."""
    call = RenderedButton("call.911", "Call 911", "tel:911")
    poison = RenderedButton("call.poison", "Call Poison Control", "tel:+18002221222")
    assert parts(reply("Call 911 now.", call), line)[0].text == "Call 911 now."
    assert parts(reply("Get help.", call), line)[0].text == "Get help.\nCall 911"
    assert parts(reply("Get help.", poison), line)[0].text == "Get help.\nCall Poison Control: 1-800-222-1222"
    assert parts(reply("Call 1-800-222-1222.", poison), line)[0].text == "Call 1-800-222-1222."


def test_a_public_link_is_a_button_and_a_local_one_a_line():
    """Telegram refuses a whole message for one button that leads into a private network."""
    far = RenderedButton("secure", "Continue", "https://portal.example.com/s/abc")
    near = RenderedButton("secure", "Continue", "http://127.0.0.1:8080/s/abc")
    assert parts(reply("Go on.", far), line)[0].keyboard == (
        ({"text": "Continue", "url": "https://portal.example.com/s/abc"},),
    )
    found = parts(reply("Go on.", near), line)[0]
    assert (found.text, found.keyboard) == ("Go on.\nContinue: http://127.0.0.1:8080/s/abc", ())


def test_our_page_opens_inside_telegram_where_it_can_and_is_a_link_where_buttons_are_refused():
    """A plain link would leave Telegram, and come without its word on who opens it."""
    app = RenderedButton("secure", "Continue", "https://portal.example.com/app", app=True)
    found = parts(reply("Go on.", app), line)[0]
    assert found.keyboard == (({"text": "Continue", "web_app": {"url": "https://portal.example.com/app"}},),)
    bare = parts(reply("Go on.", app), line, keyboard=False)[0]
    assert (bare.text, bare.keyboard) == ("Go on.\nContinue: https://portal.example.com/app", ())


@pytest.mark.parametrize(
    ("link", "public"),
    [
        ("https://portal.example.com/s/x", True),
        ("https://localhost/s/x", False),
        ("https://10.0.0.4/s/x", False),
        ("https://intranet/s/x", False),
        ("http://portal.example.com/s/x", False),
        ("https://[::1", False),
        ("secure:", False),
    ],
)
def test_which_links_may_be_buttons(link, public):
    """Only what Telegram certainly takes."""
    assert is_public(link) is public


def test_a_button_that_is_too_long_for_telegram_is_left_out_and_the_words_arrive():
    """The words matter more, and an answer can be typed."""
    found = parts(reply("Which?", RenderedButton("é" * 33, "Long"), RenderedButton("ok", "Short")), line)
    assert found[0].keyboard == (({"text": "Short", "callback_data": "ok"},),)


def test_without_a_keyboard_links_are_still_given():
    """The second try after a refused keyboard."""
    far = RenderedButton("secure", "Continue", "https://portal.example.com/s/abc")
    found = parts(reply("Go on.", far, RenderedButton("b", "Stop")), line, keyboard=False)
    assert [(one.text, one.keyboard) for one in found] == [("Go on.\nContinue: https://portal.example.com/s/abc", ())]


def test_a_long_text_goes_in_parts_and_the_keyboard_under_the_last():
    """A reply of staff may be longer than Telegram takes."""
    text = "\n\n".join(["word " * 150] * 12)
    found = parts(reply(text, RenderedButton("a", "Yes")), line)
    assert len(found) == 3
    assert [bool(one.keyboard) for one in found] == [False, False, True]


@given(st.text(alphabet="ab \n\N{PILL}é", max_size=400), st.integers(min_value=2, max_value=60))
def test_no_part_is_too_long_and_no_word_is_lost(text, limit):
    """Counted in UTF-16 units, as Telegram counts."""
    found = list(split(text, limit))
    assert all(units(one) <= limit for one in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_hundred_thousand_characters_are_split_in_time():
    """A text without any space is cut all the same."""
    assert len(list(split("x" * 100_000))) == 25


def test_no_button_gives_no_rows():
    """An empty keyboard would be refused."""
    assert rows([]) == ()
