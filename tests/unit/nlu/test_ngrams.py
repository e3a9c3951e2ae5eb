"""Runs of words and letters: what makes a slip of the hand still look like the word."""

import numpy as np

from nlu.reading.ngrams import Ngrams

TEXTS = ["refill my medicine", "refill the medicine", "forgot my password", "forgot the password"]


def test_a_slip_shares_runs_with_the_word_it_was_meant_to_be():
    """That is why letters are counted beside words."""
    known = Ngrams.learn(TEXTS)
    right, _ = known.vector("password")
    slip, _ = known.vector("passwword")
    assert set(right.tolist()) & set(slip.tolist())


def test_what_occurs_once_is_not_learned():
    """A name in one example must not pull every message with that name to it."""
    known = Ngrams.learn([*TEXTS, "zebra"])
    assert known.vector("zebra")[0].size < Ngrams.learn([*TEXTS, "zebra", "zebra"]).vector("zebra")[0].size


def test_a_text_with_nothing_known_has_an_empty_vector():
    """Other scripts must be read, not crash."""
    places, values = Ngrams.learn(TEXTS).vector("漢字")
    assert places.size == values.size == 0
    assert (places.dtype, values.dtype) == (
        np.int32,
        np.float32,
    )  # as with any other text: sums go on in single precision


def test_runs_survive_being_kept(tmp_path):
    """The archive stands on its own."""
    known = Ngrams.learn([*TEXTS, "username lost password known", "username lost password known"])
    known.save(tmp_path)
    for text in ("forgot my password username", "refill"):
        for one, other in zip(known.vector(text), Ngrams.load(tmp_path).vector(text), strict=True):
            assert np.array_equal(one, other)
