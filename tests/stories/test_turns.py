"""How many turns a patient needs from the first message to a sent request: short is kind."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import pytest

from nlu.understanding import Reader
from tests.stories.runner import counted

REFILLS = (
    ["I need a refill of my sertraline", "10", "CVS Katonah", "yes"],
    ["refill sertraline 50 mg, 3 days left, Walgreens Bedford Hills", "yes"],
    ["can I get a refill", "levothyroxine", "7", "walgreens", "send it"],
    ["I need refills on my sertraline and levothyroxine", "two weeks", "cvs katonah", "yes"],
    ["refil my sertralin plz", "one", "no", "Walgreens", "yes"],
    ["I'm out of my levothyroxine, please renew it", "no", "CVS Mount Kisco", "yes"],
    ["need my thyroid pills refilled at Walgreens", "5 days", "looks good"],
)
VISITS = (
    ["I need an appointment", "Dr. Patel", "my yearly checkup", "tuesday morning", "yes"],
    ["I'd like an appointment with Dr. Patel next Thursday after two about my knee pain", "send it"],
    ["book me a visit", "anyone, for a rash, any morning next week", "yes"],
    ["can I see Dr. Okonkwo about a rash", "monday afternoon", "yes"],
    ["I want to come in", "my usual doctor", "a flu shot", "whenever", "yes"],
    ["schedule a physical for me with Dr. Lindqvist", "december 7", "send"],
    ["I need to move my appointment with Dr. Patel on December 3rd", "december 10 in the morning", "yes"],
)
STRANGERS = (
    ["I need a refill of my sertraline, 10 days left, CVS Katonah", "Vega", "8/12/1979", "10549", "{code}", "yes"],
    ["I need an appointment with Dr. Patel for a rash", "Vega", "8/12/1979", "10549", "{code}", "tuesday", "yes"],
    ["I need a refill", "Vega", "8/12/1979", "10549", "{code}", "sertraline, 9 days left", "walgreens", "yes"],
    ["send Dr. Patel a message saying my new brace fits well", "Vega", "8/12/1979", "10549", "{code}", "yes"],
)


async def turns(said: tuple[list[str], ...], who: dict[str, str], folder: Path, reader: Reader) -> list[int]:
    """The number of turns of each conversation; each must end with one request sent."""
    counts = []
    for number, words in enumerate(said):
        story: dict[str, Any] = {**who, "name": words[0], "steps": [{"say": one} for one in words]}
        assert await counted(story, folder / str(number), reader) == 1, words
        counts.append(len(words))
    return counts


@pytest.mark.parametrize(
    ("said", "who", "most"),
    [(REFILLS, {"as": "marisol"}, 4), (VISITS, {"as": "marisol"}, 5), (STRANGERS, {}, 8)],
    ids=["refill", "appointment", "stranger"],
)
async def test_the_median_request_is_short(
    said: tuple[list[str], ...], who: dict[str, str], most: int, tmp_path: Path, reader: Reader
) -> None:
    """Every question too many loses somebody; every conversation here must also end in a request."""
    assert median(await turns(said, who, tmp_path, reader)) <= most
