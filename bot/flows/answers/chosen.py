"""Values that were found as they stand, and which of several is wanted: accounts, pharmacies, clinicians."""

from __future__ import annotations

from itertools import pairwise

from bot.flows.answers.clinician_named import clinician_named
from bot.flows.answers.corrections import OTHERS, meant, standing
from bot.flows.answers.draft import Draft
from bot.flows.answers.landmarks import with_landmark
from nlu.entities import Mention, Scan
from nlu.entities.said_usernames import said_username


def read_plain(draft: Draft) -> None:
    """Take over what needs no more than was found: user name, token, pharmacy, provider."""
    for mention in draft.reading.of("username", "token"):
        said = said_username(draft.reading.tokens, mention.first) if mention.kind == "username" else None
        longer = said is not None and said[1] > mention.end
        value = said[0] if said and longer else mention.value
        draft.put(mention.kind, value, draft.reading.said(mention), mention.doubt)
    stores = [m for m in draft.reading.of("pharmacy") if not negated(draft.reading, m)]
    for mention in stores[:1] if len({m.value for m in stores}) == 1 else _best_store(draft, stores):
        draft.put("pharmacy", with_landmark(draft, mention), draft.reading.said(mention))
    people = [m for m in standing(draft.reading, draft.reading.of("provider")) if not negated(draft.reading, m)]
    people = [m for m in people if not _kin(draft.reading, m)]
    if len({m.value for m in people}) > 1 and not any(m.doubt for m in people):
        people = _wanted_person(draft, people)
    named = clinician_named(draft) if not draft.reading.of("provider") else None
    for mention in people[:1] or ([named] if named else []):
        draft.put("provider", mention.value, draft.reading.said(mention), mention.doubt)


def negated(reading: Scan, mention: Mention) -> bool:
    """Whether the words before refuse this one ("walgreens not cvs", "anyone but dr lee", "instead of cvs")."""
    other = [one.end for one in reading.of(mention.kind) if one.end <= mention.first]
    before = [t.norm for t in reading.tokens[max([0, mention.first - 3, *other]) : mention.first]]
    if "not" in before[-2:] or "except" in before[-2:]:
        return True
    if any(pair in _WORKING for pair in pairwise(before)):
        return True
    return before[-2:] in (
        ["instead", "of"],
        ["rather", "than"],
        ["other", "than"],
        ["anyone", "but"],
        ["anybody", "but"],
        ["away", "from"],
        ["switch", "from"],
    )


_WORKING = frozenset({("work", "at"), ("works", "at"), ("worked", "at"), ("work", "for")})
"""Whoever works in a shop does not ask to have something sent there."""


def _kin(reading: Scan, mention: Mention) -> bool:
    """Whether a doctor is one of the patient's own family ("my late husband was Dr. Okun")."""
    before = [t.norm for t in reading.tokens[max(0, mention.first - 4) : mention.first]]
    theirs = {"sees", "see", "saw", "has", "sees,"} & set(before)  # "same as my husband sees, Dr Greenbaum"
    return bool(before) and before[-1] in ("is", "was", ",") and bool(OTHERS & set(before)) and not theirs


def _best_store(draft: Draft, stores: list[Mention]) -> list[Mention]:
    """Of several pharmacies take the one it should go to: the last after "to"; else the doubt is named."""
    wanted = meant(draft.reading, stores)
    if wanted:
        return [wanted]
    chosen = [
        m for m in stores if any(t.norm in ("to", "at") for t in draft.reading.tokens[max(0, m.first - 2) : m.first])
    ]
    if chosen and len(stores) > 1:
        return chosen[-1:]
    if len(stores) > 1:
        draft.put("pharmacy", None, draft.reading.said(stores[0]), "ambiguous")
        return []
    return stores


def _wanted_person(draft: Draft, people: list[Mention]) -> list[Mention]:
    """Of several clinicians take the one after "with", "see" or "to"; else the doubt is named."""
    wanted = [
        m
        for m in people
        if any(
            t.norm in ("with", "see", "to", "for", "prefer", "rather", "want")
            for t in draft.reading.tokens[max(0, m.first - 2) : m.first]
        )
    ]
    told = wanted if len({m.value for m in wanted}) == 1 else [one] if (one := meant(draft.reading, people)) else []
    if told:
        return told[:1]
    draft.put("provider", None, draft.reading.said(people[0]), "ambiguous")
    return []
