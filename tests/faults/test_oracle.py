"""A script with faults ends as the same script without: the run that nothing disturbed is the oracle."""

from __future__ import annotations

import os
import random

import pytest

from bot.faults import Point
from bot.serving import load_demo
from tests.faults.practice import Practice, Strikes, settings_for, url_of
from tests.faults.script import play

SEED = int(os.environ.get("FAULT_SEED", "8"))
EACH = int(os.environ.get("FAULT_EACH", "2"))
"""Passings of each point that are struck, of which the first is always one; of the commits, twice as many."""
RUNS = 2
OFTEN = (Point.COMMITS, Point.COMMITTED)
ELSEWHERE = {Point.MIGRATES, Point.ROTATES, Point.BACKS_UP, Point.RESTORES}
"""Points that the script does not come to: test_middle.py does."""
ORACLES: dict[str, tuple[dict[str, object], dict[Point, int]]] = {}


async def played(url: str, folder, strikes: Strikes) -> tuple[dict[str, object], Practice]:
    """The script in a fresh practice."""
    settings = settings_for(url, folder)
    await load_demo(settings)
    practice = Practice(settings, strikes)
    await practice.open()
    try:
        with practice.striking():
            return await play(practice), practice
    finally:
        await practice.close()


async def oracle(folder) -> tuple[dict[str, object], dict[Point, int]]:
    """What the script ends in when nothing disturbs it, and how often it passes each point; played once, on SQLite, for both."""
    if "seen" not in ORACLES:
        strikes = Strikes(set(), ends=True)
        ORACLES["seen"] = (await played("", folder, strikes))[0], strikes.passed
    return ORACLES["seen"]


def planned(passed: dict[Point, int], run: int) -> set[tuple[Point, int]]:
    """The strikes of one run: over all runs, each point at its first passing and at some by chance."""
    dice = random.Random(SEED)
    strikes = []
    for point in Point:
        often = EACH * (2 if point in OFTEN else 1)
        rest = range(2, passed.get(point, 0) + 1)
        strikes += [(point, n) for n in (1, *dice.sample(rest, min(often - 1, len(rest)))) if point not in ELSEWHERE]
    dice.shuffle(strikes)
    return set(strikes[run::RUNS])


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("ends", [True, False], ids=["the program ends", "the line breaks"])
async def test_a_script_with_faults_ends_as_the_one_without(place, tmp_path_factory, run, ends):
    """Wherever it is cut off, nothing is lost, nothing is done twice, and only what may be sent again is."""
    wanted, passed = await oracle(tmp_path_factory.mktemp("oracle"))
    strikes = Strikes(planned(passed, run), ends=ends)
    seen, practice = await played(url_of(place), tmp_path_factory.mktemp("struck"), strikes)
    # Later passings may fall together, and where guidance could not be sent at once nothing is cut off after it.
    missed = {point for point, number in strikes.planned - set(strikes.done) if number == 1}
    assert missed <= ({Point.GUIDED} if not ends else set())
    assert seen == wanted, sorted(strikes.planned)
    assert practice.lives == 1 + (len(strikes.done) if ends else 0)


async def test_the_script_passes_every_point(tmp_path_factory):
    """A point that nothing comes by would be a test that tests nothing."""
    _, passed = await oracle(tmp_path_factory.mktemp("oracle"))
    assert {point for point in Point if not passed.get(point)} == ELSEWHERE
