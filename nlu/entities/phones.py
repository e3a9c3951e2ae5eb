"""Telephone numbers, and what only looks like one."""

from __future__ import annotations

from nlu.entities.identifiers import Identifier
from nlu.entities.lexicon import Lexicon
from nlu.entities.numbers import digit_run
from nlu.entities.tokens import Tokens, norm_at

_LONGEST_PHONE = 40  # pieces, digits and marks together
_PHONE_MARKS = "-. ()/–—,"
_NOT_OURS_BEFORE = frozenset(
    "fax fax: faxed order case ticket reference ref account acct # npi policy id group claim invoice confirmation".split()
)
_CALLED_BEFORE = frozenset("called calling dialed dialled tried ringing rang phoned".split())


def phone_at(tokens: Tokens, at: int, lexicon: Lexicon, *, expected: bool = False) -> Identifier | None:
    """Read a telephone number that begins at `at`; words ("nine one four ...") and short ones only when `expected`."""
    if not _may_begin(tokens, at, lexicon, expected) or _not_a_patients(tokens, at):
        return None
    begin = at + 1 if tokens[at].norm in ("+", "(") else at
    if norm_at(tokens, begin) == "(":
        begin += 1
    digits, end = _dialled(tokens, begin, lexicon, expected)
    if tokens[at].norm == "+" and not digits.startswith("1"):
        return Identifier(at, end, f"+{digits}") if 8 <= len(digits) <= 15 else None
    number = national(digits)
    if number:
        return Identifier(at, end, number)
    if tokens[at].is_word and any(token.is_number and len(token.norm) > 1 for token in tokens[at:end]):
        return None  # "the home one, 1-845-555-0103": the number begins behind the word
    short = expected and 4 <= len(digits) <= 15 or (len(digits) == 7 and _hyphenated(tokens, begin))
    return Identifier(at, end, None, "incomplete" if len(digits) < 10 else "invalid") if short else None


def national(digits: str) -> str | None:
    """Return ten digits of a North American number in E.164 form, or None when no such number can exist."""
    digits = digits.removeprefix("00") if len(digits) == len("0019145550148") else digits
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    valid = len(digits) == 10 and digits[0] in "23456789" and digits[3] in "23456789"
    return f"+1{digits}" if valid else None


def _may_begin(tokens: Tokens, at: int, lexicon: Lexicon, expected: bool) -> bool:
    token = tokens[at]
    if token.is_number:
        return not (
            at
            and tokens[at].glued
            and (tokens[at - 1].is_number or norm_at(tokens, at - 1) in ("$", "#", "_", "/", "."))
        ) and (expected or not _day_or_month(tokens, at))
    if token.norm in ("+", "("):
        return True
    if token.norm not in lexicon.cardinals and token.norm not in lexicon.spoken_digits:
        return False
    return expected or any(norm_at(tokens, at - back) in _PHONE_WORDS for back in range(1, 5))


def _day_or_month(tokens: Tokens, at: int) -> bool:
    """Whether one or two figures stand here that are no country code before an area code ("8-12-79 10549")."""
    if len(tokens[at].norm) > 2:
        return False
    index = at + 1
    while norm_at(tokens, index) in ("-", ".", " ", "(") and index - at < 4:
        index += 1
    area = index < len(tokens) and tokens[index].is_number and len(tokens[index].norm) in (3, 7, 10)
    return tokens[at].norm != "1" or not area


_PHONE_WORDS = frozenset("area phone number cell mobile telephone tel call text at reach".split())


def _not_a_patients(tokens: Tokens, at: int) -> bool:
    """A fax line, an order number, or the line the patient called is not the patient's telephone."""
    near = [norm_at(tokens, at - back) for back in range(1, 5)]
    if "#" in near and _LINES.intersection(norm_at(tokens, at - back) for back in range(2, 7)):
        near.remove("#")  # "my new phone # is"
    fax = any(norm_at(tokens, at - back) == "fax" for back in range(5, 8))  # "the fax you list, (866) ..."
    return fax or any(word in _NOT_OURS_BEFORE or word in _CALLED_BEFORE for word in near)


_LINES = frozenset("phone cell mobile tel telephone home work contact number".split())


def _dialled(tokens: Tokens, at: int, lexicon: Lexicon, expected: bool) -> tuple[str, int]:
    """Collect the digits of a number, at most fifteen, with the marks people put between them."""
    digits, end, index = "", at, at
    last = at + _LONGEST_PHONE
    words = expected or (at < len(tokens) and tokens[at].is_word)
    while index < min(len(tokens), last) and len(digits) <= 15:
        token = tokens[index]
        if token.is_number and _year_inside(tokens, index):
            return "", at
        if token.is_number and _fits(digits, token.norm):
            digits += token.norm
            index = end = index + 1
        elif token.norm in ("then", "and") and 3 <= len(digits) < 10 and words:
            index += 1  # "area code four one five, then five five five ..."
        elif words and token.is_word:
            run = digit_run(tokens, index, lexicon)
            if not run.text:
                break
            digits, index = digits + run.text, run.end
            end = index
        elif token.norm in _PHONE_MARKS:
            index += 1
        else:
            break
    return digits, end


def _fits(digits: str, more: str) -> bool:
    """Whether more figures still belong to one number: a whole one is not run on into the next figure."""
    whole = len(digits) == 11 if digits.startswith("1") else len(digits) == 10
    return not whole and len(digits) + len(more) <= 15


def _year_inside(tokens: Tokens, at: int) -> bool:
    """Whether a year stands here with a day before and more figures after it, as in "August 12 1979, 10549" or "8-12-1979 10549"."""
    if len(tokens[at].norm) != 4 or tokens[at].norm[:2] not in ("19", "20") or at == 0:
        return False
    mark = 1 if norm_at(tokens, at - 1) in ("-", ".", "/", ",") else 0
    day = at - 1 - mark
    after = at + 2 if norm_at(tokens, at + 1) in _PHONE_MARKS and norm_at(tokens, at + 1) else at + 1
    return (
        day >= 0
        and len(tokens[day].norm) <= 2
        and tokens[day].is_number
        and after < len(tokens)
        and tokens[after].is_number
    )


def _hyphenated(tokens: Tokens, at: int) -> bool:
    """555-0123: three digits, a hyphen, four digits."""
    return (
        norm_at(tokens, at + 1) in ("-", "–", ".")
        and len(norm_at(tokens, at)) == 3
        and len(norm_at(tokens, at + 2)) == 4
    )
