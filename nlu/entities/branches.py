"""Which branch of a pharmacy is meant, where the town stands before the shop or some way behind it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from nlu.entities.lexicon import Lexicon
from nlu.entities.phrases import Match
from nlu.entities.tokens import Tokens, norm_at

_BETWEEN = frozenset(", - – — at the a there's theres its it's their is : has use my to".split())
_LIVING = frozenset("live lives living moved move from near grew born work".split())
_LANDMARKS = frozenset(
    """by near nearby across next inside behind beside besides opposite corner at on off down up over with that's thats that the in right close past
    where outside between around under""".split()
)
_USING = frozenset("use go get fill pick".split())
_STOPS = frozenset(". ! ? ; not or but i we my he she it's its is please".split())
_MOST_BETWEEN, _REACH, _LONGEST_PLACE = 4, 10, 3
_NOT_TOWNS = frozenset(
    "town store stock network person general advance case there stores network bed question mall plaza center village building city corner back front area neighborhood".split()
)


def shop_behind(tokens: Tokens, at: int, lexicon: Lexicon, *, likely: bool) -> int:
    """Return where a shop may stand behind the town at `at`: at once, or after "the", "at the", a comma where `likely`; 0 where none can."""
    town = lexicon.towns.match(tokens, at)
    if town is None or town.end >= len(tokens):
        return 0
    index = town.end
    lived = any(norm_at(tokens, at - back) in _LIVING for back in (1, 2, 3))
    if at <= 1 and likely and norm_at(tokens, index) == ".":
        index += 1  # "Brewster. CVS."
    while likely and not lived and index - town.end < _MOST_BETWEEN and norm_at(tokens, index) in _BETWEEN:
        index += 1
    return index if index < len(tokens) else 0


def town_ahead(tokens: Tokens, at: int, lexicon: Lexicon) -> Match[str] | None:
    """Return the town behind a landmark ("by the train station in Katonah", "across from the diner in carmel")."""
    used = norm_at(tokens, at) in ("i", "we") and any(norm_at(tokens, at + step) in _USING for step in (1, 2, 3))
    if (
        not used
        and norm_at(tokens, at) not in _LANDMARKS
        and not (norm_at(tokens, at) == "," and norm_at(tokens, at + 1) in _LANDMARKS)
    ):
        return None
    for index in range(at, min(len(tokens) - 1, at + _REACH)):
        word = tokens[index].norm
        if (word in _STOPS and not (used and word in ("i", "we"))) or word in _LIVING - {"near", "from"}:
            return None
        town = lexicon.towns.match(tokens, index + 1) if word in ("in", "of", ",") and index > at else None
        if town:
            return town
    return None


def last_words(tokens: Tokens, at: int, never: AbstractSet[str]) -> int:
    """Return the place after one to three last words of a message or clause ("cvs on central", "in north castle"), or `at` when more follows."""
    end = at
    while end < len(tokens) and tokens[end].is_word and tokens[end].norm not in never:
        end += 1
    ends = norm_at(tokens, end) in ("", "not", ".", ",", "!", "please", "pls", "thanks")
    short = end - at <= (_LONGEST_PLACE if norm_at(tokens, at - 1) == "in" else _LONGEST_PLACE - 1)
    return end if ends and short and end > at and tokens[end - 1].norm not in _NOT_TOWNS else at


def unlisted_town(tokens: Tokens, at: int, lexicon: Lexicon, never: AbstractSet[str]) -> int:
    """Return the place after a town nobody listed that ends the answer right behind the shop ("cvs wappingers falls")."""
    end = last_words(tokens, at, never)
    return end if end > at and not lexicon.is_ordinary(tokens[at].norm) else at
