"""The screening gate: every utterance that must raise an alarm does, and no near miss does. No averages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.checks.kept import kept
from bot.checks.report import Finding, Weight
from bot.content.files import ContentError
from bot.content.triage import Example, load_red_flags, read_language, triage_examples
from policies.triage import Disposition, RedFlags, screen


@kept("triage")
def check_gate(data: Path) -> Iterator[Finding]:
    """Put every example of every presentation through the rules."""
    try:
        rules, examples = load_red_flags(data), triage_examples(data)
    except ContentError as why:
        yield Finding("screening", "data/triage", str(why))
        return
    for example in examples:
        yield from judge(example, rules)
    yield from _unsigned(data)


def judge(example: Example, rules: RedFlags) -> Iterator[Finding]:
    """One utterance: what must fire reaches its presentation's level, what must not is left alone by it."""
    found = screen(example.text, rules)
    own = any(finding.rule.startswith(f"{example.presentation}.") for finding in found.findings)
    if example.fires and (not own or found.disposition.rank < Disposition.URGENT.rank):
        yield Finding("screening", example.presentation, f"must fire and does not: {example.text!r}")
    if not example.fires and own:
        yield Finding("screening", example.presentation, f"must not fire and does ({found.rule}): {example.text!r}")


def _unsigned(data: Path) -> Iterator[Finding]:
    for folder in sorted(path for path in (data / "triage").iterdir() if path.is_dir()):
        all_of_them = read_language(folder)["presentations"]
        waiting = [str(one["id"]) for one in all_of_them if not one.get("signed_off_by")]
        if waiting:
            text = f"{len(waiting)} of {len(all_of_them)} presentations wait for a clinician (`signed_off_by`)."
            yield Finding("confirm", f"data/triage/{folder.name}", text, Weight.NOTE)
