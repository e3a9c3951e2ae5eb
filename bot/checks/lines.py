"""In which lines of a text a finding lies, so that whoever wrote it need not look for it."""

from __future__ import annotations

from collections.abc import Callable

from bot.checks.facts import facts_in
from bot.checks.reading_level import grade
from bot.checks.shape import DOUBLED, MARKUP, ODD_ENDS
from bot.checks.world import World
from bot.content import PLACE

PATTERNS = {"markup": MARKUP, "the same word twice": DOUBLED, "stray punctuation": ODD_ENDS}
"""What a finding about the outward form says, and what finds it."""


def lines_of(world: World, check: str, text: str, words: str) -> tuple[int, ...]:
    """The numbers of the lines that a finding is about; none when it is about the whole."""
    lines = [(number, line) for number, line in enumerate(words.split("\n"), start=1) if line.strip()]
    if "grade" in text:
        return _hardest(lines)
    test = _test(world, check, text)
    return tuple(number for number, line in lines if test(line)) if test else ()


def _test(world: World, check: str, text: str) -> Callable[[str], bool] | None:
    named = frozenset(PLACE.findall(text))
    if check == "facts":
        return lambda line: bool(named & facts_in(world, line))
    for what, pattern in PATTERNS.items():
        if what in text:
            return lambda line: bool(pattern.search(line))
    return (lambda line: bool(named & set(PLACE.findall(line)))) if named else None


def _hardest(lines: list[tuple[int, str]]) -> tuple[int, ...]:
    graded = [(grade(PLACE.sub("it", line)) or 0.0, number) for number, line in lines]
    return (max(graded)[1],) if graded else ()
