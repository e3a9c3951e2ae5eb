"""Facts stand once, in data/practice.yml; texts take them by name. Facts to confirm are listed for the practice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.checks.report import Finding, Weight
from bot.checks.world import World

NUMBER = re.compile(r"\+?\(?\d[\d\s().\-\u2010-\u2015]{1,20}\d")
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?\s?m\b\.?|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
SHORTEST_NUMBER = 3
URL = re.compile(r"https?://(?:www\.)?([^/\s]+)")


def check_facts(world: World) -> Iterator[Finding]:
    """Facts written out in a text, facts without a source, and facts that somebody has to confirm."""
    forms = dict(_forms(world))
    for lang, texts in world.content.texts.items():
        for key, text in sorted(texts.items()):
            for words in filter(None, (text.text, text.public)):
                for name in sorted(set(_written_out(words, forms))):
                    yield Finding("facts", f"{lang} {key}", f"writes out a fact: put {{{name}}} in its place.")
    for name, fact in sorted(world.raw_facts.items()):
        if not fact.get("source"):
            yield Finding("facts", name, "has no source: say where it comes from.")
        if fact.get("confirm"):
            yield Finding("confirm", name, _to_confirm(world, name, fact), Weight.NOTE)


def facts_in(world: World, words: str) -> frozenset[str]:
    """The facts that some words write out."""
    return frozenset(_written_out(words, dict(_forms(world))))


def _to_confirm(world: World, name: str, fact: Mapping[str, Any]) -> str:
    other = f"; the other reading is {fact['other_reading']!r}" if "other_reading" in fact else ""
    note = f" {fact['note']}" if fact.get("note") else ""
    return f"used as {world.content.practice.say(name, 'en')!r}{other}.{note}"


def _forms(world: World) -> Iterator[tuple[str, str]]:
    """The recognisable form of each fact (digits, address, clock time, wording with a figure), and the fact's name."""
    for name, value in world.content.practice.values.items():
        said = world.content.practice.say(name, "en") or ""
        if isinstance(value, str):
            yield from _of_text(name, value)
        for span in value if isinstance(value, list) else [value]:
            if isinstance(span, dict):
                yield from ((f"clock {_minutes(str(span[end]))}", name) for end in ("opens", "closes") if end in span)
        if any(char.isdigit() for char in said) and any(char.isalpha() for char in said):
            yield f"words {said.casefold()}", name


def _of_text(name: str, value: str) -> Iterator[tuple[str, str]]:
    digits = re.sub(r"\D", "", value)
    if digits and re.fullmatch(r"\+?\d+", value) and len(digits) >= SHORTEST_NUMBER:
        yield f"digits {_national(digits)}", name
    elif "@" in value:
        yield f"words {value.casefold()}", name
    elif found := URL.match(value):
        yield f"words {found[1].casefold()}", name


def _written_out(words: str, forms: Mapping[str, str]) -> Iterator[str]:
    found = {f"digits {_national(re.sub(r'[^0-9]', '', number))}" for number in NUMBER.findall(words)}
    found |= {f"digits {number}" for number in re.findall(r"\d{3,}", words)}
    found |= {f"clock {minutes}" for minutes in _clocks(words)}
    lowered = words.casefold()
    for form, name in forms.items():
        kind, _, value = form.partition(" ")
        if form in found or kind == "words" and value in lowered:
            yield name


def _national(digits: str) -> str:
    """A phone number without the country's 1, so that every way of writing it compares equal."""
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _clocks(words: str) -> Iterator[int]:
    """The clock times a text names, in minutes of the day; without a.m. or p.m. both readings."""
    for hour12, minute12, half, hour, minute in CLOCK.findall(words):
        if half:
            yield (int(hour12) % 12 + (12 if half.lower() == "p" else 0)) * 60 + int(minute12 or 0)
        else:
            yield from ((int(hour) % 12 + extra) * 60 + int(minute) for extra in (0, 12))
