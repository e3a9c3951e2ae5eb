"""Finds in a message what a practice needs to know: people, medicines, days, addresses. Pure, quick, no guessing.

`find` gives the stretches, for masking. `bot.flows.answers` turns them into values with the clock and the question at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlu.entities.lexicon import Feast, Lexicon, MailWords, build_lexicon
from nlu.entities.mentions import Mention, Scan
from nlu.entities.scan import scan
from nlu.entities.tokens import fold, tokenize

__all__ = [
    "Feast",
    "Lexicon",
    "MailWords",
    "Mention",
    "Scan",
    "Span",
    "build_lexicon",
    "find",
    "fold",
    "scan",
    "tokenize",
]

_KINDS = {"day_part": "time"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a message, what it is, and its value where that needs neither clock nor context."""

    kind: str
    start: int
    end: int
    text: str
    value: str | None


def find(text: str, lexicon: Lexicon) -> tuple[Span, ...]:
    """Return what is recognised in `text`, in order and never overlapping. Its work is bounded whatever the length."""
    reading = scan(text, lexicon)
    return tuple(_span(reading, mention) for mention in reading.mentions)


def _span(reading: Scan, mention: Mention) -> Span:
    start, end = reading.tokens[mention.first].start, reading.tokens[mention.end - 1].end
    value = mention.value if isinstance(mention.value, str) else None
    return Span(_KINDS.get(mention.kind, mention.kind), start, end, reading.text[start:end], value)
