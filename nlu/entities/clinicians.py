"""Clinicians: by title ("Dr. Patel", "doctor o brien") or by a surname of the practice's directory."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.lexicon import Lexicon, solid
from nlu.entities.spelled import spelled_name
from nlu.entities.tokens import Token, Tokens, norm_at

_NOT_SURNAME = frozenset(
    """the a an my me i you he she it we they him her them his is was are were be been am has have had do does did will would can could should may might
    must not no yes and or but if so as at by for from in into of off on onto out over to up with about after before again all also any appointment
    appointments appt appts visit visits office offices please pls thanks thank said says say told tells tell asked ask asking wants want wanted need needs
    needed note notes notice letter letters called calls call when what where who why how which that this these those then than there here today tomorrow
    tonight yesterday monday tuesday wednesday thursday friday saturday sunday morning afternoon evening next last week month soon asap now available
    availability open closed referral refill refills prescription prescribed prescribes prescribing gave gives give put puts message messages email
    name names number phone shopping visiting because since until while during just only really ever never always more most other another new
    bot robot chatbot regular primary old own anyone anybody someone somebody somewhere whoever whatever know knows ordered wrote recommended suggested started changed
    and/or only order orders care instructions advice appointmentment slot time schedule schedules scheduled list portal team staff nurse record records""".split()
)
_NO_CLINICIANS = frozenset(
    "pepper peppers seuss scholl scholls scholl's marten martens martin's dre google pimple bronner bronners".split()
)
"""Drinks, shoes, books and soaps with a doctor's title."""
_TITLE_ABBREVIATED = frozenset({"dr", "drs", "dra"})
_MOST_NAME_WORDS = 5


class Clinician(NamedTuple):
    """A clinician that was read; None as value when the directory has two people of that name."""

    first: int
    end: int
    value: str | None


# --- clinicians --------------------------------------------------------------------------------------------


def clinician_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Clinician | None:
    """Read "Dr. Patel" at `at`."""
    if tokens[at].norm not in lexicon.titles or _is_drive(tokens, at, lexicon):
        return None
    begin = at + 1
    while norm_at(tokens, begin) in (".", "'") or norm_at(tokens, begin) in lexicon.titles:
        begin += 1
        if begin - at > 3:
            return None
    if len(norm_at(tokens, begin)) == 1 and norm_at(tokens, begin + 1) == "." and begin + 2 < len(tokens):
        begin += 2  # "Dr. M. Chen"
    if begin >= len(tokens):
        return None
    known = directory_at(tokens, begin, lexicon, near=True)
    if known:
        return Clinician(at, known.end, known.value)
    end = _surname_end(tokens, at, begin, lexicon)
    if end == begin:
        return None
    if tokens[begin].bare in _NO_CLINICIANS:
        return None
    given = _given_first(tokens, begin, end, lexicon)
    known = directory_at(tokens, given, lexicon, near=True) if given > begin else None
    if known:
        return Clinician(at, known.end, known.value)
    return Clinician(at, end, f"Dr. {spelled_name(tokens[given:end], lexicon)}")


