"""Plots as shapes: where each bar and each word stands. `plot.html` draws them, so that every word is escaped like any other.

They are laid out for the width of a phone and stand side by side on a wide screen, so that their words are never smaller than
the page's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE = 360
BAR, GAP, LABEL = 14, 3, 18
FOOT, HEAD, TALL = 22, 18, 150
ROOM = 74
"""How much of the width is kept for the words behind the longest bar."""
FEW = 8
"""So few columns have room for a value on each of them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a plot, and how it is said. None: there is nothing to tell."""

    value: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together under one label: one value of each series."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar of one series."""

    series: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Words:
    """A label or a value; `middle`: it stands centred on its place."""

    look: str
    x: str
    y: str
    text: str
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn. `axis` is where the columns stand; none for lying bars."""

    height: int
    rects: tuple[Rect, ...]
    words: tuple[Words, ...]
    axis: int | None = None
    width: int = WIDE


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a plot."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with everything that belongs to it."""

    name: str
    title: str
    text: str
    legend: tuple[str, ...]
    picture: Picture
    table: Table


def bars(groups: Sequence[Group]) -> Picture:
    """Lying bars, one row of them for each series under its label."""
    top = max((mark.value or 0 for group in groups for mark in group.marks), default=0)
    rects, words, y = [], [], 0
    for group in groups:
        words.append(Words("name", "0", _n(y + 13), group.label))
        y += LABEL
        for series, mark in enumerate(group.marks):
            length = _share(mark.value, top) * (WIDE - ROOM)
            rects.append(Rect(series, "0", _n(y), _n(length), _n(BAR)))
            words.append(Words("value", _n(length + 6), _n(y + 11), mark.said))
            y += BAR + GAP
        y += 8
    return Picture(max(y, 1), tuple(rects), tuple(words))


def columns(groups: Sequence[Group], every: int = 1) -> Picture:
    """Standing columns, one for each group; every so many have their label beneath, and the tallest says its value."""
    top = max((group.marks[0].value or 0 for group in groups), default=0)
    step, foot = WIDE / max(len(groups), 1), HEAD + TALL
    told = next((group for group in groups if top and group.marks[0].value == top), None)
    rects, words = [], []
    for number, group in enumerate(groups):
        mark, middle = group.marks[0], number * step + step / 2
        height = _share(mark.value, top) * TALL
        rects.append(Rect(0, _n(number * step + 1.5), _n(foot - height), _n(step - 3), _n(height)))
        if number % every == 0:
            words.append(Words("tick", _n(middle), _n(foot + 15), group.label, middle=True))
        if group is told or (len(groups) <= FEW and mark.value is not None):
            words.append(Words("value", _n(middle), _n(foot - height - 5), mark.said, middle=True))
    return Picture(foot + FOOT, tuple(rects), tuple(words), foot)


def _share(value: float | None, top: float) -> float:
    return (value or 0) / top if top else 0.0


def _n(value: float) -> str:
    """A place as it is written, without noise behind the point."""
    return f"{max(value, 0):.1f}".rstrip("0").rstrip(".")
