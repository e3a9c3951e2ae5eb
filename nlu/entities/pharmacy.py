"""Pharmacies with the place of the branch: CVS in Katonah, the Walgreens on Main Street, Village Apothecary."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Tokens, kept, norm_at

_PLACE_LINKS = frozenset(
    "in on at off near by over of down up , ( from the that's thats is here located branch store location pharmacy one um uh er like".split()
)
_STRONG_LINKS = frozenset({"in", "on", "at", "off"})
_SPOKEN_OF = frozenset(
    "pharmacy pharmacies drugstore prescription prescriptions refill refills rx script meds medication send sent pick pickup".split()
)
_NOT_PLACE = frozenset(
    """my the a an this that it is was are i we you he she they them same like before instead please pls not no and or but if when where so because thanks
    thank for to from with of as again today tomorrow monday tuesday wednesday thursday friday saturday sunday one usual there here file now up pickup
    pick noon night morning afternoon time least most home work first last next least once all 24 hour phone online drive hold your our their his her
    than ok okay yes account order ready still has have had can could will would was were be been get got i'm im it's its""".split()
)
_MOST_PLACE_WORDS = 4
_MOST_LINKS = 6  # pieces between a shop and its place


class Store(NamedTuple):
    """A pharmacy that was read: its first piece, the place after it, and its name with the place."""

    first: int
    end: int
    value: str


def pharmacy_at(text: str, tokens: Tokens, at: int, lexicon: Lexicon, *, likely: bool) -> Store | None:
    """Read a pharmacy that begins at `at`. `likely` says one is spoken of: names that are plain words then count."""
    match = lexicon.pharmacies.match(tokens, at)
    if match and (likely or norm_at(tokens, at) not in lexicon.plain_pharmacies):
        return _with_place(text, tokens, at, match.end, match.meaning, lexicon)
    town = lexicon.towns.match(tokens, at)
    if town and town.end < len(tokens):
        chain = lexicon.pharmacies.match(tokens, town.end)
        if chain and norm_at(tokens, town.end) not in lexicon.plain_pharmacies:
            return Store(at, chain.end, _joined(chain.meaning, town.meaning))
    return _independent(text, tokens, at, lexicon)


def speaks_of_pharmacy(tokens: Tokens) -> bool:
    """Whether the message is about a pharmacy or what one sends."""
    return any(token.norm in _SPOKEN_OF for token in tokens)


def _joined(name: str, place: str) -> str:
    return name if place.casefold() in name.casefold() else f"{name} {place}"


def _with_place(text: str, tokens: Tokens, first: int, end: int, name: str, lexicon: Lexicon) -> Store:
    """Add the place after a chain's name. A town is taken wherever one stands close; other words only after in, on or at."""
    end = _past_store_words(tokens, end, lexicon)
    index, link = _past_turn(tokens, end, lexicon), ""
    while index < len(tokens) and index - end < _MOST_LINKS and norm_at(tokens, index) in _PLACE_LINKS:
        link = norm_at(tokens, index) if norm_at(tokens, index) in _STRONG_LINKS else link
        index += 1
    index = _past_address(tokens, index, lexicon)
    if index >= len(tokens):
        return Store(first, end, name)
    town = lexicon.towns.match(tokens, index)
    if town and norm_at(tokens, town.end) not in lexicon.streets:
        return Store(first, town.end, _joined(name, _spelled(text, tokens, index, town.end, town.meaning)))
    crossing = _crossing_end(tokens, index, lexicon) if link else index
    if crossing > index:
        return Store(first, crossing, f"{name} {link} {' '.join(kept(text, tokens, index, crossing).split())}")
    place_end = _place_end(tokens, index, lexicon, linked=bool(link))
    if place_end == index and link == "on":
        place_end = _last_words(tokens, index)
    if place_end == index:
        return Store(first, end, name)
    street = f"{link} " if link == "on" else ""
    return _town_after(
        tokens, first, place_end, _joined(name, street + titled(kept(text, tokens, index, place_end))), lexicon
    )


def _past_turn(tokens: Tokens, end: int, lexicon: Lexicon) -> int:
    """Where the place may begin: after a branch that is not meant, or in the next sentence when that names the one that is."""
    refused = lexicon.towns.match(tokens, end + 1) if norm_at(tokens, end) == "not" and end + 1 < len(tokens) else None
    if refused:
        return refused.end  # "CVS not Katonah, the Mt Kisco one"
    if norm_at(tokens, end) == "." and norm_at(tokens, end + 1) == "the" and _the_one(tokens, end + 2, lexicon):
        return end + 1  # "CVS. The Katonah one."
    return end


