"""Usernames said aloud: "cheffy underscore mo", "j dash salter four two"."""

from __future__ import annotations

from nlu.entities.said_mail import NUMBERS, SAID_MARKS
from nlu.entities.tokens import Tokens, norm_at

_LONGEST = 12  # pieces
_MARKS = {**SAID_MARKS, "_": "_"}


def said_username(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read a username with a mark said in it that begins at `at`; None where no mark is said."""
    if at >= len(tokens) or not (tokens[at].is_word or tokens[at].is_number) or tokens[at].norm in _MARKS:
        return None
    text, index, marked = tokens[at].text, at + 1, False
    while index < len(tokens) and index - at < _LONGEST:
        mark, after = _mark_at(tokens, index)
        if mark and after < len(tokens) and (tokens[after].is_word or tokens[after].is_number):
            text, index, marked = f"{text}{mark}{_piece(tokens, after)}", after + 1, True
        elif tokens[index].is_number or tokens[index].norm in NUMBERS:
            text, index = f"{text}{_piece(tokens, index)}", index + 1
        else:
            break
    return (text, index) if marked else None


def _mark_at(tokens: Tokens, at: int) -> tuple[str | None, int]:
    """The mark said at `at`, and the place after it."""
    if (norm_at(tokens, at), norm_at(tokens, at + 1)) == ("under", "score"):
        return "_", at + 2
    return _MARKS.get(norm_at(tokens, at)), at + 1


def _piece(tokens: Tokens, at: int) -> str:
    return str(NUMBERS.get(tokens[at].norm, tokens[at].text))
