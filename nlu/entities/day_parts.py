"""Parts of the day: mornings, this afternoon, tonight, in the p.m."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.clock import half_at
from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.when import DayPart

_PREFERRED = frozenset(
    {"preferred", "preferably", "only", "works", "please", "appointment", "appointments", "slot", "slots"}
)
_GREETED = frozenset({"good", "gd", "goood"})
_DESCRIBED = frozenset(
    "nurse nurses shift shifts owl job guard sweats sweat worker crew school class classes person".split()
)


class Part(NamedTuple):
    """A part of the day that was read, and the place after it."""

    part: DayPart
    end: int


def part_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Part | None:
    """Read a part of the day ("mornings", "this afternoon", "tonight"); a greeting is none."""
    word = tokens[at].norm
    name = lexicon.day_parts.get(word)
    half = half_at(tokens, at) if word in ("a", "p") and norm_at(tokens, at - 1) == "the" else None
    if half:
        return Part(DayPart(lexicon.day_parts[half[0]]), half[1])  # "in the p.m."
    if name is None or norm_at(tokens, at - 1) in _GREETED or norm_at(tokens, at + 1) in _DESCRIBED:
        return None
    if word == "am" and norm_at(tokens, at - 1) == "i":
        return None  # "i am only speaking little english"
    if word in ("am", "pm"):
        return (
            Part(DayPart(name), at + 1)
            if norm_at(tokens, at - 1) in ("the", "an") or norm_at(tokens, at + 1) in _PREFERRED or len(tokens) == 1
            else None
        )
    if word == "eve":
        return None
    today = word in ("tonight", "tonite") or norm_at(tokens, at - 1) == "this"
    return Part(DayPart(name, today), at + 1)
