"""Putting misspelt words right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities.spelling import Speller, allowed_slips, distance

WORDS = ("sertraline", "cetirizine", "metformin", "metoprolol", "prednisone", "prednisolone", "zoloft")
SHORT = st.text(alphabet="abcde", max_size=8)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sertralin", "sertraline"), ("metforman", "metformin"), ("metropolol", "metoprolol"), ("zolofft", "zoloft")],
)
def test_a_misspelt_word_finds_the_one_it_was_meant_to_be(typed: str, meant: str) -> None:
    """Half of all medicines are typed with a slip."""
    near = Speller(WORDS).near(typed)
    assert near is not None
    assert near.words == (meant,)


def test_a_known_word_is_itself_though_others_are_near() -> None:
    """Prednisone and prednisolone are two letters apart and not the same medicine."""
    near = Speller(WORDS).near("prednisone")
    assert near is not None
    assert (near.words, near.slips) == (("prednisone",), 0)


def test_words_equally_near_are_all_named() -> None:
    """Taking one of them would be guessing at somebody's medicine."""
    near = Speller(("actonel", "actoned")).near("actones")
    assert near is not None
    assert set(near.words) == {"actonel", "actoned"}


@pytest.mark.parametrize("word", ["", "met", "please", "x" * 50])
def test_short_and_far_words_are_left_alone(word: str) -> None:
    """A correction nobody asked for is an invented medicine."""
    assert Speller(WORDS).near(word) is None


def test_slips_allowed_grow_with_length() -> None:
    """One slip in four letters makes another word; in twelve it hardly ever does."""
    assert [allowed_slips(n) for n in (4, 5, 7, 11)] == [0, 1, 2, 3]


@given(SHORT, SHORT)
def test_distance_is_the_same_both_ways(one: str, two: str) -> None:
    """Which word stands in the list must not matter."""
    assert distance(one, two, 10) == distance(two, one, 10)


@given(SHORT, SHORT, st.integers(0, 3))
def test_a_limit_only_cuts_off(one: str, two: str, limit: int) -> None:
    """The early end of the search must not change an answer within the limit."""
    whole = distance(one, two, 20)
    assert whole is not None
    assert distance(one, two, limit) == (whole if whole <= limit else None)


@given(st.sets(st.text(alphabet="abcde", min_size=4, max_size=8), min_size=1, max_size=6), SHORT)
def test_nothing_nearer_is_overlooked(words: set[str], typed: str) -> None:
    """The quick filter on letters must never drop the right word."""
    near = Speller(words).near(typed, 2)
    slips = {word: distance(typed, word, 2) for word in words}
    found = [count for count in slips.values() if count is not None]
    if not found:
        assert near is None
    else:
        assert near is not None
        assert set(near.words) == {word for word, count in slips.items() if count == min(found)}
