"""Streets, crossings and towns that tell which shop of a chain is meant."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Tokens, norm_at

_NUMBERED = frozenset("route rt rte highway hwy county us".split())
_CROSSES = frozenset("and & @ at near corner".split())
_SIDES = frozenset("n s e w north south east west".split())
_MOST_NAMED = 3  # words of the name of a street
_NO_SHOP_BEHIND = frozenset("one store location branch".split())


def crossing_end(tokens: Tokens, at: int, lexicon: Lexicon, *, linked: bool, never: AbstractSet[str]) -> int:
    """Return where a crossing of two streets or a numbered street ends ("72nd and Broadway", "34th street"), else `at`.

    `linked` says that "on" or "at" stands before; without it only a street named as one counts ("3rd Ave and 72nd").
    """
    first = _street_end(tokens, at, lexicon, never)
    if first == at and (norm_at(tokens, at - 2), norm_at(tokens, at - 1)) == ("corner", "of"):
        return _plain_corner(tokens, at, lexicon, never)
    if first > at and norm_at(tokens, first) in ("and", "&"):
        second = _street_end(tokens, first + 1, lexicon, never, named=True)
        named = _is_street(tokens, first, lexicon) or _numbered_end(tokens, first + 1)
        if second > first + 1 and (linked or named or tokens[first + 1].text[:1].isupper()):
            return second
    return first if first > at and _is_street(tokens, first, lexicon) else at


def _plain_corner(tokens: Tokens, at: int, lexicon: Lexicon, never: AbstractSet[str]) -> int:
    """Return where "main and maple" ends behind "corner of"; `at` where a town behind it says more."""
    first = _street_end(tokens, at, lexicon, never, named=True)
    if first == at or norm_at(tokens, first) not in ("and", "&"):
        return at
    end = _street_end(tokens, first + 1, lexicon, never, named=True)
    town = end + (norm_at(tokens, end) in (",", "in"))
    return at if town < len(tokens) and lexicon.towns.match(tokens, town) else end


def _is_street(tokens: Tokens, end: int, lexicon: Lexicon) -> bool:
    return norm_at(tokens, end - 1) in lexicon.streets


def _numbered_end(tokens: Tokens, at: int) -> int:
    """Return the place after "72nd", else 0."""
    ends = at + 1 < len(tokens) and tokens[at].is_number and tokens[at + 1].norm in ("st", "nd", "rd", "th")
    return at + 2 if ends and tokens[at + 1].glued else 0


def _street_end(tokens: Tokens, at: int, lexicon: Lexicon, never: AbstractSet[str], *, named: bool = False) -> int:
    """Return the place after a numbered street, or after one word of a street's name where that is enough (`named`)."""
    word = at < len(tokens) and tokens[at].is_word and tokens[at].norm not in never and named
    end = _numbered_end(tokens, at) or (at + 1 if word else at)
    return end + 1 if end > at and norm_at(tokens, end) in lexicon.streets else end


def street_place(tokens: Tokens, at: int, lexicon: Lexicon, never: AbstractSet[str]) -> int:
    """Return where a street ends that stands with its house number, is a numbered route, or ends in a word for a street; else `at`."""
    house = at < len(tokens) and tokens[at].is_number and len(tokens[at].norm) < len("10605")
    begin = at + 1 if house else at
    if norm_at(tokens, begin) in _NUMBERED and begin + 1 < len(tokens) and tokens[begin + 1].is_number:
        return begin + 2
    if norm_at(tokens, begin) in _SIDES:
        begin += 1 + (norm_at(tokens, begin + 1) == ".")
    end = _numbered_end(tokens, begin) or begin
    while end < len(tokens) and end - begin <= _MOST_NAMED:
        if tokens[end].norm in lexicon.streets and end > begin and not _goes_on(tokens, end, lexicon):
            return at if norm_at(tokens, end + 1) in _NO_SHOP_BEHIND else end + 1
        if not tokens[end].is_word or (tokens[end].norm in never):
            break
        end += 1
    return at


def _goes_on(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether the word for a street is a part of its name ("Central Park Ave", "Post Road Plaza")."""
    return norm_at(tokens, at + 1) in lexicon.streets and tokens[at + 1].norm not in ("mall", "plaza", "center")


def town_of_its_own(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a town is all of the sentence that begins at `at` ("CVS. Jefferson Valley.")."""
    town = lexicon.towns.match(tokens, at) if at < len(tokens) else None
    return town is not None and norm_at(tokens, town.end) in ("", ".", "!", "please", "pls", "thanks")
