"""Wishes about one's own requests and data, told from everything else that people write."""

from __future__ import annotations

import pytest

from bot.content.steering import load_steering
from tests.conftest import DATA

WORDS = load_steering(DATA / "lexicon" / "en" / "steering.yml")


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("who am I acting for?", "who"),
        ("who can I act for", "who"),
        ("am I signed in?", "who"),
        ("what do you hold about me", "held"),
        ("what information do you have on me?", "held"),
        ("delete my chat data", "erase"),
        ("please erase this conversation", "erase"),
        ("I want to add something to my message", "add"),
        ("I forgot to mention that I moved", "add"),
        ("take back my refill", "take_back"),
        ("cancel my refill request", "take_back"),
        ("please have someone call me", "call_me"),
    ],
)
def test_a_wish_about_ones_own_things_is_heard(said: str, wish: str) -> None:
    """These have true answers of their own; the portal's questions would answer something else."""
    assert WORDS.wish(said) == wish


@pytest.mark.parametrize(
    "said",
    [
        "I need an appointment",
        "cancel my appointment",
        "never mind",
        "refill my sertraline",
        "is my data safe?",
        "who is my doctor",
        "call my pharmacy",
        "can I add my wife to the portal",
        "",
        "delete " * 40,
    ],
)
def test_other_words_are_no_such_wish(said: str) -> None:
    """A visit that is cancelled must not be taken for a request that is taken back."""
    assert WORDS.wish(said) is None


def test_a_refusal_of_a_time_keeps_its_not() -> None:
    """*Not before noon* without its *not* says the opposite."""
    assert WORDS.amendment("not before noon") == "not before noon"
    assert WORDS.amendment("not Tuesday, Wednesday") == "Wednesday"
    assert WORDS.amendment("no, make it CVS") == "CVS"


def test_the_words_of_a_wish_scattered_over_a_letter_are_none() -> None:
    """*Can I take ibuprofen ... my back is sore* must not take anything back."""
    assert WORDS.wish("Can I take ibuprofen with my sertraline? My back is sore from gardening.") is None
    assert WORDS.wish("please take my request back") == "take_back"
