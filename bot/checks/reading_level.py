"""How hard a text is to read: the Flesch-Kincaid grade, the school year in which most people can read it.

Names, addresses and numbers of the practice cannot be put more simply, so each counts as one short word.
"""

from __future__ import annotations

import re

HARDEST = 8.0
HARDEST_GUIDANCE = 7.0
"""Guidance is read by somebody who is frightened."""
FEWEST_WORDS = 8
"""Below so many words the formula says more about one word than about the text."""

VOWELS = re.compile(r"[aeiouy]+")
WORD = re.compile(r"[A-Za-z][A-Za-z']*|\d[\d,.:/-]*")
SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
SHORT_FORMS = re.compile(r"\b(?:a\.m\.|p\.m\.|Dr\.|Attn:)", re.IGNORECASE)
SPOKEN_ENDS = ("ted", "ded", "ses", "ces", "xes", "zes", "ches", "shes", "ies", "ges")
"""Endings in -ed and -es that are spoken as a syllable of their own."""


def syllables(word: str) -> int:
    """About how many syllables an English word has; a number counts as one."""
    word = word.lower().replace("'", "")
    if not word or not word[0].isalpha():
        return 1
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if word.endswith(("es", "ed")) and not word.endswith(SPOKEN_ENDS) and count > 1:
        count -= 1
    return max(count, 1)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own is one too."""
    plain = SHORT_FORMS.sub("x", text)
    return [part for part in SENTENCE_END.split(plain) if WORD.search(part)]


def grade(text: str) -> float | None:
    """The Flesch-Kincaid grade of a text, or None when it is too short for the formula."""
    parts = sentences(text)
    words = [word for part in parts for word in WORD.findall(part)]
    if len(words) < FEWEST_WORDS:
        return None
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
