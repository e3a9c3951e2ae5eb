"""Answers about care: which clinician, which medicine, which pharmacy, why.

Each reads at most 4,096 characters and raises nothing but `Invalid` with the reason that names the next move.
"""

from __future__ import annotations

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.reading import LONGEST
from bot.flows.answers.single import read_for
from bot.flows.spec import Invalid
from nlu.entities import tokenize

MOST_REASON = 500
MOST_NAME = 80
MOST_STORE = 120


def provider(text: str, context: AnswerContext) -> str:
    """A clinician of the directory by its name there, or `anyone`. Reasons: empty, unknown, ambiguous."""
    reading = read_for(text, "provider", context)
    found = reading.slots.get("provider")
    listed = {name for names in context.lexicon.providers.values() for name in names}
    if found and (found in listed or not listed):
        return found
    if "provider" in reading.doubts:
        raise Invalid("ambiguous")
    if found is None and _ANYONE & {token.norm for token in tokenize(text[:LONGEST])}:
        return "anyone"
    raise Invalid("unknown")


_ANYONE = frozenset("anyone anybody any whoever whichever either available first no nobody matter".split())


def medication(text: str, context: AnswerContext) -> str:
    """A medicine by its written name, or as it was typed when nobody listed it.

    Reasons: empty, ambiguous, unnamed, too_long.
    """
    reading = read_for(text, "medication", context)
    if "medication" in reading.slots:
        return reading.slots["medication"]
    if "medication" in reading.doubts:
        raise Invalid("ambiguous")
    if len(text.strip()) > MOST_NAME:
        raise Invalid("too_long")
    raise Invalid("unnamed")


def pharmacy(text: str, context: AnswerContext) -> str:
    """A pharmacy with its place, or as it was typed. Reasons: empty, ambiguous, unnamed, too_long."""
    reading = read_for(text, "pharmacy", context)
    if "pharmacy" in reading.slots:
        return reading.slots["pharmacy"]
    if "pharmacy" in reading.doubts:
        raise Invalid("ambiguous")
    raise Invalid("too_long" if len(text.strip()) > MOST_STORE else "unnamed")


def reason(text: str, context: AnswerContext) -> str:
    """Why somebody wants to be seen, in their own words. Reasons: empty, too_long."""
    words = " ".join(text[: LONGEST + 1].split())
    if not any(char.isalnum() for char in words):
        raise Invalid("empty")
    if len(words) > MOST_REASON:
        raise Invalid("too_long")
    return read_for(words, "reason", context).slots.get("reason", words)
