"""The content check for what somebody wants to publish: the very same check, told with the lines that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.checks import check
from bot.checks.lines import lines_of
from bot.checks.report import Weight
from bot.checks.world import load_world
from bot.pieces import Fault


def check_edit(folder: Path, today: date, words: Mapping[str, str]) -> tuple[Fault, ...]:
    """What stops a release in `folder`, as `frontdoor content check` finds it.

    `words` are those that somebody is writing, by where findings about them lie.
    """
    found = check(folder, today).of(Weight.FAILURE)
    if not any(one.where in words for one in found):
        return tuple(Fault(one.check, _place(one.where, folder), one.text) for one in found)
    world = load_world(folder, today)
    return tuple(
        Fault(one.check, one.where, one.text, lines_of(world, one.check, one.text, words.get(one.where, "")))
        for one in found
    )


def _place(where: str, folder: Path) -> str:
    """A folder that is made for a check is nothing anybody should look for."""
    return "" if str(folder) in where else where
