"""Tells the figures in words and columns, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.evaluation.figures import Figures
from nlu.evaluation.slots import SlotFigures


def report(title: str, found: Figures) -> Iterator[str]:
    """The lines of the report on one set of messages."""
    yield f"== {title}"
    yield f"all names right        {found.accuracy}"
    yield f"our names right        {found.inside}"
    yield f"macro-F1               {found.macro_f1:6.1%}"
    yield f"outside kept out       {found.kept_out}"
    yield f"outside, and rightly   {found.outside_precision}"
    yield f"ours refused           {found.refused}"
    yield f"calibration error      {found.calibration_error:6.1%}"
    yield from _groups("by style", found.by_style)
    yield from _groups("by length", found.by_length)
    yield "-- by name: right, F1, and what the rest was taken for"
    for row in sorted(found.names, key=lambda row: (row.recall.value, row.name)):
        rest = ", ".join(f"{name} {times}" for name, times in row.taken_for)
        yield f"{row.name:34}{row.recall.value:6.0%} of {row.recall.total:<4} F1 {row.f1:4.2f}  {rest}"
    yield "-- commonest mistakes: meant, read, times"
    for right, read, times in found.confusions:
        yield f"{right:34}{read:34}{times}"


def slot_report(found: SlotFigures) -> Iterator[str]:
    """The lines of the report on values."""
    yield "== values in messages"
    yield f"values right           {found.found}"
    yield f"values invented        {found.invented}"
    yield from _groups("by slot", found.by_slot)


def _groups(title: str, groups: tuple[tuple[str, object], ...]) -> Iterator[str]:
    yield f"-- {title}"
    for label, part in groups:
        yield f"{label:23}{part}"
