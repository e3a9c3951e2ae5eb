"""The red flags of every language against their own utterances: what must fire fires, what must not does not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest

from bot.content.triage import Example, load_red_flags, read_language, triage_examples
from policies.triage import Disposition, RedFlags, screen

DATA = Path(__file__).resolve().parents[2] / "data"
ENGLISH = read_language(DATA / "triage" / "en")["presentations"]
FEWEST_PRESENTATIONS = 60


def fired(example: Example) -> set[str]:
    findings = screen(example.text, load_red_flags(DATA)).findings
    return {finding.rule.split(".")[0] for finding in findings}


@pytest.mark.parametrize("example", triage_examples(DATA), ids=lambda one: f"{one.presentation}:{one.text[:40]}")
def test_every_utterance_reads_as_its_presentation_says(example: Example) -> None:
    """A clinician signed these sentences; one that reads otherwise stops the release."""
    assert (example.presentation in fired(example)) is example.fires


@pytest.mark.parametrize("example", [one for one in triage_examples(DATA) if one.fires], ids=lambda one: one.text[:60])
def test_no_utterance_gets_less_than_its_presentation_asks(example: Example) -> None:
    """Another rule may ask for more, never for less."""
    asked = Disposition(example.disposition)
    assert screen(example.text, load_red_flags(DATA)).disposition.rank >= asked.rank


def test_there_are_at_least_sixty_presentations() -> None:
    """The breadth that was promised."""
    assert len({str(one["id"]) for one in ENGLISH}) >= FEWEST_PRESENTATIONS


@pytest.mark.parametrize("one", ENGLISH, ids=lambda one: str(one["id"]))
def test_every_presentation_names_its_source_and_its_level(one: dict[str, str]) -> None:
    """A rule nobody can trace cannot be reviewed."""
    assert one["source"]
    assert one["name"]
    assert Disposition(one["disposition"]) is not Disposition.NONE


def test_no_utterance_stands_twice_in_one_presentation() -> None:
    """The same sentence as must-fire and must-not would make the gate a coin toss."""
    for one in ENGLISH:
        said = [*one["must_fire"], *one["must_not"]]
        assert len(said) == len(set(said)), one["id"]


def test_no_utterance_is_owed_two_levels_of_care() -> None:
    """What 911 is owed and what the same day is owed must not be taught by one sentence."""
    levels: dict[str, set[str]] = {}
    for one in ENGLISH:
        for text in one["must_fire"]:
            levels.setdefault(text.casefold(), set()).add(one["disposition"])
    assert [text for text, some in levels.items() if len(some) > 1] == []


@pytest.mark.parametrize(
    "unit", ["no chest pain ", "chest pain ", "if i fall ", "so very ", "qwrtp zxcvb ", "12 ", "a, "]
)
def test_time_grows_with_length(unit: str) -> None:
    """Doubling a text may double the time; the best of several runs is compared, in one process."""
    rules = load_red_flags(DATA)
    texts = [(unit * (100_000 // len(unit)))[:size] for size in (25_000, 50_000, 100_000)]
    times = [min(measured(text, rules) for _ in range(3)) for text in texts]
    for shorter, longer in pairwise(times):
        assert longer < 3.5 * shorter + 0.01


def measured(text: str, rules: RedFlags) -> float:
    screen.cache_clear()  # It would be known by heart from the time before.
    began = process_time()
    screen(text, rules)
    return process_time() - began
