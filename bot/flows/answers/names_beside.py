"""A whole name that is a clause of its own beside a birth date: "Date of birth 1/31/1945, Gerald Nyquist", "... Denise Kowalczyk, born 2/11/63"."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities.names import Person
from nlu.entities.tokens import norm_at
from nlu.entities.whole_names import LONGEST, is_place, surely_named, whole_name

_MARKS = frozenset(", . ; : ! ? - – — (".split())
_BETWEEN = _MARKS | frozenset("dob d o b born birthdate birthday bday date of birth is my on and".split())
_ENDS = frozenset(", . ; : ! ? - – — ( )".split())
_MOST_BETWEEN = 8  # pieces between a name and the birth date


def name_beside_birth(draft: Draft) -> None:
    """Put first and last name where the whole name stands right before or behind the patient's birth date, and no other is told."""
    told = {"first_name", "last_name"} & (set(draft.slots) | set(draft.doubts) | draft.asked)
    if told or "dob" not in draft.slots or draft.asked - {"dob"}:
        return
    found = _behind(draft) or _before(draft)
    if found is None:
        return
    words = draft.reading.text[draft.reading.tokens[found.first].start : draft.reading.tokens[found.end - 1].end]
    draft.put("first_name", found.first_name, words)
    draft.put("last_name", found.last_name, words)


def _behind(draft: Draft) -> Person | None:
    """Read the name behind the date, where it ends the message or a clause."""
    tokens = draft.reading.tokens
    for end in (mention.end for mention in draft.reading.of("dob", "date")):
        found = _whole(draft, end + 1) if norm_at(tokens, end) in _MARKS else _at_once(draft, end)
        if found and found.first == end:
            return found
        if found and (found.end == len(tokens) or norm_at(tokens, found.end) in _ENDS):
            return found
    return None


def _at_once(draft: Draft, at: int) -> Person | None:
    """Read "Dob 10/10/2009 Kayla Simmons", where both have capitals and the first is a known one."""
    found = _whole(draft, at)
    known = found and draft.reading.tokens[at].norm in draft.lexicon.first_names
    words = draft.reading.tokens[at : found.end] if found else []
    return found if known and all(token.text[:1].isupper() for token in words if token.is_word) else None


def _before(draft: Draft) -> Person | None:
    """Read the name before the date, where only words that tell of birth stand between."""
    found = (named_before(draft, mention.first) for mention in draft.reading.of("dob", "date"))
    return next((name for name in found if name), None)


def named_before(draft: Draft, date: int) -> Person | None:
    """The whole name that stands before a date, with nothing but words about birth between ("my mother Rosa Delgado 03/04/1941")."""
    for at in range(max(0, date - _MOST_BETWEEN - LONGEST), date):
        found = _whole(draft, at)
        if found and _leads(draft, found.end, date):
            return found
    return None


def _leads(draft: Draft, begin: int, end: int) -> bool:
    between = [token.norm for token in draft.reading.tokens[begin:end]] if begin <= end else [""]
    return len(between) <= _MOST_BETWEEN and _BETWEEN.issuperset(between)


def _whole(draft: Draft, at: int) -> Person | None:
    """Return the whole name at `at`, where it is surely one and no place, shop or clinician is meant."""
    tokens, lexicon = draft.reading.tokens, draft.lexicon
    found = whole_name(tokens, at, lexicon) if at < len(tokens) else None
    if found is None or not (found.first_name and found.last_name) or not surely_named(tokens, found, lexicon):
        return None
    busy = {
        piece
        for mention in draft.reading.of("pharmacy", "medication", "email")
        for piece in range(mention.first, mention.end)
    }
    place = is_place(tokens, at, lexicon)
    staff = tokens[found.end - 1].norm in lexicon.providers
    return None if place or staff or busy & set(range(found.first, found.end)) else found
