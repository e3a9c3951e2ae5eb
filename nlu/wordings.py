"""Looks over the wordings that the language model learns from: enough for every name, none under two, none copied from a test.

A sentence under two names teaches neither. A test line that was learned, or nearly, flatters every figure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nlu.examples import Wording

FEWEST = 60
FEWEST_OUTSIDE = 400
MOST_TIMES = 3.0
"""How many times as many wordings as the poorest name the richest may have."""
ALIKE = 0.7
"""From this share of common letter runs on, two lines are one line with a small change."""
OUTSIDE = "oos."
SET_PHRASE = 3
"""Lines of so many words or fewer are what everybody says, and may stand on both sides: bye, are you human, that works."""
_RUN = 3
_NO_WORD = re.compile(r"[^\w\s]+")


class Fault(NamedTuple):
    """What has to be mended, and under which name."""

    name: str
    text: str


def faults(wordings: Iterable[Wording]) -> Iterator[Fault]:
    """What is wrong with the wordings themselves."""
    named = [wording for wording in wordings if wording.name is not None]
    counts = Counter(str(wording.name) for wording in named)
    yield from _under_two_names(named)
    yield from (
        Fault(name, f"{n} wordings; give at least {FEWEST}") for name, n in sorted(counts.items()) if n < FEWEST
    )
    outside = sum(n for name, n in counts.items() if name.startswith(OUTSIDE))
    if outside < FEWEST_OUTSIDE:
        yield Fault(OUTSIDE + "*", f"{outside} wordings outside; give at least {FEWEST_OUTSIDE}")
    least = min(counts.values(), default=0)
    for name, n in sorted(counts.items()):
        if n > MOST_TIMES * least:
            yield Fault(name, f"{n} wordings, and the poorest name has {least}: keep to {MOST_TIMES:.0f} times as many")


def balance(wordings: Iterable[Wording]) -> str:
    """How evenly the wordings are spread, in one line."""
    counts = Counter(wording.name for wording in wordings if wording.name is not None)
    (most, top), (least, low) = counts.most_common(1)[0], min(counts.items(), key=lambda pair: pair[1])
    return f"{counts.total()} wordings of {len(counts)} names, from {low} ({least}) to {top} ({most})"


def copied(wordings: Iterable[Wording], held_out: Iterable[str]) -> Iterator[Fault]:
    """Wordings that are a line of a test set, or one with a small change."""
    from nlu.alike import Lines  # noqa: PLC0415  # numpy is for whoever checks, and no practice that serves waits for it

    tests = [text for text in held_out if len(squeezed(text).split()) > SET_PHRASE]
    lines = Lines([letter_runs(squeezed(text)) for text in tests], ALIKE)
    for wording in wordings:
        said = squeezed(wording.text)
        near = lines.nearest(letter_runs(said)) if len(said.split()) > SET_PHRASE else None
        if near is not None:
            yield Fault(wording.name or "danger", f"{wording.text!r} is too near the test line {tests[near]!r}")


def squeezed(text: str) -> str:
    """A line as it is compared: lower case, without marks, single spaces."""
    return " ".join(_NO_WORD.sub(" ", text.lower()).split())


def letter_runs(text: str) -> frozenset[str]:
    """Every run of three letters, spaces included."""
    return frozenset(text[at : at + _RUN] for at in range(len(text) - _RUN + 1))


def _under_two_names(named: Iterable[Wording]) -> Iterator[Fault]:
    """Compared with their marks: a line of nothing but marks is a line too."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for wording in named:
        key = squeezed(wording.text) or wording.text
        names[key].add(str(wording.name))
    for text, each in sorted(names.items()):
        if len(each) > 1:
            yield Fault(" and ".join(sorted(each)), f"{text!r} stands under both")
