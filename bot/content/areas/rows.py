"""A day's opening as a row of a form: opens, closes, and where each break begins and ends. Empty is closed all day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.pieces import Fault

Row = Sequence[str]
"""`[opens, closes, break begins, break ends, ...]`, each like `08:00`; `00:00` at the end is midnight."""
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)


def row_of(spans: Sequence[tuple[str, str]]) -> list[str]:
    """The row of some spans of a file."""
    if not spans:
        return []
    spans = sorted(spans)
    breaks = [edge for (_, ends), (begins, _) in pairwise(spans) for edge in (ends, begins)]
    return [spans[0][0], "00:00" if spans[-1][1] == "24:00" else spans[-1][1], *breaks]


def spans_of(row: Row) -> list[tuple[str, str]]:
    """The spans of a row that has no faults."""
    row = tidied(row)
    if not row:
        return []
    edges = [row[0], *row[2:], "24:00" if row[1] == "00:00" else row[1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def tidied(row: Row) -> list[str]:
    """A row without breaks that were left empty; nothing at all where everything was."""
    times = [str(one).strip()[:5] for one in row]
    breaks = [pair for pair in zip(times[2::2], times[3::2], strict=False) if any(pair)]
    kept = [*times[:2], *(edge for pair in breaks for edge in pair)]
    return kept if any(kept) else []


def row_faults(row: Row, where: str) -> Iterator[Fault]:
    """What is wrong with a row: the first thing that keeps it from being understood."""
    times = tidied(row)
    if not times:
        return
    if len(times) % 2 or not all(CLOCK.match(one) for one in times):
        yield Fault("unfinished_times", where)
        return
    spans = spans_of(times)
    if spans[0][0] >= spans[-1][1]:
        yield Fault("closes_first", where)
    elif any(start >= end for start, end in spans) or any(end >= start for (_, end), (start, _) in pairwise(spans)):
        yield Fault("break_outside", where)


def as_entry(span: tuple[str, str]) -> dict[str, Any]:
    """A span as the file of facts has it."""
    return {"opens": span[0], "closes": span[1]}


def span_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """A span of the file of facts."""
    return str(entry["opens"]), str(entry["closes"])
