"""Days that only count how often a trouble came: "migraines. 3 this week already", "dizzy spells, twice today"."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities.tokens import norm_at

_OFTEN = frozenset("once twice thrice times time x more another already".split())


def days_counted(draft: Draft) -> frozenset[int]:
    """Return where days begin, in an answer to the question for the reason, that a count stands right before."""
    if "reason" not in draft.asked:
        return frozenset()
    return frozenset(m.first for m in draft.reading.of("date") if _counted(draft, m.first - 1))


def _counted(draft: Draft, at: int) -> bool:
    tokens = draft.reading.tokens
    if at < 0 or any(m.first <= at < m.end for m in draft.reading.of("time", "date", "phone")):
        return False
    return tokens[at].is_number or norm_at(tokens, at) in _OFTEN or norm_at(tokens, at) in draft.lexicon.cardinals
