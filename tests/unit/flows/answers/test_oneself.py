"""What a first message tells of its writer: taken where it can be nobody else's, left where it could be."""

from __future__ import annotations

import pytest

from bot.content.steering import load_steering
from bot.flows.answers.oneself import told_of_oneself
from tests.conftest import DATA
from tests.unit.nlu.entities.known import LEXICON, NOW

WORDS = load_steering(DATA / "lexicon" / "en" / "steering.yml")
VEGA = {"last_name": "Vega"}
BIRTH = {"dob": "1979-08-12"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hi this is Marisol Vega, I need to see Dr. Patel", VEGA),
        ("my name is marisol vega and i need a refill", VEGA),
        ("I'm Marisol Vega born 8/12/1979, 10549", {**VEGA, **BIRTH, "zip": "10549"}),
        ("Marisol Vega here, need an appointment", VEGA),
        ("I need a refill. Thanks, Marisol Vega", VEGA),
        ("last name Vega, need a refill", VEGA),
        ("8/12/1979, 10549, need an appointment", {**BIRTH, "zip": "10549"}),
        ("I need an appointment for knee pain. Marisol Vega 8/12/1979", {**VEGA, **BIRTH}),
        ("I need an appointment for my knee, Marisol Vega", VEGA),
        ("my mother, Marisol Vega, 8/12/1979, needs a refill", {}),
        ("refill for Marisol Vega", {}),
        ("I am Walter Abernathy's wife and need his tamsulosin", {}),
        ("This is Marisol Vega, mom of Kim. Her birthday is 6/30/2017", VEGA),
        ("my name is marisol vega and my husband leo vega, born 4/4/1970, needs a refill", VEGA),
        ("appointment for my son Leo Vega born 6/30/2017", {}),
        ("calling on behalf of Marisol Vega, 8/12/1979", {}),
        ("send it to CVS 10549", {}),
        ("I'm a new mom and need an appointment", {}),
        ("", {}),
    ],
)
def test_what_is_told_of_oneself(said: str, told: dict[str, str]) -> None:
    """A wrong guess would have a code mailed to nobody, and nobody would know why."""
    assert told_of_oneself(said, NOW, LEXICON, WORDS) == told
