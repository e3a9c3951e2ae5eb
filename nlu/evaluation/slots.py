"""Holds the values found in messages against the right ones. What finds them is handed in, since it belongs to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.evaluation.figures import Share

SlotReader = Callable[[str, str | None, str | None], Mapping[str, str]]
"""What finds the values: it takes a text, the question just asked, and the name the message was read as."""
Namer = Callable[[str, str | None], str | None]


@dataclass(frozen=True, slots=True)
class SlotFigures:
    """Values right of those that should be there, and values invented of those that were given."""

    found: Share
    invented: Share
    by_slot: tuple[tuple[str, Share], ...]


def slot_figures(cases: Sequence[Mapping[str, Any]], reader: SlotReader, namer: Namer) -> SlotFigures:
    """Read every case `{"text", "asked"?, "slots": {...}}` and count. A value may be a list of which any is right."""
    right: dict[str, list[bool]] = {}
    given = invented = 0
    for case in cases:
        wanted = case.get("slots", {})
        text, asked = case["text"], case.get("asked")
        found = reader(text, asked, namer(text, asked))
        for slot, value in wanted.items():
            right.setdefault(slot, []).append(_is_one_of(found.get(slot), value))
        given += len(found)
        invented += sum(slot not in wanted for slot in found)
    by_slot = tuple((slot, Share(sum(hits), len(hits))) for slot, hits in sorted(right.items()))
    everything = [hit for hits in right.values() for hit in hits]
    return SlotFigures(Share(sum(everything), len(everything)), Share(invented, given), by_slot)


def _is_one_of(found: str | None, wanted: str | Sequence[str]) -> bool:
    """Whether a value is one of those that are right, in whatever case people type it."""
    right = [wanted] if isinstance(wanted, str) else wanted
    return found is not None and found.casefold() in {one.casefold() for one in right}
