"""E-mail addresses as they are typed, and what is doubtful about them."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu.entities.lexicon import Lexicon, MailWords
from nlu.entities.spelling import distance
from nlu.entities.tokens import Tokens, norm_at

LOCAL = re.compile(r"[a-z0-9._%+'\-]{1,64}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
_LOCAL_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-'")
_DOMAIN_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


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
    if not local or not LOCAL.fullmatch(local):
        return None
    return judged(first, end, local, domain.replace(",", "."), lexicon.mail)


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


def judged(first: int, end: int, local: str, domain: str, mail: MailWords) -> Address:
    """An address of these parts, with the doubt that its domain raises."""
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
