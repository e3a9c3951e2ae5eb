"""Pharmacies with the place of the branch: CVS in Katonah, the Walgreens on Main Street, Village Apothecary."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.branches import last_words, shop_behind, town_ahead, unlisted_town
from nlu.entities.lexicon import Lexicon
from nlu.entities.store_places import crossing_end, street_place, town_of_its_own
from nlu.entities.tokens import Tokens, kept, norm_at

_PLACE_LINKS = frozenset(
    "in on at @ off near by over of corner down up , ( from the that's thats is here located branch store location pharmacy one um uh er like please pls".split()
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
    plain = norm_at(tokens, at) in lexicon.plain_pharmacies and not (likely and _named_as_shop(tokens, at))
    if match and not plain:
        store = _with_place(text, tokens, at, match.end, match.meaning, lexicon, likely=likely)
        ahead = town_ahead(tokens, store.end, lexicon) if store.value == match.meaning else None
        return Store(at, ahead.end, _joined(store.value, ahead.meaning)) if ahead else store
    return _town_first(text, tokens, at, lexicon, likely=likely) or _independent(text, tokens, at, lexicon)


def _named_as_shop(tokens: Tokens, at: int) -> bool:
    """Whether an everyday word that is also a chain's name stands as a shop does ("send it to target"); "my target weight" does not."""
    if tokens[at].norm != "target":
        return True
    another = any(token.norm == "cvs" for token in tokens[at + 1 :])  # "target in mount kisco has a cvs in it"
    before = norm_at(tokens, at - 2) if norm_at(tokens, at - 1) == "the" else norm_at(tokens, at - 1)
    return not another and (at == 0 or before in _BEFORE_SHOP)


_BEFORE_SHOP = frozenset("to at from use in by , . cvs is it's its".split())


def _town_first(text: str, tokens: Tokens, at: int, lexicon: Lexicon, *, likely: bool) -> Store | None:
    """Read "bedford hills cvs", "Bedford Hills, the Walgreens", "(in) armonk at the cvs"."""
    begin = shop_behind(tokens, at, lexicon, likely=likely)
    town, chain = lexicon.towns.match(tokens, at), lexicon.pharmacies.match(tokens, begin) if begin else None
    if town is None or chain is None or norm_at(tokens, begin) in lexicon.plain_pharmacies:
        return None
    store = _with_place(text, tokens, begin, chain.end, chain.meaning, lexicon, likely=likely)
    if begin > town.end and _town_at_the_end(tokens, chain.end, store.end, lexicon):
        return None  # "I live in Katonah, the CVS in Somers" has its own place
    return Store(at, chain.end, _joined(chain.meaning, town.meaning))


def speaks_of_pharmacy(tokens: Tokens) -> bool:
    """Whether the message is about a pharmacy or what one sends."""
    return any(token.norm in _SPOKEN_OF for token in tokens)


def _joined(name: str, place: str) -> str:
    return name if place.casefold() in name.casefold() else f"{name} {place}"


def _with_place(
    text: str, tokens: Tokens, first: int, end: int, name: str, lexicon: Lexicon, *, likely: bool = False
) -> Store:
    """Add the place after a chain's name. A town is taken wherever one stands close; other words only after in, on or at."""
    end, name = _past_store_words(tokens, end, lexicon), _of_its_size(tokens, end, name)
    index, link = _past_turn(tokens, end, lexicon), ""
    while index < len(tokens) and index - end < _MOST_LINKS and norm_at(tokens, index) in _PLACE_LINKS:
        link = norm_at(tokens, index) if norm_at(tokens, index) in _STRONG_LINKS else link
        index += 1
    index = _past_address(tokens, index, lexicon)
    if index >= len(tokens):
        return Store(first, end, name)
    town = lexicon.towns.match(tokens, index)
    if town and norm_at(tokens, town.end) not in (*lexicon.streets, "river", "post", "hill", "park"):
        place = _joined(name, _spelled(text, tokens, index, town.end, town.meaning))
        return _street_after(text, tokens, Store(first, town.end, place), name, lexicon)
    street = _on_street(text, tokens, Store(first, index, name), link, lexicon)
    if street:
        return street
    place_end = _unlisted_end(tokens, index, lexicon, link, likely=likely)
    inner = _town_at_the_end(tokens, index, place_end, lexicon) if not link else None
    if inner:
        return Store(first, place_end, _joined(name, inner))  # "CVS Target Mount Kisco"
    if place_end == index:
        return Store(first, end, name)
    led = f"{link} " if link in ("on", "in") else ""
    place = _joined(name, led + titled(kept(text, tokens, index, place_end)))
    return _town_after(tokens, first, place_end, place, lexicon)


def _on_street(text: str, tokens: Tokens, shop: Store, link: str, lexicon: Lexicon) -> Store | None:
    """Take in a crossing, or a street with its number or its word for one, that begins where `shop` ends."""
    index, led = shop.end, f"{shop.value} {link}".strip()
    crossing = crossing_end(tokens, index, lexicon, linked=bool(link), never=_NOT_PLACE)
    if crossing > index:
        return Store(shop.first, crossing, f"{led} {' '.join(kept(text, tokens, index, crossing).split())}")
    street = street_place(tokens, index, lexicon, _NOT_PLACE)
    if street == index:
        return None
    return _town_after(tokens, shop.first, street, f"{led} {titled(kept(text, tokens, index, street))}", lexicon)


