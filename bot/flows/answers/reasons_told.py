"""Reasons told in plain sentences: "get this mole looked at", "it burns when I pee", "got bit by my cat", "cough x 3 wks"."""

from __future__ import annotations

from bot.flows.answers.reason_ends import LEADING, reason_end
from bot.flows.answers.reasons_needed import opens
from nlu.entities import Lexicon, Scan
from nlu.entities.tokens import norm_at

_WANTED = frozenset("want wants need needs get have like".split())
_LOOKED_INTO = frozenset("checked looked examined seen evaluated removed tested assessed".split())
_HURTS = frozenset("burns burn burning hurts hurt hurting stings aches".split())
_STRUCK = frozenset("bit bitten stung cut burned burnt hit kicked scratched".split())
_STAYS = frozenset(
    "swollen infected sore stiff numb bruised itchy painful bleeding hurting aching burning tender red plugged clogged blocked ringing stuffed locked popping giving".split()
)
_STILL = frozenset("is are still really so very all pretty getting".split())
_LASTING = frozenset("x for since".split())
_NAMED_SO = frozenset("thing issue issues problem problems trouble stuff".split())
_MOST_NAMED = 6


def told_plainly(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where such a reason stands; None where there is none."""
    readers = (_looked_into, _when_doing, _struck, _stays, _lasting)
    return next((found for reader in readers if (found := reader(reading, lexicon))), None)


def _looked_into(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "should get this mole looked at", "want my moles checked"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 3):
        if tokens[at].norm not in _WANTED or norm_at(tokens, at + 1) not in LEADING:
            continue
        reach = range(at + 3, min(at + 2 + _MOST_NAMED, len(tokens)))
        end = next((index for index in reach if tokens[index].norm in _LOOKED_INTO), 0)
        named = any(token.norm in lexicon.symptoms for token in tokens[at + 2 : end]) if end else False
        if named:
            return at + 2, end + 1 + (norm_at(tokens, end + 1) in ("at", "out"))
    return None


def _when_doing(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "it burns when I pee", "hurts when he walks"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 3):
        if tokens[at].norm in _HURTS and norm_at(tokens, at + 1) == "when" and norm_at(tokens, at + 2) in _WHO:
            return at, reason_end(reading, at + 3, lexicon)
    return None


_WHO = frozenset("i he she we you they".split())


def _struck(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "got bit by my cat", "was stung by a wasp"."""
    tokens = reading.tokens
    for at in range(1, len(tokens) - 2):
        passive = norm_at(tokens, at - 1) in ("got", "was", "been", "get")
        if tokens[at].norm in _STRUCK and passive and norm_at(tokens, at + 1) == "by":
            return at, reason_end(reading, at, lexicon)
    return None


def _stays(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "my ankle is still swollen from soccer"."""
    tokens = reading.tokens
    for at in range(len(tokens) - 3):
        if tokens[at].norm != "my" or tokens[at + 1].norm not in lexicon.symptoms:
            continue
        index = at + 2
        while norm_at(tokens, index) in _STILL:
            index += 1
        if index > at + 2 and norm_at(tokens, index) in _STAYS:
            return at + 1, reason_end(reading, index, lexicon)
    return None


def _lasting(reading: Scan, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read "Cough x 3 wks", "tingling in my fingers" where it opens a clause."""
    tokens = reading.tokens
    for at in range(len(tokens)):
        if tokens[at].norm not in lexicon.symptoms or not _opens(reading, at):
            continue
        if norm_at(tokens, at + 1) in _LASTING:
            return at, at + 1
        if norm_at(tokens, at + 1) in _STAYS:
            return at, reason_end(reading, at + 1, lexicon)
        if norm_at(tokens, at + 1) in _NAMED_SO and not norm_at(tokens, at + 2).isalpha():
            return at, at + 2
        placed = norm_at(tokens, at + 1) in ("in", "on") and norm_at(tokens, at + 2) in LEADING
        if placed and norm_at(tokens, at + 3) in lexicon.symptoms:
            return at, at + 4
    last = len(tokens) - 1
    mine = last > 0 and tokens[last].norm in lexicon.symptoms and norm_at(tokens, last - 1) == "my"
    return (last, last + 1) if mine and _opens(reading, last - 1) else None  # "... FRIDAY 4 PM MY SHOULDER"


def _opens(reading: Scan, at: int) -> bool:
    return opens(reading, at) or norm_at(reading.tokens, at - 1) == "bc"
