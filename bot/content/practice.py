"""The facts of the practice (`data/practice.yml`): each stated once, taken by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.content.files import ContentError, read_yaml, shaped
from policies.opening import MIDNIGHT, Hours, Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SAY = "say_"
"""How the name begins under which a fact is said in another language."""


RELAXED = "telegram.private"
"""The fact that says whether patients may choose to talk of private things in Telegram."""
MODES = ("strict", "relaxed")


@dataclass(frozen=True, slots=True)
class Decision:
    """That the practice lets patients choose: who decided it, and when."""

    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Practice:
    """All facts by name: values for programs, and how each is said."""

    values: Mapping[str, Any]
    said: Mapping[str, Mapping[str, str]]  # language -> name -> words
    confirm: tuple[str, ...]
    hours: Hours
    zone: ZoneInfo
    relaxed: Decision | None = None  # None: private things stay off Telegram, whoever would agree to it

    def say(self, name: str, lang: str) -> str | None:
        """How a fact is said in `lang`, or None when there is no such fact."""
        return self.said.get(lang, self.said["en"]).get(name)


def load_practice(path: Path) -> Practice:
    """Read and check the practice's facts. Raises ContentError."""
    raw = read_yaml(path)
    facts = raw.get("facts") if isinstance(raw, dict) else None
    if not isinstance(facts, dict):
        raise ContentError(f"{path.name} needs a map named `facts`: see the top of the file.")
    with shaped(path):
        return _practice(path, facts)


def _practice(path: Path, facts: Mapping[str, Any]) -> Practice:
    values = {name: fact["value"] for name, fact in facts.items()}
    languages = {"en", *(name.removeprefix(SAY) for fact in facts.values() for name in fact if name.startswith(SAY))}
    said = {lang: {name: _said(fact, lang) for name, fact in facts.items()} for lang in sorted(languages)}
    confirm = tuple(name for name, fact in facts.items() if fact.get("confirm"))
    try:
        hours, zone = _hours(values), ZoneInfo(str(values["practice.timezone"]))
    except (KeyError, TypeError, ValueError, OSError) as error:  # an OSError: a folder is no time zone
        raise ContentError(
            f"{path.name}: office.hours, office.holidays or practice.timezone cannot be read ({error})."
        ) from None
    return Practice(values, said, confirm, hours, zone, _decision(path.name, values.get(RELAXED, {"mode": "strict"})))


def _decision(file: str, value: Any) -> Decision | None:  # noqa: ANN401  # a YAML value, checked here
    """The decision to let patients choose, if it was made. Raises ContentError for one that is not complete."""
    mode = value.get("mode") if isinstance(value, dict) else value
    if mode not in MODES:
        raise ContentError(f"{file}: {RELAXED} needs `mode: strict` or `mode: relaxed`, not {mode!r}.")
    if mode == "strict":
        return None
    who, day = (value.get("decided_by"), value.get("decided_on")) if isinstance(value, dict) else (None, None)
    try:
        on = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        on = None
    if not isinstance(who, str) or not who.strip() or on is None:
        raise ContentError(
            f"{file}: {RELAXED} is relaxed, but not who decided that and when: add `decided_by` (the privacy officer's name) and "
            "`decided_on` (a day such as 2026-11-26), or set `mode: strict`."
        )
    return Decision(who.strip(), on)


def _said(fact: Mapping[str, Any], lang: str) -> str:
    words = fact.get(f"{SAY}{lang}", fact.get("say", fact["value"]))
    return str(words)


def _hours(values: Mapping[str, Any]) -> Hours:
    weekly: dict[int, tuple[Span, ...]] = {}
    entries = values["office.hours"]
    for entry in entries if isinstance(entries, list) else [entries]:
        for day in entry["days"]:
            weekly[DAYS.index(day)] = (*weekly.get(DAYS.index(day), ()), _span(entry))
    return Hours(weekly, {day["date"]: _on(day) for day in values["office.holidays"]})


def _on(day: Mapping[str, Any]) -> tuple[Span, ...]:
    """The spans of one single day: none on a holiday, one on a half day, several under `spans` where there is a break."""
    return tuple(_span(one) for one in day.get("spans", [day] if "opens" in day else []))


def _span(entry: Mapping[str, Any]) -> Span:
    start, end = _clock(entry["opens"]), _clock(entry["closes"])
    if start >= end:
        raise ValueError(f"{entry['opens']} to {entry['closes']} is no time: a day ends at 24:00 at the latest")
    return start, end


def _clock(text: str) -> time:
    return MIDNIGHT if text == "24:00" else time.fromisoformat(text)
