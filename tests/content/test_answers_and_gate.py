"""Answers carry who answers for them; screening examples are judged one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.checks.answers import check_answers
from bot.checks.gate import judge
from bot.checks.world import World
from bot.content.triage import Example, load_red_flags
from policies.triage import RedFlags
from tests.content.conftest import DATA

GOOD = {
    "id": "faq.fee",
    "answer": "It is free.",
    "source": "portal page: fee",
    "owner": "practice manager",
    "reviewed": date(2026, 11, 1),
    "review_by": date(2027, 5, 1),
}


def findings(world: World, today: date = date(2026, 11, 23), name: str = "fee", **changed: Any) -> list[str]:
    """What is found about one answer file with these entries."""
    raw = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    one = replace(world, today=today)
    one.__dict__["answers"] = {"en": {Path(f"{name}.yml"): raw}}
    return [finding.text for finding in check_answers(one)]


def test_a_whole_answer_is_let_through(world: World) -> None:
    """So that the other tests show what they seem to show."""
    assert findings(world) == []


@pytest.mark.parametrize("name", sorted(GOOD))
def test_an_answer_without_one_of_its_entries_is_found(world: World, name: str) -> None:
    """Without an owner nobody is asked; without a source nobody can check."""
    assert f"has no `{name}`." in findings(world, **{name: None})


def test_the_last_day_still_counts(world: World) -> None:
    """`review_by` is the last day the answer may stand unread."""
    assert findings(world, today=date(2027, 5, 1)) == []
    assert findings(world, today=date(2027, 5, 2)) == [
        "was to be read again by 2027-05-01: read it, then set both dates."
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reviewed": date(2026, 12, 1)}, "still to come"),
        ({"review_by": date(2026, 11, 1)}, "must lie after"),
        ({"reviewed": "last week"}, "must be a date"),
        ({"id": "faq.fees"}, "its id must be faq.fee"),
    ],
)
def test_review_entries_that_cannot_be_true_are_found(world: World, changed: dict[str, Any], said: str) -> None:
    """A date that nobody could have written down honestly is a slip."""
    assert [one for one in findings(world, **changed) if said in one]


def test_an_answer_that_no_question_leads_to_is_found(world: World) -> None:
    """An answer nobody can reach helps nobody."""
    assert [one for one in findings(world, name="parking", id="faq.parking") if "no question leads here" in one]


@pytest.fixture(scope="module")
def rules() -> RedFlags:
    """The practice's real rules."""
    return load_red_flags(DATA)


@pytest.mark.parametrize(
    ("text", "fires", "found"),
    [
        ("crushing chest pain and my left arm is numb", True, 0),
        ("what are your opening hours", True, 1),
        ("what are your opening hours", False, 0),
        ("crushing chest pain and my left arm is numb", False, 1),
    ],
)
def test_the_gate_judges_each_example_by_its_own_presentation(
    rules: RedFlags, text: str, fires: bool, found: int
) -> None:
    """One missed utterance fails the build; an average would hide it."""
    example = Example("heart_attack", "emergency", text, fires)
    assert len(list(judge(example, rules))) == found
