"""The facts of the practice (`data/practice.yml`): each stated once, taken by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.content.files import ContentError, read_yaml
from policies.opening import Hours, Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Practice:
    """All facts by name: values for programs, and how each is said."""

    values: Mapping[str, Any]
    said: Mapping[str, Mapping[str, str]]  # language -> name -> words
    confirm: tuple[str, ...]
    hours: Hours
    zone: ZoneInfo

    def say(self, name: str, lang: str) -> str | None:
        """How a fact is said in `lang`, or None when there is no such fact."""
        return self.said.get(lang, self.said["en"]).get(name)


def load_practice(path: Path) -> Practice:
    """Read and check the practice's facts. Raises ContentError."""
    facts = read_yaml(path).get("facts")
    if not isinstance(facts, dict):
        raise ContentError(f"{path.name} needs a map named `facts`: see the top of the file.")
    values = {name: fact["value"] for name, fact in facts.items()}
    said = {lang: {name: _said(fact, lang) for name, fact in facts.items()} for lang in ("en", "es")}
    confirm = tuple(name for name, fact in facts.items() if fact.get("confirm"))
    try:
        hours, zone = _hours(values), ZoneInfo(str(values["practice.timezone"]))
    except (KeyError, ValueError) as error:
        raise ContentError(
            f"{path.name}: office.hours, office.holidays or practice.timezone cannot be read ({error})."
        ) from None
    return Practice(values, said, confirm, hours, zone)


def _said(fact: Mapping[str, Any], lang: str) -> str:
    words = fact.get(f"say_{lang}", fact.get("say", fact["value"]))
    return str(words)


def _hours(values: Mapping[str, Any]) -> Hours:
    weekly: dict[int, tuple[Span, ...]] = {}
    entries = values["office.hours"]
    for entry in entries if isinstance(entries, list) else [entries]:
        span = (_clock(entry["opens"]), _clock(entry["closes"]))
        for day in entry["days"]:
            weekly[DAYS.index(day)] = (*weekly.get(DAYS.index(day), ()), span)
    special: dict[date, tuple[Span, ...]] = {}
    for day in values["office.holidays"]:
        half = ((_clock(day["opens"]), _clock(day["closes"])),) if "opens" in day else ()
        special[day["date"]] = half
    return Hours(weekly, special)


def _clock(text: str) -> time:
    return time(23, 59, 59) if text == "24:00" else time.fromisoformat(text)
