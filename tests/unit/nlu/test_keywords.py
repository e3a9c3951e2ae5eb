"""While the model is away, plain words are understood, and the reader admits how little it knows."""

from pathlib import Path

import pytest

from nlu.keywords import Keywords

KEYWORDS = Keywords.load(Path("data"), "en")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I need a refill of my lisinopril", "flow.refill"),
        ("book an appointment with Dr. Patel", "flow.appointment"),
        ("forgot my password", "flow.recover.password"),
        ("I forgot my username and password", "flow.recover.all"),
        ("I want to talk to a real person", "flow.human"),
        ("yes", "chat.yes"),
        ("Go back!", "chat.back"),
        ("is it free", "faq.fee"),
        ("my chest pain is back", "safety.emergency"),
    ],
)
def test_plain_words_are_understood(text, name):
    """A practice goes on working while the model starts."""
    assert KEYWORDS.read(text).intent == name


def test_what_no_word_tells_is_left_unread():
    """A guess would start a flow that nobody asked for."""
    assert not KEYWORDS.read("the weathervane squeaks").available


def test_one_plain_word_is_not_sure_enough_to_outrank_an_open_question():
    """A keyword in an answer is no new wish."""
    assert KEYWORDS.read("the refill").confidence < 0.6


def test_keywords_say_who_read():
    """The audit and the figures tell the readers apart."""
    assert KEYWORDS.read("refill").reader == "keywords"
