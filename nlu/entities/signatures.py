"""Names that end a message or stand as a sentence of their own: "..., Paul Ostrow", "Thanks so much. Doris", "from Gwen Ashby"."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.mentions import Notes
from nlu.entities.names import SIGNED, Person, parted
from nlu.entities.tokens import Tokens, norm_at
from nlu.entities.whole_names import LONGEST, all_capitals, is_place, name_like, surely_named, whole_name

_SENTENCE = frozenset(". ! ? ; : - – — )".split())
_THANKED = SIGNED | frozenset("you u regards love yours truly sincerely advance kindly".split())
_PARTING = _THANKED | frozenset("much again care".split())
_FROM = frozenset({"from", "name", "patient", "pt"})
_ENDS = frozenset(". ! ? ; ) ,".split())
_MOST_SENTENCES = 12


def signature(notes: Notes) -> Person | None:
    """Return the name at the end of a message, or one that is all of a sentence; None where no name is surely meant."""
    end = _past_marks(notes.tokens)
    for begin in range(max(1, end - LONGEST), end):
        found = _at_the_end(notes, begin, end)
        if found:
            return found
    return _sentence(notes) or _given_alone(notes, end)


def _past_marks(tokens: Tokens) -> int:
    """The place after the last word: marks and smileys behind it say nothing."""
    end = len(tokens)
    while end and not (tokens[end - 1].is_word or tokens[end - 1].is_number):
        end -= 1
    return end


def _at_the_end(notes: Notes, begin: int, end: int) -> Person | None:
    opener = norm_at(notes.tokens, begin - 1)
    if opener not in _SENTENCE and opener not in _PARTING and opener not in _FROM and opener != ",":
        return None
    found = _whole(notes, begin)
    known = notes.tokens[begin].norm in notes.lexicon.first_names
    return found if found and found.end == end and (known or opener != ",") else None


def _sentence(notes: Notes) -> Person | None:
    """Read "I am 82. Ida Mae Thornton. Blood pressure pills"."""
    starts = [at for at in notes.free() if norm_at(notes.tokens, at - 1) in (".", "!", "?", "(")][:_MOST_SENTENCES]
    for begin in starts:
        found = _whole(notes, begin)
        known = notes.tokens[begin].norm in notes.lexicon.first_names
        if found and known and norm_at(notes.tokens, found.end) in _ENDS and all_capitals(notes.tokens, found):
            return found
    return None


def _whole(notes: Notes, begin: int) -> Person | None:
    """The whole name at `begin`, where no shop, town or clinician is meant."""
    tokens, lexicon = notes.tokens, notes.lexicon
    found = whole_name(tokens, begin, lexicon)
    if found is None or not (found.first_name and found.last_name) or any(notes.taken[begin : found.end]):
        return None
    staff = tokens[found.end - 1].norm in lexicon.providers and all_capitals(tokens, found)
    return None if staff or _means_else(tokens, begin, lexicon) or not surely_named(tokens, found, lexicon) else found


def _given_alone(notes: Notes, end: int) -> Person | None:
    """Read the given name that ends a message after a sentence or its thanks ("Thanks so much. Doris", ":) - Meg")."""
    tokens, lexicon, at = notes.tokens, notes.lexicon, end - 1
    if (
        at < _FEWEST
        or notes.taken[at]
        or tokens[at].norm not in lexicon.first_names
        or not name_like(tokens, at, lexicon)
    ):
        return None
    opener = norm_at(tokens, at - 1)
    parting = opener == "," and norm_at(tokens, at - 2) in _THANKED
    if not (opener in _SENTENCE or parting) or _means_else(tokens, at, lexicon) or not tokens[at].text[:1].isupper():
        return None
    return Person(at, end, parted(tokens, at, end, lexicon).first_name, None)


_FEWEST = 4  # pieces before a given name alone


def _means_else(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].norm
    listed = is_place(tokens, at, lexicon) or lexicon.medicines.match(tokens, at)
    return bool(listed) or word in lexicon.months or word in lexicon.weekdays or word in lexicon.relative_days
