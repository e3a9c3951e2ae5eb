"""Username and password stand in the same words whichever is lost; sending somebody down the wrong path costs them a code."""

import pytest

from nlu.reading.credentials import credential_marks


@pytest.mark.parametrize(
    "text",
    [
        "i know my username just not the password",
        "have username , need password",
        "username yes password no",
        "forgot my password , username is fine",
        "the username works its the password that is wrong",
    ],
)
def test_the_password_is_the_lost_one(text):
    """Each mention goes with the nearest word that says lost or known."""
    marks = credential_marks(text)
    assert "password lost" in marks
    assert "username known" in marks


def test_a_not_turns_the_next_word_round():
    """*Do not remember* says lost."""
    assert "username lost" in credential_marks("i do not remember my username")


def test_nothing_is_noted_where_neither_is_mentioned():
    """The marks must not leak into other wishes."""
    assert credential_marks("i lost my pills and need a refill") == []


def test_only_one_named_is_told_from_both():
    """Both lost is a path of its own."""
    assert "only password" in credential_marks("password gone")
    assert "both named" in credential_marks("lost username and password")