def _is_drive(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether "Dr" ends a street with its house number and a town follows ("355 Downing Dr Yorktown Heights")."""
    begin = at + 2 if norm_at(tokens, at + 1) in (",", ".") else at + 1
    town = lexicon.towns.match(tokens, begin) if begin < len(tokens) else None
    if not town or at <= _NUMBER or not tokens[at - 1].is_word:
        return False
    house = next((tokens[at - back].norm for back in (2, 3) if tokens[at - back].is_number), "")
    return len(house) > _NUMBER or bool(house) and not lexicon.is_ordinary(tokens[at - 1].norm)


_NUMBER = 2


def directory_at(tokens: Tokens, at: int, lexicon: Lexicon, *, near: bool = False) -> Clinician | None:
    """Read a surname of the directory at `at`, in one or two pieces ("o brien"); misspelt ones when `near`."""
    if not tokens[at].is_word or not lexicon.providers:
        return None
    for end in (at + 3, at + 2, at + 1):
        if end <= len(tokens) and all(piece.is_word or piece.norm in "'-" for piece in tokens[at:end]):
            whole = solid("".join(piece.bare for piece in tokens[at:end]))
            named = lexicon.providers.get(whole)
            if named and (near or _surely_meant(whole, lexicon)):
                return Clinician(at, end, named[0] if len(named) == 1 else None)
    return _near_directory(tokens, at, lexicon) if near else None


def _surely_meant(name: str, lexicon: Lexicon) -> bool:
    """Whether a bare word of the directory is the clinician and neither a plain word ("young") nor a given name."""
    return not lexicon.is_ordinary(name) and name not in lexicon.first_names


def _near_directory(tokens: Tokens, at: int, lexicon: Lexicon) -> Clinician | None:
    word = solid(tokens[at].bare)
    if word in _NOT_SURNAME or len(word) < 4:
        return None
    found = lexicon.provider_spelling.near(word, 1 if len(word) < 7 else 2)
    if found is None or len(found.words) > 1 or found.words[0][0] != word[0]:
        return None
    named = lexicon.providers[found.words[0]]
    return Clinician(at, at + 1, named[0] if len(named) == 1 else None)


def _surname_end(tokens: Tokens, title: int, begin: int, lexicon: Lexicon) -> int:
    """Return where the name after a title ends; everyday words are no names unless they are also surnames."""
    end = begin
    while end < len(tokens) and end - begin < _MOST_NAME_WORDS:
        token = tokens[end]
        if token.norm in ("-", "'") and end > begin and token.glued and end + 1 < len(tokens) and tokens[end + 1].glued:
            end += 1
            continue
        if not token.is_word or not _may_be_surname(tokens, title, begin, end, lexicon):
            break
        end += 1
    while end - begin > 1 and tokens[end - 1].norm in lexicon.particles and tokens[end - 1].text.islower():
        end -= 1
    alone = end - begin == 1 and tokens[begin].norm in lexicon.particles and len(tokens[begin].norm) < 3
    return begin if alone else end


def _may_be_surname(tokens: Tokens, title: int, begin: int, at: int, lexicon: Lexicon) -> bool:
    token, word = tokens[at], tokens[at].bare
    if len(word) == 1 and not token.text.isupper() and word != "o":
        return False
    if token.norm in _NOT_SURNAME or token.norm in lexicon.suffixes or token.norm in lexicon.weekdays:
        return False
    if token.norm in lexicon.particles:
        return True
    names_so_far = [t for t in tokens[begin:at] if t.is_word and t.norm not in lexicon.particles]
    capital = token.text[0].isupper() and not _shouted(tokens[max(0, title - 12) : at + 8])
    if not names_so_far:
        plain = word in lexicon.plain_surnames and tokens[title].norm in _TITLE_ABBREVIATED
        return capital or plain or not lexicon.is_ordinary(word) or _no_plural(word, lexicon)
    if tokens[at - 1].norm == "-" and tokens[at].glued:
        return True
    return len(names_so_far) == 1 and _goes_on(tokens, at, names_so_far[0], lexicon, capital=capital)


def _no_plural(word: str, lexicon: Lexicon) -> bool:
    """Whether a word only looks like a plural of an everyday one: no English word becomes "rayes" from "ray"."""
    odd = (
        word.endswith("es")
        and len(word) > len("ayes")
        and not word[:-2].endswith(("s", "x", "z", "ch", "sh", "o", "i"))
    )
    return odd and word not in lexicon.ordinary and word[:-1] not in lexicon.ordinary


def _goes_on(tokens: Tokens, at: int, before: Token, lexicon: Lexicon, *, capital: bool) -> bool:
    """Whether a second word belongs to the name: after a hyphen, with a capital like the first, or after a given name."""
    if tokens[at - 1].norm in ("-", "'") or (capital and before.text[0].isupper()):
        return True
    word = tokens[at].bare
    surname = word in lexicon.plain_surnames or not lexicon.is_ordinary(word)
    return before.norm in lexicon.first_names and surname and word not in lexicon.first_names


def _shouted(tokens: Tokens) -> bool:
    """Whether the words around are in capitals, so that a capital says nothing."""
    words = [token.text for token in tokens if token.is_word and len(token.text) > 1]
    return bool(words) and sum(word.isupper() for word in words) * 2 > len(words)


def _given_first(tokens: Tokens, begin: int, end: int, lexicon: Lexicon) -> int:
    """Return where the surname begins: after a given name or an initial, or at a particle."""
    words = [index for index in range(begin, end) if tokens[index].is_word]
    if len(words) < 2 or tokens[words[0] + 1].norm == "-" or tokens[words[0]].norm in lexicon.particles:
        return begin
    first = tokens[words[0]].norm
    given = first in lexicon.first_names or tokens[words[1]].norm in lexicon.particles or len(first) == 1
    return words[1] if given else begin