def _the_one(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a town and then "one" or "store" stand at `at`."""
    town = lexicon.towns.match(tokens, at) if at < len(tokens) else None
    return town is not None and norm_at(tokens, town.end) in ("one", "store", "location", "branch")


def _crossing_end(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Return where a crossing of two streets or a numbered street ends ("72nd and Broadway", "34th street"), else `at`."""
    first = _street_end(tokens, at, lexicon)
    if first > at and norm_at(tokens, first) in ("and", "&"):
        second = _street_end(tokens, first + 1, lexicon, named=True)
        if second > first + 1:
            return second
    return first if first > at and norm_at(tokens, first - 1) in lexicon.streets else at


def _street_end(tokens: Tokens, at: int, lexicon: Lexicon, *, named: bool = False) -> int:
    """Return the place after a numbered street, or after one word of a street's name where that is enough (`named`)."""
    ends = at + 1 < len(tokens) and tokens[at].is_number and tokens[at + 1].norm in ("st", "nd", "rd", "th")
    word = at < len(tokens) and tokens[at].is_word and tokens[at].norm not in _NOT_PLACE and named
    end = at + 2 if ends and tokens[at + 1].glued else at + 1 if word else at
    return end + 1 if end > at and norm_at(tokens, end) in lexicon.streets else end


def _past_store_words(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over "pharmacy", "store" and the number of a branch ("#1234")."""
    if norm_at(tokens, at) in ("store", *lexicon.pharmacy_endings):
        at += 1
    if norm_at(tokens, at) == "#" and at + 1 < len(tokens) and tokens[at + 1].is_number:
        at += 2
    return at


def _past_address(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over a house number and street, when a town follows ("14 Main St, Brewster")."""
    if at >= len(tokens) or not tokens[at].is_number:
        return at
    for street in range(at + 1, min(at + 5, len(tokens))):
        if tokens[street].norm in lexicon.streets:
            after = street + 1
            while norm_at(tokens, after) in (",", ".", "in"):
                after += 1
            return after if after < len(tokens) and lexicon.towns.match(tokens, after) else at
    return at


def _town_after(tokens: Tokens, first: int, end: int, name: str, lexicon: Lexicon) -> Store:
    """Take in the town after a street ("on Main Street in Katonah")."""
    index = end
    while index < len(tokens) and index - end < 2 and norm_at(tokens, index) in ("in", ",", "at"):
        index += 1
    town = lexicon.towns.match(tokens, index) if end < index < len(tokens) else None
    return Store(first, town.end, _joined(name, town.meaning)) if town else Store(first, end, name)


def _place_end(tokens: Tokens, at: int, lexicon: Lexicon, *, linked: bool) -> int:
    """Return where the words of a place end: capitals, or after in/on/at words that are no everyday ones, or a street."""
    end = at
    while end < len(tokens) and end - at < _MOST_PLACE_WORDS:
        token = tokens[end]
        if token.norm in lexicon.streets and end > at:
            return end + 1
        if not (token.is_word or (token.is_number and linked)) or token.norm in _NOT_PLACE:
            break
        if token.is_number and not (
            norm_at(tokens, end - 1) in lexicon.streets or norm_at(tokens, end + 1) in lexicon.streets
        ):
            break
        if not linked and not _capital(tokens, end):
            break
        street_ahead = any(norm_at(tokens, ahead) in lexicon.streets for ahead in (end, end + 1, end + 2))
        if linked and not (street_ahead or _capital(tokens, end) or not lexicon.is_ordinary(token.norm)):
            break
        end += 1
    return end


def _last_words(tokens: Tokens, at: int) -> int:
    """Return the place after one or two last words of a message ("cvs on central"), or `at` when more follows."""
    end = at
    while end < len(tokens) and tokens[end].is_word and tokens[end].norm not in _NOT_PLACE:
        end += 1
    return end if end == len(tokens) and end - at <= 2 else at


def _capital(tokens: Tokens, at: int) -> bool:
    text = tokens[at].text
    return text[:1].isupper() and not (text.isupper() and len(text) > 1)


def _spelled(text: str, tokens: Tokens, first: int, end: int, town: str) -> str:
    """Keep a town as the patient wrote it where it has capitals, else as it is listed."""
    said = kept(text, tokens, first, end)
    return town if said.islower() or said.isupper() else " ".join(said.split())


def titled(words: str) -> str:
    """Give a place or shop written in small letters its capitals."""
    said = " ".join(words.split())
    return said if any(char.isupper() for char in said) and not said.isupper() else said.title()


def _independent(text: str, tokens: Tokens, at: int, lexicon: Lexicon) -> Store | None:
    """Read "Village Apothecary", "bedford pharmacy": up to three words of a name before a pharmacy word."""
    if not tokens[at].is_word or tokens[at].norm in lexicon.not_pharmacies:
        return None
    end = at
    while end < len(tokens) and end - at < 4 and (tokens[end].is_word or tokens[end].norm in ("&", "'")):
        if end > at and tokens[end].norm in lexicon.pharmacy_endings:
            break
        if tokens[end].norm in lexicon.not_pharmacies:
            return None
        end += 1
    if end == at or end >= len(tokens) or tokens[end].norm not in lexicon.pharmacy_endings:
        return None
    named = all(_capital(tokens, index) or tokens[index].norm in ("&", "'") for index in range(at, end))
    if not named and not _one_name(tokens, at, end, lexicon):
        return None
    name = titled(kept(text, tokens, at, end + 1))
    place = end + 2 if norm_at(tokens, end + 1) in ("in", ",", "of") else end + 1
    town = lexicon.towns.match(tokens, place) if place < len(tokens) else None
    return Store(at, town.end, _joined(name, town.meaning)) if town else Store(at, end + 1, name)


def _one_name(tokens: Tokens, at: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the words before a pharmacy word are a name though in small letters: a town, or words that are no everyday ones."""
    town = lexicon.towns.match(tokens, at)
    if town and town.end == end:
        return True
    return end - at == 1 and not lexicon.is_ordinary(tokens[at].norm) and lexicon.medicines.match(tokens, at) is None
