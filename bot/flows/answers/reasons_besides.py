"""Reasons in messages that were taken for another wish than a visit."""

from __future__ import annotations

from bot.flows.answers.reason_ends import LEADING, reason_end
from bot.flows.answers.reasons import visit_named
from nlu.entities import Lexicon, Scan
from nlu.entities.tokens import norm_at


def wanted_at_once(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the kind of visit that is wanted from a clinician, in a message that was taken for a refill ("wanting a med check for ...")."""
    found = visit_named(reading, lexicon) if reading.of("provider") else None
    if found is None:
        return None
    before = [norm_at(reading.tokens, found[0] - back) for back in (1, 2)]
    word = before[1] if before[0] in LEADING else before[0]
    return found if word in ("want", "wanting", "need", "needing", "book", "schedule") else None


def subject(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return what follows "re:" in a message that asks to be called ("call me back at ... re: my lab results")."""
    words = [token.norm for token in reading.tokens]
    at = next((at for at in range(len(words) - 2) if words[at] == "re" and words[at + 1] == ":"), None)
    if at is None or not {"call", "callback", "phone", "ring"} & set(words):
        return None
    begin = at + 2 + (words[at + 2] in LEADING)
    end = reason_end(reading, begin, lexicon)
    return (begin, end) if begin < end and begin not in {m.first for m in reading.mentions} else None
