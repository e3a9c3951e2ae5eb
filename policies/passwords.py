"""Which passwords the portal takes: long ones that are not easily guessed. No rule asks for digits or signs.

Figures follow NIST SP 800-63B-4, 3.1.1.2: fifteen characters at least where a password stands alone, long ones taken
whole, any character counts, and lists of common ones are looked at. A password may be pasted and never has to be changed
without a reason.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from itertools import pairwise
from math import dist

SHORTEST = 15
LONGEST = 128
OF_ITS_OWN = 4
"""Letters that must be left once common words, names and figures are taken away."""
COMMON_PIECES = 2
"""More common words than these, one after the other, make a phrase that is not easily guessed."""
REPEATED = 8
"""The longest piece whose repetition counts as one."""
_LOOKS_LIKE = str.maketrans("@4301!$57", "aaeoiisst")
"""Figures and signs that stand in for letters."""
_ROWS = (("1234567890-=", 0.0), ("qwertyuiop[]", 0.5), ("asdfghjkl;'", 0.75), ("zxcvbnm,./", 1.25))
_KEYS = {key: (column + shift, row) for row, (keys, shift) in enumerate(_ROWS) for column, key in enumerate(keys)}
"""Where each key lies, in widths of a key; every row is shifted a little against the one above it."""
STEP = 1.9
"""Keys no further apart are a step of a finger: beside, above, below, or one beyond that."""
WALKED = 0.7
"""A password with so large a share of such steps was walked over the keyboard. Of four words one after the other, in documents
of this repository and drawn from them, fewer than one in a thousand have it."""
SHORTEST_ANSWER = 3
LONGEST_ANSWER = 100


def normal(password: str) -> str:
    """A password as it is hashed: the same signs typed on another keyboard give the same password."""
    return unicodedata.normalize("NFKC", password)


def refusal(password: str, *, username: str, about: Iterable[str], common: Collection[str]) -> str | None:
    """Why a password is not taken, or None: too_short, too_long, username, about_you, common.

    `about`: words that others know of the patient and the practice. `common`: what many people choose, and SHA-256 sums of
    whole passwords in small letters that are known to everybody.
    """
    length = min(len(password), len(normal(password)))
    if length < SHORTEST:
        return "too_short"
    if length > LONGEST:
        return "too_long"
    if hashlib.sha256(normal(password).casefold().encode("utf-8", "surrogatepass")).hexdigest() in common:
        return "common"
    typed = _small(password)
    literal = "".join(char for char in typed if char.isalnum())
    if username and (_bare(username) in literal or username.casefold() in password.casefold()):
        return "username"
    if not literal:
        return "common" if _repeats(normal(password)) else None
    words = {plain for plain in map(_bare, about) if len(plain) > 2}
    readings = ((literal, literal), (typed, typed.translate(_LOOKS_LIKE)))
    weak = {_weakness(*reading, words, common) for reading in readings}
    return next((why for why in ("about_you", "common") if why in weak), None)


def _weakness(typed: str, read: str, about: Collection[str], common: Collection[str]) -> str | None:
    """Why one reading of a password is easily guessed: few letters are left that stand in no word like these.

    `read` is what was typed, with figures and signs read as the letters they stand for; only typed letters count.
    """
    if _repeats(read) or _runs(read) or _is_walk(typed):
        return "common"
    without = _without(read, about)
    pieces = _distinct(without, [word for word in common if len(word) > 2 and word.isalpha()])
    left = [(was, now) for was, now in zip(typed, _without(without, pieces), strict=True) if now != " "]
    letters = "".join(now for was, now in left if was.isalpha() or not any(map(str.isalpha, typed)))
    if len(letters) >= OF_ITS_OWN and not _runs(letters):
        return None
    if without != read:
        return "about_you"
    return None if len(pieces) > COMMON_PIECES else "common"


def answer(text: str) -> str:
    """A security answer as it is hashed: case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def answer_refusal(text: str, *, guessable: Iterable[str]) -> str | None:
    """Why a security answer is not taken, or None: too_short, too_long, same. `guessable` may not be the answer."""
    said = answer(text)
    if len(said) < SHORTEST_ANSWER:
        return "too_short"
    if len(said) > LONGEST_ANSWER:
        return "too_long"
    return "same" if said in {answer(one) for one in guessable if one} else None


def _small(text: str) -> str:
    """Letters, figures and the signs that stand in for letters, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char.isalnum() or char in "@!$")


def _bare(text: str) -> str:
    return "".join(char for char in _small(text) if char.isalnum())


def _without(text: str, words: Collection[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " " * len(word))
    return text


def _distinct(text: str, words: Collection[str]) -> set[str]:
    """The words that a text is made of, the longest first, each taken out before a shorter one is looked for."""
    found = set()
    for word in sorted(words, key=len, reverse=True):
        if word in text:
            found.add(word)
            text = text.replace(word, " ")
    return found


def _repeats(text: str) -> bool:
    """Whether the whole is one short piece again and again."""
    return any(
        len(text) >= 2 * size and text == (text[:size] * len(text))[: len(text)] for size in range(1, REPEATED + 1)
    )


def _runs(text: str) -> bool:
    """Whether the whole is one sign again and again, or a run through the alphabet or the figures, up or down."""
    around = 10 if text.isdecimal() else 26
    steps = {(ord(after) - ord(before)) % around for before, after in pairwise(text)}
    return len(steps) == 1 and steps <= {0, 1, around - 1}


def _is_walk(text: str) -> bool:
    """Whether the whole was made by walking over the keyboard, row by row, up and down, or key beside key."""
    known = [char for char in text if char in _KEYS]
    steps = [dist(_KEYS[before], _KEYS[after]) for before, after in pairwise(known) if before != after]
    near = sum(step <= STEP for step in steps)
    return 2 * len(known) > len(text) and near >= WALKED * len(steps) > 0
