"""`frontdoor content check`: what a practice runs after an edit of its wording, facts or rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.checks.answers import check_answers
from bot.checks.canned import check_canned
from bot.checks.facts import check_facts
from bot.checks.gate import check_gate
from bot.checks.keys import check_keys
from bot.checks.places import check_places
from bot.checks.plainness import check_plainness
from bot.checks.report import CheckReport, Finding, Weight
from bot.checks.sayable import by_key, sayables
from bot.checks.shape import check_shape
from bot.checks.wordings import check_wordings, spread
from bot.checks.world import World, load_world
from bot.content.files import ContentError, shaped

__all__ = ["CheckReport", "Finding", "Weight", "check", "main"]

DATA = Path(__file__).resolve().parent.parent.parent / "data"


def check(data: Path, today: date) -> CheckReport:
    """Check everything under `data` as of `today`. Files that cannot be read are a finding, never a traceback."""
    try:
        with shaped(data):
            return _checked(load_world(data, today))
    except ContentError as why:
        return CheckReport((Finding("files", str(data), str(why)),), ("what could be read",))


def _checked(world: World) -> CheckReport:
    sayable = by_key(sayables(world))
    findings = (
        *check_keys(world, sayable),
        *check_places(world, sayable),
        *check_shape(world),
        *check_plainness(world),
        *check_facts(world),
        *check_answers(world),
        *check_canned(world),
        *check_gate(world.data),
        *check_wordings(world.data),
    )
    return CheckReport(findings, _looked_at(world))


def _looked_at(world: World) -> tuple[str, ...]:
    texts = sum(map(len, world.content.texts.values()))
    languages = ", ".join(sorted(world.content.texts))
    return (
        f"{texts} texts ({languages})",
        f"{len(world.facts)} facts",
        f"{sum(map(len, world.content.canned.values()))} canned answers",
        f"{len(world.flows)} flows",
        "all screening examples",
        spread(world.data),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the report; return 1 when anything has to be mended."""
    parser = argparse.ArgumentParser(prog="frontdoor content check", description="Check wording, facts and rules.")
    parser.add_argument(
        "--data", type=Path, default=DATA, help="the folder to check (default: the product's own data/)"
    )
    parser.add_argument("--today", type=date.fromisoformat, default=None, help="check as of this day, like 2026-11-23")
    arguments = parser.parse_args(argv)
    today = arguments.today or date.today()  # noqa: DTZ011  # review dates are days of the practice's own calendar
    report = check(arguments.data, today)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    return 0 if report.ok else 1
