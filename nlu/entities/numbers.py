"""Numbers as people write and say them: 25, twenty-five, the third, nineteen eighty, one oh five three six.

Each reader takes the pieces of a message and a place, and returns what it read with the place after it, or None.
"""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Tokens, norm_at

_ENDINGS = frozenset("st nd rd th ths sth nth rth rst eth nt ht hth".split())
"""How figures become which one, with the slips of thumbs."""
_REPEATS = {"double": 2, "triple": 3}
_LONGEST_RUN = 32  # digits; nothing a patient reads out is longer
_LONGEST_NUMBER = 9  # digits; longer runs are identifiers, never amounts


class Count(NamedTuple):
    """A number that was read, and the place after it."""

    value: int
    end: int


class Digits(NamedTuple):
    """Digits one after the other, and the place after them."""

    text: str
    end: int


class Year(NamedTuple):
    """A year that was read; `short` when only its last two digits were said."""

    value: int
    short: bool
    end: int


def cardinal(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    """Read how many: 30, 1,000, thirty, a hundred and twenty."""
    if at >= len(tokens):
        return None
    if tokens[at].is_number:
        return _figures(tokens, at)
    return _in_words(tokens, at, lexicon)


def _figures(tokens: Tokens, at: int) -> Count | None:
    digits, end = tokens[at].norm, at + 1
    while (
        len(digits) <= _LONGEST_NUMBER
        and norm_at(tokens, end) == ","
        and end + 1 < len(tokens)
        and tokens[end].glued
        and tokens[end + 1].glued
        and tokens[end + 1].is_number
        and len(tokens[end + 1].norm) == 3
    ):
        digits, end = digits + tokens[end + 1].norm, end + 2
    return Count(int(digits), end) if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER else None


def below_hundred(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    """Read a number in words under a hundred: seven, fifteen, twenty five, twenty-five."""
    value = lexicon.cardinals.get(norm_at(tokens, at))
    if value is None:
        return None
    after = at + 1
    if value < 20 or value % 10:
        return Count(value, after)
    if norm_at(tokens, after) == "-":
        after += 1
    unit = lexicon.cardinals.get(norm_at(tokens, after), 0)
    return Count(value + unit, after + 1) if 1 <= unit <= 9 else Count(value, at + 1)


def _in_words(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    if norm_at(tokens, at) in ("a", "an", "one") and norm_at(tokens, at + 1) in lexicon.multipliers:
        lead: Count | None = Count(1, at + 1)
    else:
        lead = below_hundred(tokens, at, lexicon)
    if lead is None:
        return None
    times = lexicon.multipliers.get(norm_at(tokens, lead.end))
    if times is None:
        return lead
    total, end = lead.value * times, lead.end + 1
    rest_at = end + 1 if norm_at(tokens, end) == "and" else end
    rest = below_hundred(tokens, rest_at, lexicon)
    return Count(total + rest.value, rest.end) if rest else Count(total, end)


def ordinal(tokens: Tokens, at: int, lexicon: Lexicon) -> Count | None:
    """Read which one: 3rd, third, twenty first."""
    if at >= len(tokens):
        return None
    if tokens[at].is_number:
        ends = at + 1 < len(tokens) and tokens[at + 1].norm in _ENDINGS
        return Count(int(tokens[at].norm), at + 2) if ends and len(tokens[at].norm) <= 2 else None
    value = lexicon.ordinals.get(tokens[at].norm)
    if value is not None:
        return Count(value, at + 1)
    tens = lexicon.cardinals.get(tokens[at].norm, 0)
    if tens not in (20, 30):
        return None
    after = at + 2 if norm_at(tokens, at + 1) == "-" else at + 1
    unit = lexicon.ordinals.get(norm_at(tokens, after), 0)
    return Count(tens + unit, after + 1) if 1 <= unit <= 9 else None


def digit_run(tokens: Tokens, at: int, lexicon: Lexicon, marks: str = "-. ") -> Digits:
    """Read digits said or typed one after another (one oh five, 105 36, double five); empty when there are none."""
    digits, end, times = "", at, 1
    index = at
    while index < len(tokens) and len(digits) <= _LONGEST_RUN and index - at <= 3 * _LONGEST_RUN:
        word = tokens[index].norm
        if tokens[index].is_number:
            said = word
        elif word in _REPEATS:
            times, index = _REPEATS[word], index + 1
            continue
        elif digits and word in marks:
            index += 1
            continue
        else:
            spoken = _spoken_digits(tokens, index, lexicon)
            if spoken is None:
                break
            said, index = spoken.text, spoken.end - 1
        digits, times, index = digits + said * times, 1, index + 1
        end = index
    return Digits(digits, end)


def _spoken_digits(tokens: Tokens, at: int, lexicon: Lexicon) -> Digits | None:
    digit = lexicon.spoken_digits.get(tokens[at].norm)
    if digit is not None:
        return Digits(str(digit), at + 1)
    count = below_hundred(tokens, at, lexicon)
    return Digits(str(count.value), count.end) if count else None


def year(tokens: Tokens, at: int, lexicon: Lexicon) -> Year | None:
    """Read a year: 1980, '80, nineteen eighty, two thousand and one, twenty twelve."""
    if norm_at(tokens, at) == "'" and at + 1 < len(tokens) and tokens[at + 1].is_number:
        at += 1
    if at >= len(tokens):
        return None
    if tokens[at].is_number:
        digits = tokens[at].norm
        if len(digits) == 4 and digits[:2] in ("18", "19", "20", "21"):
            return Year(int(digits), False, at + 1)
        return Year(int(digits), True, at + 1) if len(digits) == 2 else None
    return _spoken_year(tokens, at, lexicon)


def _spoken_year(tokens: Tokens, at: int, lexicon: Lexicon) -> Year | None:
    lead = below_hundred(tokens, at, lexicon)
    if lead is None:
        return None
    word = norm_at(tokens, lead.end)
    if lead.value == 2 and word == "thousand":
        rest_at = lead.end + 2 if norm_at(tokens, lead.end + 1) == "and" else lead.end + 1
        rest = below_hundred(tokens, rest_at, lexicon)
        return Year(2000 + rest.value, False, rest.end) if rest else Year(2000, False, lead.end + 1)
    if lead.value in (18, 19, 20):
        return _two_halves(tokens, lead, lexicon)
    return Year(lead.value, True, lead.end) if lead.value >= 20 else None


def _two_halves(tokens: Tokens, lead: Count, lexicon: Lexicon) -> Year | None:
    """Read the rest of nineteen eighty, nineteen oh five, nineteen hundred."""
    word = norm_at(tokens, lead.end)
    after = lead.end + 1 if word == "-" else lead.end
    if word == "hundred":
        rest = below_hundred(tokens, lead.end + 2 if norm_at(tokens, lead.end + 1) == "and" else lead.end + 1, lexicon)
        return Year(lead.value * 100 + (rest.value if rest else 0), False, rest.end if rest else lead.end + 1)
    if word in ("oh", "o"):
        unit = below_hundred(tokens, lead.end + 1, lexicon)
        return Year(lead.value * 100 + unit.value, False, unit.end) if unit and unit.value <= 9 else None
    rest = below_hundred(tokens, after, lexicon)
    if rest and rest.value >= 10:
        return Year(lead.value * 100 + rest.value, False, rest.end)
    if after < len(tokens) and tokens[after].is_number and len(tokens[after].norm) == 2:
        return Year(lead.value * 100 + int(tokens[after].norm), False, after + 1)
    return None
