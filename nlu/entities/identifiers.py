"""ZIP codes, user names and tokens."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import digit_run
from nlu.entities.tokens import Tokens, norm_at

_USER_WORDS = frozenset({"username", "usernames", "userid", "login", "logon", "uname", "usrname", "usename", "usernam"})
_TOKEN_WORDS = frozenset({"token", "tokens", "tokin", "toekn", "tok"})
_LINKS = frozenset(
    """is : = - was says it's its it reads as called there's number code gave me they you i have here here's got from the
    emailed mailed sent texted issued support received says to today""".split()
)
_NOT_VALUE = frozenset(
    """is was not and or but the a an my me i it to for from in on of with that this what wrong right correct incorrect invalid expired gone lost missing
    working blank empty please thanks thank password email forgotten required needed used says sent new old same locked too long short where how""".split()
)


class Identifier(NamedTuple):
    """An identifier that was read: its pieces, its value (None when it is not whole), and why not."""

    first: int
    end: int
    value: str | None
    doubt: str | None = None


# --- ZIP codes ---------------------------------------------------------------------------------------------

_ZIP_WORDS = frozenset({"zip", "zipcode", "zipcodes", "postal", "postcode"})
_ZIP_LINKS = frozenset(
    """code codes is : = - was , it's its the . address ' # you youd you'd have had should on file i gave be now new changed
    became to""".split()
)
_STATES = frozenset("ny nj ct pa ma fl new york connecticut jersey".split())


def zip_at(tokens: Tokens, at: int, lexicon: Lexicon, *, expected: bool = False) -> Identifier | None:
    """Read a ZIP code at `at` where one is spoken of or `expected`; the four extra digits are left off."""
    if not (expected or _zip_cued(tokens, at, lexicon)) or _house_number(tokens, at, lexicon):
        return None
    token = tokens[at]
    if token.is_number and len(token.norm) == 5:
        plus = norm_at(tokens, at + 1) == "-" and at + 2 < len(tokens) and tokens[at + 2].is_number
        return Identifier(at, at + 3 if plus else at + 1, token.norm)
    if token.is_number and len(token.norm) == 9:
        return Identifier(at, at + 1, token.norm[:5])
    if not (token.is_number or token.norm in lexicon.cardinals or token.norm in lexicon.spoken_digits):
        return None
    run = digit_run(tokens, at, lexicon)
    if len(run.text) in (5, 9):
        return Identifier(at, run.end, run.text[:5])
    whole = expected and len(run.text) > 2
    return Identifier(at, run.end, None, "incomplete" if len(run.text) < 5 else "invalid") if whole else None


def _house_number(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether the name of a street follows a figure ("14250 Larkspur Lane")."""
    for street in range(at + 2, min(at + 4, len(tokens))):
        words = all(t.is_word and t.norm not in _BEFORE_STREET for t in tokens[at + 1 : street])
        if words and tokens[street].norm in lexicon.streets:
            return tokens[at].is_number
    return False


_BEFORE_STREET = frozenset("no not off on by near and in at is the my i".split())


