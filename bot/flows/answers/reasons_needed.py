"""Reasons told by what has to be done, or by a trouble that grows: "a form signed for camp", "her 4 year shots", "this rash on my neck is spreading"."""

from __future__ import annotations

from bot.flows.answers.reason_ends import LEADING, reason_end
from nlu.entities import Lexicon, Scan
from nlu.entities.tokens import Tokens, norm_at

_NEEDS = frozenset("need needs needing want wants get gets".split())
_PAPERS = frozenset("form forms letter letters note paperwork papers".split())
_DONE = frozenset("signed filled completed done written".split())
_NO_VISIT = frozenset("consent release proxy records record privacy hipaa portal new online password ?".split())
_SHOTS = frozenset("shot shots vaccine vaccines immunizations vaccinations booster boosters".split())
_WHOSE = frozenset("her his my their our the".split())
_GROWS = frozenset("spreading growing worse worsening bigger larger infected oozing leaking weeping".split())
_LASTS = frozenset("away better healing heal back healed".split())
_NOT = frozenset("won't wont isn't isnt not doesn't doesnt hasn't hasnt never keeps".split())
_OPENS = ("", ",", ".", "!", "?", ";", ":", "-", "and", "but", "because", "cause", "cuz")
_MOST_NAMED = 4  # words of what is signed or given
_MOST_TOLD = 10


def paper_signed(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "need a form signed for summer camp", "a letter filled out for work", where the paper is none of the portal's."""
    tokens = reading.tokens
    if _NO_VISIT & {token.norm for token in tokens}:
        return None
    for at in range(len(tokens) - 2):
        begin = at + 1 + (norm_at(tokens, at + 1) in LEADING) if tokens[at].norm in _NEEDS else 0
        paper = next((i for i in range(begin, begin + _MOST_NAMED) if norm_at(tokens, i) in _PAPERS), 0) if begin else 0
        if paper and norm_at(tokens, paper + 1) in _DONE:
            return begin, reason_end(reading, begin, lexicon)
    return None


def shots_due(reading: Scan) -> tuple[int, int] | None:
    """Read "needs her 4 year shots", "due for his kindergarten vaccines"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 2):
        due = tokens[at].norm in _NEEDS or (tokens[at].norm, norm_at(tokens, at - 1)) == ("for", "due")
        if not due or norm_at(tokens, at + 1) not in _WHOSE:
            continue
        for end in range(at + 3, min(at + 3 + _MOST_NAMED, len(tokens))):
            if tokens[end].norm in _SHOTS and all(_in_name(tokens, i) for i in range(at + 2, end)):
                return at + 2, end + 1
    return None


def _in_name(tokens: Tokens, at: int) -> bool:
    return tokens[at].is_word or tokens[at].is_number or tokens[at].norm == "-"


def getting_worse(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read a trouble that opens a clause and grows or stays ("this rash on my neck is spreading", "my cough won't go away")."""
    tokens = reading.tokens
    for at in range(len(tokens) - 2):
        if tokens[at].norm not in LEADING or not opens(reading, at):
            continue
        end = reason_end(reading, at + 1, lexicon)
        words = [token.norm for token in tokens[at + 1 : end]][:_MOST_TOLD]
        named = any(word in lexicon.symptoms for word in words[:2])
        grows = _GROWS & set(words) or (_NOT & set(words) and _LASTS & set(words))
        if named and grows:
            return at + 1, end
    return None


def opens(reading: Scan, at: int) -> bool:
    """Whether a clause begins at `at`: behind a mark, or right behind a day, an hour or a clinician."""
    ends = {m.end for m in reading.mentions if m.kind in ("date", "time", "day_part", "provider")}
    return at in ends or norm_at(reading.tokens, at - 1) in _OPENS