def _unlisted_end(tokens: Tokens, at: int, lexicon: Lexicon, link: str, *, likely: bool) -> int:
    """Return where a place ends that nobody listed; `at` itself where none begins."""
    end = _place_end(tokens, at, lexicon, linked=bool(link))
    if end == at + 1 and tokens[at].norm in lexicon.streets:
        return at  # "in the mall" is no place of its own
    if end == at and (link == "on" or (likely and link == "in")):
        end = last_words(tokens, at, _NOT_PLACE)
    return unlisted_town(tokens, at, lexicon, _NOT_PLACE) if end == at and likely else end


def _street_after(text: str, tokens: Tokens, store: Store, name: str, lexicon: Lexicon) -> Store:
    """Take in the street after a town ("Walgreens in Yonkers on Palmer Road")."""
    link = norm_at(tokens, store.end)
    end = street_place(tokens, store.end + 1, lexicon, _NOT_PLACE) if link in _STRONG_LINKS - {"in"} else store.end + 1
    if end == store.end + 1 or store.value == name:
        return store
    town = store.value.removeprefix(f"{name} ")
    return Store(store.first, end, f"{name} in {town} {link} {titled(kept(text, tokens, store.end + 1, end))}")


def _town_at_the_end(tokens: Tokens, begin: int, end: int, lexicon: Lexicon) -> str | None:
    towns = (lexicon.towns.match(tokens, at) for at in range(begin + 1, end))
    return next((town.meaning for town in towns if town and town.end == end), None)


def _past_turn(tokens: Tokens, end: int, lexicon: Lexicon) -> int:
    """Where the place may begin: after a branch that is not meant, or in the next sentence when that names the one that is."""
    refused = lexicon.towns.match(tokens, end + 1) if norm_at(tokens, end) == "not" and end + 1 < len(tokens) else None
    if refused:
        return refused.end  # "CVS not Katonah, the Mt Kisco one"
    if norm_at(tokens, end) == "." and norm_at(tokens, end + 1) == "the" and _the_one(tokens, end + 2, lexicon):
        return end + 1  # "CVS. The Katonah one."
    return end + 1 if norm_at(tokens, end) in (".", "-") and town_of_its_own(tokens, end + 1, lexicon) else end


def _the_one(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a town and then "one" or "store" stand at `at`."""
    town = lexicon.towns.match(tokens, at) if at < len(tokens) else None
    return town is not None and norm_at(tokens, town.end) in ("one", "store", "location", "branch")


def _past_store_words(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Step over "pharmacy", "store" and the number of a branch ("#1234")."""
    if norm_at(tokens, at) in ("store", *_SIZES, *lexicon.pharmacy_endings):
        at += 1
    if norm_at(tokens, at) == "#" and at + 1 < len(tokens) and tokens[at + 1].is_number:
        at += 2
    return at


_SIZES = frozenset("supercenter supercentre superstore".split())


def _of_its_size(tokens: Tokens, at: int, name: str) -> str:
    """A chain's name with the kind of store that its sign adds ("Walmart Supercenter")."""
    return f"{name} {tokens[at].norm.title()}" if norm_at(tokens, at) in _SIZES else name


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
    town = lexicon.towns.match(tokens, index) if index < len(tokens) else None
    return Store(first, town.end, f"{name} in {town.meaning}") if town else Store(first, end, name)


def _place_end(tokens: Tokens, at: int, lexicon: Lexicon, *, linked: bool) -> int:
    """Return where the words of a place end: capitals, or after in/on/at words that are no everyday ones, or a street."""
    end = at
    while end < len(tokens) and end - at < _MOST_PLACE_WORDS:
        token = tokens[end]
        if token.norm in lexicon.streets and end > at:
            return end + 1
        if end > at and tokens[at].norm in lexicon.streets and lexicon.towns.match(tokens, end):
            break  # "on rte 202 somers"
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
    town = lexicon.towns.match(tokens, at)
    end = town.end if town and norm_at(tokens, town.end) in lexicon.pharmacy_endings else at  # "Mt. Kisco Pharmacy"
    while end < len(tokens) and end - at < 4 and (tokens[end].is_word or tokens[end].norm in ("&", "'")):
        if end > at and tokens[end].norm in lexicon.pharmacy_endings:
            break
        if tokens[end].norm in lexicon.not_pharmacies:
            return None
        end += 1
    if end == at or end >= len(tokens) or tokens[end].norm not in lexicon.pharmacy_endings:
        return None
    named = all(_capital(tokens, index) or tokens[index].norm in ("&", "'", ".") for index in range(at, end))
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
    if lexicon.medicines.match(tokens, at) is not None or end - at > _MOST_PLAIN:
        return False
    after = norm_at(tokens, end + 1)
    opens = at == 0 or (at == 1 and tokens[0].norm in ("the", "it's", "its", "at", "use"))
    whole = opens and (not after or (after in ("in", "on", "at", ",") and norm_at(tokens, end + 2) != ""))
    return whole or (end - at == 1 and not lexicon.is_ordinary(tokens[at].norm))


_MOST_PLAIN = 2  # everyday words that are a shop's name where they open the answer ("village apothecary in larchmont")