def _lives_here(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a town or "I live in" stands before."""
    before = [norm_at(tokens, at - back) for back in (1, 2, 3)]
    if before[0] in ("in", "to", "at") and before[1] in ("live", "living", "lives", "moved", "reside"):
        return True
    begins = [at - back for back in (1, 2, 3) if at - back >= 0]
    return any((town := lexicon.towns.match(tokens, begin)) is not None and town.end == at for begin in begins)


def _behind_street(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a street or a town and a comma stand before, and nothing is counted ("on mamaroneck ave, 10605")."""
    if norm_at(tokens, at - 1) != "," or norm_at(tokens, at + 1) not in ("", ".", ",", "please", "thanks"):
        return False
    street = norm_at(tokens, at - 2) in lexicon.streets and at > _SHORTEST_STREET
    return street or _lives_here(tokens, at - 1, lexicon)


_SHORTEST_STREET = 3  # pieces of a street and its comma


def _zip_cued(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    index = at - 1
    while index >= 0 and at - index <= 7:
        word = tokens[index].norm
        if word in _ZIP_WORDS:
            return True
        if word in _STATES and tokens[at].is_number and at - index <= 2:
            return True
        if word not in _ZIP_LINKS:
            break
        index -= 1
    if (
        tokens[at].is_number
        and len(tokens[at].norm) == 5
        and (_lives_here(tokens, at, lexicon) or _behind_street(tokens, at, lexicon))
    ):
        return True
    return norm_at(tokens, at + 1) in _ZIP_WORDS or (
        norm_at(tokens, at + 1) == "is" and norm_at(tokens, at + 3) in _ZIP_WORDS
    )


# --- user names and tokens ---------------------------------------------------------------------------------


_LONGEST_CHUNK = 64


def chunk(tokens: Tokens, at: int) -> int:
    """Return the place after the unbroken run of characters that begins at `at`, without a final full stop or comma."""
    end = at + 1
    while end < len(tokens) and tokens[end].glued and end - at < _LONGEST_CHUNK:
        end += 1
    while end > at + 1 and tokens[end - 1].norm in (".", ",", "!", "?", ";", ":", ")", '"', "'", "]", "”"):
        end -= 1
    return end


def username_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Identifier | None:
    """Read the user name after "my username is", if what follows can be one."""
    pair = _after_pair(tokens, at, "user", ("name", "id")) or _after_pair(tokens, at, "login", ("name", "id"))
    signed = at + 1 if _used_to_sign_in(tokens, at) else _signed_in_as(tokens, at) or _user_called(tokens, at)
    if signed:
        return _value_after(tokens, signed, lexicon, frozenset('"“‘'), coded=False, sure=True)
    after = pair or _after_words(tokens, at, _USER_WORDS)
    sure = bool(pair) or tokens[at].norm not in ("login", "logon")
    return _value_after(tokens, after, lexicon, _LINKS_USER, coded=False, sure=sure) if after else None


def _signed_in_as(tokens: Tokens, at: int) -> int:
    """Return where a user name follows "log in as", "signing on as"; 0 elsewhere."""
    if tokens[at].norm not in _SIGNING:
        return 0
    index = at + 1
    if norm_at(tokens, index) in ("in", "on", "into"):
        index += 1
    while norm_at(tokens, index) in ("to", "the", "portal", "with") and index - at < 6:
        index += 1
    if norm_at(tokens, index) == "as":
        return index + 1
    return index if norm_at(tokens, index - 1) == "with" and _has_figures(tokens, index) else 0


def _user_called(tokens: Tokens, at: int) -> int:
    """Return where a name with figures follows "user" or "user:"; 0 elsewhere."""
    after = at + 2 if norm_at(tokens, at + 1) in (":", "=") else at + 1
    return after if tokens[at].norm == "user" and _has_figures(tokens, after) else 0


def _used_to_sign_in(tokens: Tokens, at: int) -> bool:
    """Whether "use (jdoe22) to log in" stands here, with figures in what is used."""
    if tokens[at].norm not in ("use", "using", "used") or not _has_figures(tokens, at + 1):
        return False
    end = chunk(tokens, at + 1)
    return norm_at(tokens, end) in ("to", "for") and norm_at(tokens, end + 1) in _SIGNING


def _has_figures(tokens: Tokens, at: int) -> bool:
    """Whether a word written together with figures or an underscore begins here."""
    if at >= len(tokens) or not tokens[at].is_word or tokens[at].norm in _MACHINES:
        return False
    return any(token.is_number or token.norm == "_" for token in tokens[at : chunk(tokens, at)])


_MACHINES = frozenset(
    "windows win android ios ipad iphone ipados macos mac chrome safari firefox edge version v covid office samsung galaxy".split()
)
_SIGNING = frozenset("log logs logged logging login sign signs signed signing signin logon".split())
_LINKS_USER = frozenset(
    ("is", ":", "=", "was", "it", "it's", "its", "as", "called", "i", "use", "should", "be", "-", '"', "'", "“", "‘")
)
_LINKS_TOKEN = _LINKS | {"#", '"', "'", ",", "“"}


def token_at(tokens: Tokens, at: int, lexicon: Lexicon) -> Identifier | None:
    """Read the token after "my reset token is", if what follows can be one: it has a digit or is in capitals."""
    after = _after_words(tokens, at, _TOKEN_WORDS) or _after_pair(tokens, at, "reset", ("code", "key"))
    if after and norm_at(tokens, at - 1) in ("the", "my", "reset"):
        found = _value_before(tokens, at, lexicon)
        if found:
            return found
    if after:
        return with_groups(tokens, _value_after(tokens, after, lexicon, _LINKS_TOKEN, coded=True))
    after = _after_words(tokens, at, frozenset({"code", "key"}))
    found = _value_after(tokens, after, lexicon, _LINKS_TOKEN, coded=True) if after else None
    if norm_at(tokens, at - 1) in ("promo", "discount", "coupon", "zip", "area", "error", "dress", "source"):
        return None
    mixed = found and found.value and any(c.isdigit() for c in found.value) and any(c.isalpha() for c in found.value)
    return with_groups(tokens, found) if found and mixed else None


def _value_before(tokens: Tokens, at: int, lexicon: Lexicon) -> Identifier | None:
    """Read "K7QM2X9P is my reset token"."""
    index = at - 1
    while index > 0 and norm_at(tokens, index) in ("the", "my", "reset"):
        index -= 1
    if norm_at(tokens, index) not in ("is", "as"):
        return None
    first = index - 1
    while first > 0 and tokens[first].glued and index - first < 12:
        first -= 1
    return identifier_chunk(tokens, first, lexicon, coded=True, cued=True) if first >= 0 else None


def with_groups(tokens: Tokens, found: Identifier | None, *, asked: bool = False) -> Identifier | None:
    """Take in further groups of a token written with spaces ("K7QM 2X9P 4RTD")."""
    if found is None or found.value is None:
        return None
    value, end = found.value, found.end
    while end < len(tokens) and chunk(tokens, end) > end:
        after = chunk(tokens, end)
        group = "".join(token.text for token in tokens[end:after])
        like_a_code = group.isalnum() and (asked or group.isupper()) and any(char.isdigit() for char in group)
        if not like_a_code or len(group) > 8:
            break
        value, end = f"{value} {group}", after
    return Identifier(found.first, end, value)


def _after_words(tokens: Tokens, at: int, words: frozenset[str]) -> int:
    return at + 1 if tokens[at].norm in words else 0


def _after_pair(tokens: Tokens, at: int, first: str, seconds: tuple[str, ...]) -> int:
    if tokens[at].norm != first:
        return 0
    index = at + 2 if norm_at(tokens, at + 1) == "-" else at + 1
    return index + 1 if norm_at(tokens, index) in seconds else 0


def _value_after(
    tokens: Tokens, at: int, lexicon: Lexicon, links: frozenset[str], *, coded: bool, sure: bool = False
) -> Identifier | None:
    index = at
    while index < len(tokens) and index - at < 6 and tokens[index].norm in links and not _runs_on(tokens, index):
        index += 1
    if index >= len(tokens) or (tokens[index].norm in _NOT_VALUE and chunk(tokens, index) == index + 1):
        return None
    return identifier_chunk(tokens, index, lexicon, coded=coded, cued=sure or index > at)


def _runs_on(tokens: Tokens, at: int) -> bool:
    """Whether a word is the beginning of a longer run ("it32cole")."""
    return tokens[at].is_word and chunk(tokens, at) > at + 1 and tokens[at + 1].norm not in (":", "=", "-")


def identifier_chunk(tokens: Tokens, at: int, lexicon: Lexicon, *, coded: bool, cued: bool) -> Identifier | None:
    """Read one unbroken run as an identifier: everyday words are none; a `coded` one has a digit or only capitals."""
    end = chunk(tokens, at)
    text = "".join(token.text for token in tokens[at:end])
    if len(text) < 3 or len(text) > 64 or not (tokens[at].is_word or tokens[at].is_number):
        return None
    if any("'" in token.norm for token in tokens[at:end]):
        return None
    has_digit = any(token.is_number for token in tokens[at:end])
    if coded:
        capitals = text.isupper() and len(text) >= 5 and not lexicon.is_ordinary(tokens[at].norm)
        return Identifier(at, end, text) if (has_digit and len(text) >= 4) or capitals else None
    everyday = end == at + 1 and (tokens[at].norm in _NOT_VALUE or lexicon.is_ordinary(tokens[at].norm))
    return Identifier(at, end, text) if has_digit or "_" in text or (cued and not everyday) else None
