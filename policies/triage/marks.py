"""What a text says in the vocabulary of the rules, each thing with the doubts over it: what the learned reader learns from.

A phrase that no rule knows what to make of (`chest` after `no`, `stroke` beside `street`) still tells a reader who weighs
everything at once. Pure and linear in the length of the text, like the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from policies.triage.context import FOR_MENTIONS, Context, Doubt
from policies.triage.lexicon import Span
from policies.triage.red_flags import Language

APART = 3
"""How far apart two words may stand and still be noted as a pair."""
_MARKS = tuple(tuple(f"/{doubt.name}" for doubt in Doubt if doubt.value & doubts) for doubts in range(256))
"""How the doubts over a word are noted, by their number: looked up, since every word of every message is asked about."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The things said and the cues around them, and the plain words with their pairs."""

    signs: frozenset[str]
    words: frozenset[str]


def marks(text: str, language: Language) -> Marks:
    """The marks of one text."""
    reading, hits = language.look(text)
    context = language.context(reading, hits)
    return Marks(frozenset(_signs(hits, context)), frozenset(_words(reading.words, context)))


def _signs(hits: dict[str, list[Span]], context: Context) -> Iterator[str]:
    yield from (f"?{cue}" for cue in context.cues)
    for concept, spans in hits.items():
        for span in spans:
            if context.counts(span, FOR_MENTIONS):
                yield concept
            for mark in _MARKS[context.doubts(span[0])]:
                yield concept + mark


def _words(words: list[str], context: Context) -> Iterator[str]:
    yield from words
    for at, word in enumerate(words):
        for mark in _MARKS[context.doubts(at)]:
            yield word + mark
    yield from map(" ".join, pairwise(words))
    for step in range(2, APART + 1):
        yield from map(" .. ".join, zip(words, words[step:], strict=False))
