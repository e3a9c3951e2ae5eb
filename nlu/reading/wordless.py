"""Messages that hold no word at all: a reset token, a reference, a user name. What no reader can have learned means nothing."""

from __future__ import annotations

import re
from collections.abc import Collection

_CHUNK = re.compile(r"[^\W_]+(?:[-._][^\W_]+)*", re.ASCII)
_LETTERS = re.compile(r"[a-z]+")
SHORTEST = 7
"""Letters and figures of a code. What is shorter may be a measurement that somebody typed without blanks: *spo2-82*."""
WORD = 4
"""Letters of a word that would mean something inside: *help911*."""


def wordless(text: str, known: Collection[str]) -> bool:
    """Whether a text is made of codes alone, of which at least one mixes letters and figures. `known`: words in small letters."""
    chunks = [chunk.strip("()[]<>\"'.,;:!?#*") for chunk in text.casefold().split()]
    codes = [_is_code(chunk, known) for chunk in chunks if chunk and not chunk.isdecimal()]
    return bool(codes) and all(codes)


def _is_code(chunk: str, known: Collection[str]) -> bool:
    letters = sum(map(str.isalpha, chunk))
    figures = sum(map(str.isdecimal, chunk))
    if not letters or not figures or letters + figures < SHORTEST or not _CHUNK.fullmatch(chunk):
        return False
    return not any(len(run) >= WORD and run in known for run in _LETTERS.findall(chunk))
