"""How every parser begins: read the answer with its question as evidence, and give the one value or the reason."""

from __future__ import annotations

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.reading import LONGEST, SlotReading, read_slots
from bot.flows.spec import Invalid


def read_for(text: str, slot: str, context: AnswerContext) -> SlotReading:
    """Read an answer to the question for `slot`. Raises Invalid("empty") when nothing was said."""
    if not text.strip():
        raise Invalid("empty")
    return read_slots(text[:LONGEST], asked=f"ask:{slot}", now=context.now, lexicon=context.lexicon)


def value_of(text: str, slot: str, context: AnswerContext, reason: str) -> str:
    """Return the value of `slot`. Raises Invalid with its doubt, or with `reason` when nothing was found."""
    reading = read_for(text, slot, context)
    if slot in reading.slots:
        return reading.slots[slot]
    raise Invalid(reading.doubts.get(slot, reason))
