"""Bare answers tell no story; anything that does is left to the learned reader of danger."""

from __future__ import annotations

import pytest

from bot.flows.answers.bareness import is_bare, is_code
from tests.unit.nlu.entities.known import LEXICON


@pytest.mark.parametrize(
    "said", ["lisinopril 10mg", "three days", "5", "about a week", "next Tuesday morning", "December 7 at 9", "10549"]
)
def test_a_value_alone_is_bare(said: str) -> None:
    """These answer a question of ours, and a guess at danger in them would stop the request."""
    assert is_bare(said, LEXICON)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I took lisinopril",
        "fifty sertraline",
        "20 pills of sertraline",
        "three days of fever",
        "since Tuesday my chest hurts",
        "headache",
        "lisinopril all of it",
        "bleeding",
    ],
)
def test_a_word_more_is_a_story(said: str) -> None:
    """One word can be the whole emergency."""
    assert not is_bare(said, LEXICON)


@pytest.mark.parametrize(
    "said", ["K7QM-2X9P-4RT101", "4821 9033", "mvega79", "K7QM 2X9P 4RT1", "marisol.vega79@example.com"]
)
def test_a_code_is_no_story(said: str) -> None:
    """*4RT101* is no fever."""
    assert is_code(said)


@pytest.mark.parametrize("said", ["took 100 pills", "TOOK 1000 PILS", "fever 103", "I took 40", "", "stop", "chest"])
def test_a_word_among_figures_is_a_story(said: str) -> None:
    """At a question for a code people may tell what they did."""
    assert not is_code(said)
