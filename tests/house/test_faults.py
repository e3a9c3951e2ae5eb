"""Every named point is passed by the program, and nothing in the program puts anything there."""

from __future__ import annotations

import ast

import pytest

from bot.faults import Point
from tests.faults.test_oracle import ELSEWHERE
from tests.house.source import PACKAGES, ROOT, calls, name_of, python_files


def passed() -> set[str]:
    """The names of the points that the program passes."""
    return {
        call.args[0].attr
        for path in python_files(*PACKAGES)
        for name, call in calls(path)
        if name == "reach" and isinstance(call.args[0], ast.Attribute)
    }


def test_every_point_is_really_passed() -> None:
    """A name that stands nowhere in the program would look like a test."""
    assert passed() == {point.name for point in Point}


def test_nothing_in_the_program_strikes() -> None:
    """What a test may do to a program, nobody may do to a practice."""
    assert {name_of(path) for path in python_files(*PACKAGES) for name, _ in calls(path) if name == "struck"} == set()


@pytest.mark.parametrize("point", sorted(ELSEWHERE))
def test_what_the_script_does_not_pass_is_struck_elsewhere(point: Point) -> None:
    """The oracle's own test shows that the script passes all others."""
    assert f"Point.{point.name}" in (ROOT / "tests/faults/test_middle.py").read_text(encoding="utf-8")
