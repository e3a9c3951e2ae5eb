"""What is told letter by letter: "k r a j e w s k i", "k as in kite", "o apostrophe n e i l l", "capital D", "double t", "underscore 7 7"."""

from __future__ import annotations

from typing import NamedTuple

from nlu.entities.said_marks import NUMBERS, SAID_MARKS
from nlu.entities.tokens import Tokens, norm_at

_LONGEST = 80  # pieces of one thing told letter by letter
_BETWEEN = frozenset(", . - – then and next the".split())
_CASES = {
    "capital": "upper",
    "uppercase": "upper",
    "caps": "upper",
    "cap": "upper",
    "upper": "upper",
    "big": "upper",
} | {"small": "lower", "lowercase": "lower", "lower": "lower", "little": "lower"}
_TIMES = {"double": 2, "triple": 3}
_MARKS = {**SAID_MARKS, "apostrophe": "'", "apostrophy": "'", "apostrophie": "'", "_": "_", "'": "'"}


class Told(NamedTuple):
    """What was told: its first piece, the place after it, the text, how many pieces stood alone, and whether a case was told."""

    first: int
    end: int
    text: str
    singles: int
    cased: bool


class _Piece(NamedTuple):
    text: str
    end: int
    single: bool
    cased: bool = False


def letters_at(tokens: Tokens, at: int, *, figures: bool) -> Told | None:
    """Read letters told one by one from `at` on, with the marks said between them; `figures` lets digits belong to it."""
    tokens = tokens[: at + _LONGEST]  # bounds the work, and how deep *double double double* goes
    text, index, end, singles, cased = "", at, at, 0, False
    while index < len(tokens):
        piece = _piece_at(tokens, index, figures=figures)
        if piece is None:
            if not text or tokens[index].norm not in _BETWEEN:
                break
            index += 1
            continue
        text, singles, cased = text + piece.text, singles + piece.single, cased or piece.cased
        index = end = piece.end
    text, end = (text[:-1], end - 1) if text[-1:] in _LOOSE_ENDS and end else (text, end)
    return Told(at, end, text, singles, cased) if singles else None


_LOOSE_ENDS = tuple("'-._+")


def _piece_at(tokens: Tokens, at: int, *, figures: bool) -> _Piece | None:
    """Read one piece: a letter with the word that tells it, a digit, or the name of a mark."""
    word, following = tokens[at].norm, norm_at(tokens, at + 1)
    if word in _CASES:
        begin = at + 2 if following in ("case", "letter") else at + 1
        inner = _piece_at(tokens, begin, figures=False) if begin < len(tokens) else None
        if inner is None or not inner.single:
            return None
        told = inner.text.upper() if _CASES[word] == "upper" else inner.text.lower()
        return _Piece(told, inner.end, True, cased=True)
    if word in _TIMES:
        inner = _piece_at(tokens, at + 1, figures=figures) if following else None
        return (
            _Piece(inner.text * _TIMES[word], inner.end, True)
            if inner and inner.single and len(inner.text) == 1
            else None
        )
    if (word, following) == ("under", "score"):
        return _Piece("_", at + 2, False)
    if word in _MARKS and (tokens[at].is_word or word in "_'"):
        return _Piece(_MARKS[word], at + 1, False)
    figure = _figure_at(tokens, at) if figures else None
    if figure:
        return figure
    if tokens[at].is_word and len(word) == 1 and not (word == "a" and following in _CASES):
        return _Piece(tokens[at].text, _past_example(tokens, at, word), True)
    return None


def _figure_at(tokens: Tokens, at: int) -> _Piece | None:
    """Read "7", "seven", "the number 7"."""
    at += tokens[at].norm in ("number", "numeral", "digit") and at + 1 < len(tokens)
    word = tokens[at].norm
    said = word if tokens[at].is_number else str(NUMBERS.get(word, ""))
    return _Piece(said, at + 1, len(said) == 1) if said else None


def _past_example(tokens: Tokens, at: int, letter: str) -> int:
    """Step over the word that tells a letter: "as in kite", "like Victor", "for boy", "is for Sam"."""
    for links in (("as", "in"), ("is", "for"), ("like", "in"), ("like",), ("for",), ("as",), ("in",)):
        end = at + 1 + len(links)
        example = norm_at(tokens, end)
        told = tuple(norm_at(tokens, at + 1 + step) for step in range(len(links))) == links
        if told and len(example) > 1 and example[0] == letter:
            return end + 1
    return at + 1


def longest_told(tokens: Tokens, *, figures: bool, least: int) -> Told | None:
    """Return the longest thing told letter by letter in an answer, if it has at least so many letters or digits of its own."""
    found: list[Told] = []
    at = 0
    while at < len(tokens):
        shortened = norm_at(tokens, at) == "w" and norm_at(tokens, at + 1) in ("a", "an", "/")  # "Casey w a C"
        spelled_with = norm_at(tokens, at - 1) in ("a", "an") and norm_at(tokens, at - 2) in ("with", "w", "/")
        told_of = (
            shortened
            or spelled_with
            or norm_at(tokens, at - 1) in ("no", "one", "two", "with", "an", "w")
            and norm_at(tokens, at + 1)
            not in (
                "as",
                "like",
                "for",
            )
        )
        begins = (len(tokens[at].norm) == 1 and not told_of) or tokens[at].norm in _CASES or tokens[at].norm in _TIMES
        told = letters_at(tokens, at, figures=figures) if begins else None
        if told and told.singles >= least:
            found.append(told)
        at = max(told.end, at + 1) if told else at + 1
    return max(found, key=lambda one: (one.singles, -one.first), default=None)


def told_before(tokens: Tokens, end: int, first: int) -> Told | None:
    """Return what is told letter by letter and ends at `end`, where it begins before `first`."""
    for begin in range(max(0, end - _LONGEST // 2), first):
        told = letters_at(tokens, begin, figures=True)
        if told and told.end == end and told.singles > 1:
            return told
    return None
