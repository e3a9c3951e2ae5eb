"""Texts for patients stay at the reading level of the sixth to eighth school year; guidance at the seventh at most."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checks.reading_level import HARDEST, HARDEST_GUIDANCE, grade
from bot.checks.report import Finding
from bot.checks.world import LEADER, World
from bot.content import PLACE

NOT_FOR_PATIENTS = ("staff.",)


def check_plainness(world: World) -> Iterator[Finding]:
    """The reading level of every English text for patients; the formula is made for English."""
    for key, text in sorted(world.content.texts[LEADER].items()):
        if key.startswith(NOT_FOR_PATIENTS):
            continue
        most = HARDEST_GUIDANCE if key.startswith("guidance.") else HARDEST
        for words in filter(None, (text.text, text.public)):
            level = grade(for_reading(world, words))
            if level is not None and level > most:
                yield Finding(
                    "reading level", f"{LEADER} {key}", f"grade {level:.1f}, at most {most:.0f}: write plainer."
                )


def for_reading(world: World, words: str) -> str:
    """The text as it is measured: facts in plain words as they stand, names and numbers as one short word."""

    def fill(name: str) -> str:
        said = world.content.practice.say(name, LEADER) or ""
        return said if said.islower() and " " in said else "it"

    return PLACE.sub(lambda match: fill(match[1]), words)
