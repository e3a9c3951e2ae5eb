"""Marks and small numbers as they are said aloud in addresses and names to sign in with."""

from __future__ import annotations

SAID_MARKS = {
    "dot": ".",
    "period": ".",
    "point": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "minus": "-",
    "plus": "+",
}
UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine".split())}
TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
TEENS = {
    w: n
    for n, w in enumerate("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 10)
}
NUMBERS = {**UNITS, **TENS, **TEENS, "oh": 0}
