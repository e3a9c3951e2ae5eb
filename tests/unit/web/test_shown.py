"""How a line is made safe and readable."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import EntryView
from bot.web.shown import LONG, clean, line, look

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TOUGH = st.text(
    st.characters() | st.sampled_from("\u202e\u2066\u200b\x00\x1b\u0301\u0302\ufeff\U000e0041\n\t"), max_size=200
)


def shown(key="", text="", kind="reply", hidden=False):
    entry = EntryView(1, kind, key, text, (), NOW, hidden=hidden)
    return line(entry, lambda at: "Today", lambda at: "3:00 pm")


@given(TOUGH)
def test_no_text_keeps_what_could_reorder_or_hide_the_page(text):
    """Overrides, invisible marks, controls and halves of characters never reach a page; twice is once."""
    done = clean(text)
    assert not set(done) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\x00\x1b\x7f")
    assert all(unicodedata.category(char) not in ("Cc", "Cs") for char in done if char not in "\n\t")
    assert clean(done) == done
    done.encode()


@pytest.mark.parametrize(
    "text",
    [
        "Zo\u00eb N\u00fa\u00f1ez",
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u0631\u062d\u0628\u0627",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "line\nline\ttab",
        "x\u0302\u0301",
    ],
)
def test_honest_writing_is_shown_as_it_was_typed(text):
    """Accents, other scripts, joined emoji and line breaks belong to people's words."""
    assert clean(text) == text


def test_a_flood_of_accents_is_cut_to_a_few():
    """A tower of marks would cover the lines above and below."""
    assert clean("Z" + "\u0351" * 4000 + "a") == "Z" + "\u0351" * 4 + "a"


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("said", "", "said"),
        ("reply", "faq.fee", "reply"),
        ("staff", "thread.reply", "staff"),
        ("reply", "guidance.emergency", "guidance"),
        ("reply", "refill.review", "review"),
        ("reply", "appointment.sent.new", "receipt"),
        ("other", "", "reply"),
    ],
)
def test_the_kind_of_card_follows_from_who_spoke_and_the_key(kind, key, expected):
    """Guidance, reviews and receipts stand out; a key never dresses up what a patient said."""
    assert look(EntryView(1, kind, key, "", (), NOW)) == expected


def test_a_hidden_line_is_private_whatever_else_it_is():
    """Not even its kind is told."""
    assert shown("appointment.review", hidden=True).look == "private"


def test_a_review_keeps_its_words_around_the_lines_and_values_of_several_lines():
    """The card shows the exact record, no more and no less."""
    text = "Check this.\n\u2022 Reason: a cough:\nfor two weeks\n\u2022 Reach you: here\nThen tap Send."
    card = shown("appointment.review", text)
    assert card.text == "Check this."
    assert card.rows == (("Reason", "a cough:\nfor two weeks"), ("Reach you", "here"))
    assert card.after == "Then tap Send."


def test_a_review_without_lines_is_plain_words():
    """Nothing is lost when the shape is another one."""
    assert shown("x.review", "Nothing to show").text == "Nothing to show"


@given(st.text(st.sampled_from("\u2022 :ab\n"), max_size=60))
def test_no_review_breaks_the_page(text):
    """Values come from people."""
    card = shown("x.review", text)
    assert all(len(row) == 2 for row in card.rows)


def test_a_long_message_is_folded_and_whole():
    """A hundred thousand characters do not bury the conversation."""
    said = shown(text="a" * LONG + "b" * 5, kind="said")
    assert (len(said.text), said.more) == (LONG, "bbbbb")
