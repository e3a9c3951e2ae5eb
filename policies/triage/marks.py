"""What a text says in the vocabulary of the rules, each thing with the doubts over it: what the learned reader learns from.

A phrase that no rule knows what to make of (`chest` after `no`, `stroke` beside `street`) still tells a reader who weighs
everything at once. Pure and linear in the length of the text, like the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.triage.context import FOR_MENTIONS, Context, Doubt
from policies.triage.lexicon import Span
from policies.triage.red_flags import Language

APART = 3
"""How far apart two words may stand and still be noted as a pair."""
_DOUBTS = {doubt: f"/{doubt.name}" for doubt in Doubt if doubt.value}


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
            yield from (f"{concept}{mark}" for mark in _marks(context, span[0]))


def _words(words: list[str], context: Context) -> Iterator[str]:
    for at, word in enumerate(words):
        yield word
        yield from (f"{word}{mark}" for mark in _marks(context, at))
        for step in range(1, APART + 1):
            if at + step < len(words):
                yield f"{word}{' ' if step == 1 else ' .. '}{words[at + step]}"


def _marks(context: Context, at: int) -> Iterator[str]:
    doubts = context.doubts(at)
    if doubts:
        yield from (mark for doubt, mark in _DOUBTS.items() if doubts & doubt)
