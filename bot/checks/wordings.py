"""What the language model learns from: enough of every name, nothing under two names, none drowned by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.checks.kept import kept
from bot.checks.report import Finding
from nlu.examples import read_training_set
from nlu.model import ModelError
from nlu.wordings import balance, faults


@kept("nlu", "triage", "lexicon")
def check_wordings(data: Path) -> Iterator[Finding]:
    """Look over the wordings of every name."""
    try:
        wordings = read_training_set(data).wordings
    except ModelError as why:
        yield Finding("wordings", "data/nlu", str(why))
        return
    yield from (Finding("wordings", fault.name, f"{fault.text}.") for fault in faults(wordings))


def spread(data: Path) -> str:
    """How evenly they are spread, in a few words."""
    return _spread(data)[0]


@kept("nlu", "triage", "lexicon")
def _spread(data: Path) -> tuple[str]:
    try:
        return (balance(read_training_set(data).wordings),)
    except ModelError:
        return ("no wordings",)
