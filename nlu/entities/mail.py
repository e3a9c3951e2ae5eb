"""E-mail addresses, typed or said aloud ("maria dot lopez at gmail dot com")."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu.entities.lexicon import Lexicon, MailWords
from nlu.entities.spelling import distance
from nlu.entities.tokens import Tokens, norm_at

_LOCAL = re.compile(r"[a-z0-9._%+'\-]{1,64}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
_LOCAL_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-'")
_DOMAIN_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
_SAID_MARKS = {
    "dot": ".",
    "period": ".",
    "point": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "minus": "-",
    "plus": "+",
}
_SAID_MARK_PAIRS = {("under", "score"): "_", ("at", "sign"): "@", ("at", "symbol"): "@"}
_NOT_LOCAL = frozenset(
    """is it's its email mail e-mail address my at to me the a an was be use using on and or that's thats so i'm im i can you reach send sent goes go
    under yes no yeah ok okay hi hello called by one account login for with of name username user id was""".split()
)
_MOST_WORDS = 12  # pieces before the at sign of an address said aloud


class Address(NamedTuple):
    """An address that was read: its first piece, the place after it, the text, and what is doubtful about it."""

    first: int
    end: int
    text: str
    doubt: str | None  # "incomplete", "domain_typo", "ambiguous" or None


def typed_address(tokens: Tokens, at: int, lexicon: Lexicon) -> Address | None:
    """Read the address around the at sign at `at`."""
    first, end = at, at + 1
    while first > 0 and tokens[first].glued and _belongs(tokens[first - 1].norm, _LOCAL_CHARS) and at - first < 40:
        first -= 1
    if first == at and at > 0 and _spaced_local(tokens, at):
        first = at - 1
        while first > 0 and tokens[first].glued and _belongs(tokens[first - 1].norm, _LOCAL_CHARS) and at - first < 40:
            first -= 1
    end = _domain_end(tokens, at + 1)
    local = _written(tokens, first, at).strip(".'-")
    domain = _written(tokens, at + 1, end)
    while domain.endswith((".", "-")) and end > at + 1:
        end -= 1
        domain = domain[:-1]
    if not local or not _LOCAL.fullmatch(local):
        return None
    return _judged(first, end, local, domain.replace(",", "."), lexicon.mail)


def _spaced_local(tokens: Tokens, at: int) -> bool:
    """Whether a word before " @ " is the name of an address: the domain must follow in the same breath."""
    follows = at + 2 < len(tokens) and norm_at(tokens, at + 2) in (".", ",")
    return follows and not tokens[at - 1].norm.isspace() and _belongs(tokens[at - 1].norm, _LOCAL_CHARS)


def _belongs(piece: str, chars: frozenset[str]) -> bool:
    return all(char in chars for char in piece)


def _written(tokens: Tokens, first: int, end: int) -> str:
    return "".join(token.norm for token in tokens[first:end])


def _domain_end(tokens: Tokens, at: int) -> int:
    end = at
    while end < len(tokens) and end - at < 20:
        piece = tokens[end].norm
        comma = piece == "," and end + 1 < len(tokens) and tokens[end + 1].glued and tokens[end].glued
        if not (comma or _belongs(piece, _DOMAIN_CHARS)) or (
            end > at and not tokens[end].glued and not _mends(tokens, end)
        ):
            break
        end += 1
    return end


def _mends(tokens: Tokens, at: int) -> bool:
    """Whether a space stands where a slip put it: "gmail. com", "gmail .com"."""
    known = norm_at(tokens, at) in ("com", "net", "org", "edu") and norm_at(tokens, at - 1) == "."
    return known or (norm_at(tokens, at) == "." and norm_at(tokens, at + 1) in ("com", "net", "org", "edu"))


def _judged(first: int, end: int, local: str, domain: str, mail: MailWords) -> Address:
    text = f"{local}@{domain}"
    labels = domain.split(".")
    if domain in mail.known:
        return Address(first, end, text, None)
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return Address(
            first, end, text, "domain_typo" if likely_domain(domain, mail) and len(labels) > 1 else "incomplete"
        )
    if ".." in local or len(labels[-1]) < 2 or labels[-1].isdecimal():
        return Address(first, end, text, "incomplete")
    return Address(first, end, text, "domain_typo" if likely_domain(domain, mail) else None)


def likely_domain(domain: str, mail: MailWords) -> str | None:
    """Return the well-known domain that `domain` most likely was meant to be; None when it may stand as it is."""
    if domain in mail.known or not domain:
        return None
    name, _, ending = domain.rpartition(".")
    best: tuple[int, int, str] | None = None
    for rank, known in enumerate(mail.likely):
        slips = distance(domain, known, 2)
        close = slips is not None and (slips == 1 or (slips == 2 and len(known) >= 9))
        if close and _differs_by_slip(domain, known) and (best is None or (slips or 0, rank) < best[:2]):
            best = (slips or 0, rank, known)
    if best:
        return best[2]
    if name and ending in mail.ending_slips:
        return f"{name}.{mail.ending_slips[ending]}"
    return mail.spoken.get(domain)


def _differs_by_slip(domain: str, known: str) -> bool:
    """A real domain a letter away (mail.com from gmail.com, ymail.com) is known and never gets here; short ones are left alone."""
    return len(domain) >= 6 or domain[:1] == known[:1]


def spoken_address(tokens: Tokens, at: int, lexicon: Lexicon, *, expected: bool = False) -> Address | None:
    """Read an address said aloud whose "at" stands at `at`.

    "Look at example.com" is no address: a domain that is not a mail domain counts only when an address is `expected`.
    """
    after = at + 2 if (norm_at(tokens, at), norm_at(tokens, at + 1)) in _SAID_MARK_PAIRS else at + 1
    while norm_at(tokens, after) in (")", "]", ","):
        after += 1
    domain, end = _said_domain(tokens, after, lexicon)
    mail_domain = domain in lexicon.mail.known or likely_domain(domain, lexicon.mail) is not None
    if not domain or not (expected or mail_domain):
        return None
    before = at - 1 if norm_at(tokens, at - 1) in ("(", "[", ",") else at
    local, first = _said_local(tokens, before)
    if not local or not _LOCAL.fullmatch(local):
        return None
    address = _judged(first, end, local, domain, lexicon.mail)
    return address._replace(doubt="ambiguous") if _may_be_longer(tokens, first, lexicon) else address


def _may_be_longer(tokens: Tokens, first: int, lexicon: Lexicon) -> bool:
    """Whether the word before may belong to the address ("maria lopez at gmail dot com")."""
    word = norm_at(tokens, first - 1)
    if (
        word in _DIGIT_WORDS
        or (word == "in" and norm_at(tokens, first - 2) == "as")
        or _figure_after_letter(tokens, first - 1)
    ):
        return True  # more of it was said aloud than can be put together
    unclear = first > 0 and tokens[first - 1].is_word and word not in _NOT_LOCAL
    return unclear and (word in lexicon.first_names or not lexicon.is_ordinary(word))


def _said_domain(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[str, int]:
    """Read "gmail dot com", "g mail dot com", "mail dot example dot org"; empty when no ending is said."""
    parts, index, complete = [""], at, 0
    while index < len(tokens) and index - at < _MOST_WORDS:
        word = norm_at(tokens, index)
        if word in ("dot", "period", "point", ".", "("):
            parts.append("")
        elif word in (")", "]", "["):
            pass
        elif word in ("dash", "hyphen", "-") and parts[-1]:
            parts[-1] += "-"
        elif tokens[index].is_word or tokens[index].is_number:
            if complete == index and not _dot_next(tokens, index - 1):
                break
            parts[-1] += word
        else:
            break
        index += 1
        if len(parts) > 1 and (parts[-1] in lexicon.mail.endings or parts[-1] in lexicon.mail.ending_slips):
            complete = index
    return (_join_labels(tokens, at, complete), complete) if complete else ("", at)


def _dot_next(tokens: Tokens, at: int) -> bool:
    return norm_at(tokens, at + 1) in ("dot", ".")


def _join_labels(tokens: Tokens, at: int, end: int) -> str:
    pieces = [
        "." if t.norm in ("dot", "period", "point", ".") else "-" if t.norm in ("dash", "hyphen") else t.norm
        for t in tokens[at:end]
    ]
    return "".join(piece for piece in pieces if piece not in ("(", ")", "[", "]"))


def _said_local(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read backwards what stands before the at sign: words joined by dot, underscore, dash, digits, spelled letters."""
    pieces: list[str] = []
    first = index = at
    joined = True  # the piece after this one was a mark, so a word belongs here
    while index > 0 and at - index < _MOST_WORDS:
        word = tokens[index - 1].norm
        pair = _SAID_MARK_PAIRS.get((norm_at(tokens, index - 2), word))
        mark = pair or _SAID_MARKS.get(word) or (word if word in "._-+" else None)
        if mark and pieces and not joined:
            pieces.append(mark)
            joined = True
            index -= 2 if pair else 1
            continue
        plain = tokens[index - 1].is_word or tokens[index - 1].is_number
        spelled = not joined and len(word) == 1 and len(tokens[index].norm) == 1  # "r o s i e"
        told = spelled or ((joined or _runs_on(tokens, index)) and (word not in _NOT_LOCAL or (joined and pieces)))
        if not plain or not told:
            break
        pieces.append(_digit(word))
        joined = False
        index -= 1
        first = index
    return "".join(reversed(pieces)).strip("._-+"), first


_DIGIT_WORDS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine".split())} | {
    "oh": "0"
}


def _digit(word: str) -> str:
    return _DIGIT_WORDS.get(word, word)


def _runs_on(tokens: Tokens, index: int) -> bool:
    """Whether the piece before `index` and the one at it belong to one word: digits said apart, letters spelled, or glued."""
    here, after = tokens[index - 1], tokens[index]
    loose_digit = after.is_number or after.norm in _DIGIT_WORDS
    spelled = len(here.norm) == 1 and here.is_word and here.norm not in _NOT_LOCAL
    apart = _figure_after_letter(tokens, index - 1) and len(norm_at(tokens, index - 3)) == 1  # "r 2 d 2 fan"
    return after.glued or spelled or apart or (loose_digit and here.norm not in _NOT_LOCAL)


def _figure_after_letter(tokens: Tokens, at: int) -> bool:
    """Whether a single figure stands at `at`, with a letter of its own before it."""
    letter = tokens[at - 1] if at > 0 else None
    single = letter is not None and letter.is_word and len(letter.norm) == 1 and letter.norm not in _NOT_LOCAL
    return single and tokens[at].is_number and len(tokens[at].norm) == 1
