"""Which words no day, hour or part of a day begins with: most of what people write, passed over without asking every reader.

A message is read for times at each of its words, by a dozen readers, and nearly all of them find nothing.
"""

from __future__ import annotations

import functools

from nlu.entities.clock import FRACTIONS, NAMED_HOURS, makes_hour
from nlu.entities.lexicon import Lexicon
from nlu.entities.stretches import PARTS, SHIFTS, WEEKS
from nlu.entities.tokens import Tokens
from nlu.entities.weekdays import WHICH

_LEXICONS, _WORDS = 16, 10_000
_LEADS = frozenset("the an in about like another day before after weekends oh".split())
"""Words that stand before what is counted, or before the word that tells the part of a day."""


def opens_no_time(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether the piece at `at` is an everyday word that no time begins with; a slip in a word of time is no everyday word."""
    token = tokens[at]
    # "for pm" may be a slip in "four pm".
    return token.is_word and _is_passed_over(token.norm, lexicon) and not makes_hour(tokens, at + 1)


@functools.lru_cache(_WORDS)
def _is_passed_over(word: str, lexicon: Lexicon) -> bool:
    return word not in _opening(lexicon) and not word.endswith("'s") and lexicon.is_ordinary(word)


@functools.lru_cache(_LEXICONS)
def _opening(lexicon: Lexicon) -> frozenset[str]:
    listed = (
        lexicon.cardinals,
        lexicon.ordinals,
        lexicon.months,
        lexicon.weekdays,
        lexicon.relative_days,
        lexicon.day_parts,
        lexicon.feasts.first_words,
    )
    return _LEADS.union(FRACTIONS, NAMED_HOURS, PARTS, SHIFTS, WEEKS, WHICH, *listed)
