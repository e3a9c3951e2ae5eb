"""Answers to questions: each names its source, who owns it, and until when it may stand without being read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.checks.report import Finding
from bot.checks.world import World

NEEDED = ("id", "answer", "source", "owner", "reviewed", "review_by")


def check_answers(world: World) -> Iterator[Finding]:
    """Missing review metadata, a past review date, an id that is not the file's or not an intent."""
    for lang, files in world.answers.items():
        for path, raw in files.items():
            where = f"{lang} {path.name}"
            for name in NEEDED:
                if not raw.get(name):
                    yield Finding("answers", where, f"has no `{name}`.")
            yield from _identity(world, where, path, raw)
            yield from _dates(world, where, raw)


def _identity(world: World, where: str, path: Path, raw: Mapping[str, Any]) -> Iterator[Finding]:
    if raw.get("id") != f"faq.{path.stem}":
        yield Finding("answers", where, f"its id must be faq.{path.stem}, as the file is named.")
    if raw.get("id") not in world.intents:
        yield Finding("answers", where, "no question leads here: there are no examples under data/nlu/ for its id.")


def _dates(world: World, where: str, raw: Mapping[str, Any]) -> Iterator[Finding]:
    reviewed, until = raw.get("reviewed"), raw.get("review_by")
    for name, day in (("reviewed", reviewed), ("review_by", until)):
        if day is not None and not isinstance(day, date):
            yield Finding("answers", where, f"`{name}` must be a date like 2026-11-23.")
            return
    if isinstance(reviewed, date) and reviewed > world.today:
        yield Finding("answers", where, f"was reviewed on {reviewed}, which is still to come.")
    if isinstance(until, date) and until < world.today:
        yield Finding("answers", where, f"was to be read again by {until}: read it, then set both dates.")
    if isinstance(reviewed, date) and isinstance(until, date) and until <= reviewed:
        yield Finding("answers", where, "`review_by` must lie after `reviewed`.")
