"""How much of a medicine: whole numbers, decimals however they are written or said, halves."""

from __future__ import annotations

from collections.abc import Container

from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import cardinal, digit_run
from nlu.entities.tokens import Tokens, norm_at

_THOUSAND = 3  # figures; fewer behind a comma are decimals, as in "2,5 mg"


def decimal_amount(tokens: Tokens, at: int, lexicon: Lexicon, units: Container[str]) -> tuple[str, int] | None:
    """Read how much at `at`: 40, "2.5", "2,5", ".5", "point five", "5-325", "two and a half", "half a" before one of the `units`."""
    word = tokens[at].norm
    half = _half_at(tokens, at, units)
    if half:
        return "0.5", half
    if word in (".", "point"):
        return below_one(tokens, at, lexicon)
    count = cardinal(tokens, at, lexicon)
    if count is None:
        return None
    text, end = str(count.value), count.end
    if tuple(norm_at(tokens, end + step) for step in range(3)) == ("and", "a", "half"):
        return f"{text}.5", end + 3
    while end + 1 < len(tokens) and len(text) < _LONGEST and (behind := _goes_on(tokens, end, lexicon)):
        text, end = text + behind, end + 2
    return text, end


def below_one(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """Read ".5", "point five"; ".5 one" is a half, whatever number is said next."""
    if at + 1 >= len(tokens):
        return None
    if tokens[at].norm == ".":
        return (f"0.{tokens[at + 1].norm}", at + 2) if tokens[at + 1].glued and tokens[at + 1].is_number else None
    run = digit_run(tokens, at + 1, lexicon, marks="")
    return (f"0.{run.text}", run.end) if run.text else None


def decimals_behind(tokens: Tokens, at: int, *, apart: bool = False) -> str:
    """The decimals written at `at` behind a whole number, by point or comma ("2.5", "2,5"); empty where none are.

    `apart` takes "12 .5" so too, where nothing is counted and only a strength can be meant.
    """
    if at + 1 >= len(tokens):
        return ""
    sign, more = tokens[at].norm, tokens[at + 1]
    point = sign == "." and (apart or tokens[at].glued)
    comma = sign == "," and tokens[at].glued and len(more.norm) < _THOUSAND
    return f".{more.norm}" if more.glued and more.is_number and (point or comma) else ""


def _goes_on(tokens: Tokens, at: int, lexicon: Lexicon) -> str:
    """The mark and the figures behind it that belong to the number before ("." and 5, "/" and 325); empty where none do."""
    sign, more = norm_at(tokens, at), tokens[at + 1]
    if sign == "point" and (more.is_number or more.norm in lexicon.cardinals):
        return f".{more.norm if more.is_number else lexicon.cardinals[more.norm]}"
    glued = tokens[at].glued and more.glued and more.is_number
    return decimals_behind(tokens, at) or (f"{sign}{more.norm}" if glued and sign in ("/", "-") else "")


_LONGEST = 20  # signs


def _half_at(tokens: Tokens, at: int, units: Container[str]) -> int:
    """The place after "half a", "one half" or "half" before a unit; 0 where none is said."""
    word, following = tokens[at].norm, norm_at(tokens, at + 1)
    if (word == "half" and following in ("a", "an")) or (word in ("one", "a") and following == "half"):
        return at + 2
    return at + 1 if word == "half" and following in units else 0
