"""Numbers in figures and in words."""

from __future__ import annotations

import pytest

from nlu.entities.numbers import cardinal, digit_run, ordinal, year
from nlu.entities.tokens import tokenize
from tests.unit.nlu.entities.known import LEXICON


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30", 30),
        ("1,000", 1000),
        ("thirty", 30),
        ("twenty-five", 25),
        ("twenty five", 25),
        ("a hundred", 100),
        ("two hundred and fifty", 250),
        ("one thousand", 1000),
        ("zero", 0),
    ],
)
def test_an_amount_is_read(text: str, value: int) -> None:
    """Doses and quantities are said in every one of these ways."""
    count = cardinal(tokenize(text), 0, LEXICON)
    assert count is not None
    assert count.value == value


@pytest.mark.parametrize("text", ["", "pills", "the", "123456789012"])
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    """An account number is not a quantity, and neither is a word."""
    assert cardinal(tokenize(text), 0, LEXICON) is None


@pytest.mark.parametrize(
    ("text", "value"), [("3rd", 3), ("third", 3), ("twenty first", 21), ("thirty-first", 31), ("22nd", 22)]
)
def test_a_place_in_order_is_read(text: str, value: int) -> None:
    """Days of the month are told this way."""
    count = ordinal(tokenize(text), 0, LEXICON)
    assert count is not None
    assert count.value == value


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("one oh five three six", "10536"),
        ("105 36", "10536"),
        ("double five one", "551"),
        ("nine one four triple five", "914555"),
        ("ten five thirty six", "10536"),
        ("", ""),
        ("hello", ""),
    ],
)
def test_digits_read_out_are_put_together(text: str, digits: str) -> None:
    """ZIP codes, telephone numbers and codes come by voice, in groups of the speaker's choice."""
    assert digit_run(tokenize(text), 0, LEXICON).text == digits


@pytest.mark.parametrize(
    ("text", "value", "short"),
    [
        ("1980", 1980, False),
        ("'80", 80, True),
        ("nineteen eighty five", 1985, False),
        ("nineteen oh five", 1905, False),
        ("two thousand and one", 2001, False),
        ("two thousand", 2000, False),
        ("twenty twelve", 2012, False),
        ("seventy one", 71, True),
        ("nineteen hundred", 1900, False),
    ],
)
def test_a_year_is_read_and_a_short_one_is_marked(text: str, value: int, short: bool) -> None:
    """A short year may have two readings; whoever uses it must know."""
    told = year(tokenize(text), 0, LEXICON)
    assert told is not None
    assert (told.value, told.short) == (value, short)
