"""Days that are named only to leave them out, and hours in case the first one is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from bot.flows.answers.resolve import Dates
from bot.flows.answers.wishes import Window
from nlu.entities import Scan

_IF_NOT = (
    ("or", "if"),
    ("if", "not"),
    ("if", "thats"),
    ("if", "that's"),
    ("if", "that"),
    ("if", "its"),
    ("if", "it's"),
    ("failing", "that"),
    ("otherwise",),
    ("second", "choice"),
    ("2nd", "choice"),
    ("backup",),
    ("worst", "case"),
)
_MOST = 24


def second_choices(reading: Scan) -> frozenset[int]:
    """Where an hour stands that is named in case the first is gone ("11:15, or if thats gone 11:30")."""
    found: set[int] = set()
    for one, two in pairwise(reading.of("time")[:_MOST]):
        words = [token.norm for token in reading.tokens[one.end : two.first]]
        told = any(tuple(words[at : at + len(way)]) == way for way in _IF_NOT for at in range(len(words)))
        if told and len(words) <= _NEAR and not {".", "?"} & set(words[-2:]):
            found.add(two.first)
    return frozenset(found)


_NEAR = 9


def without_refused_ends(said: Sequence[Window], days: list[Dates]) -> list[Dates]:
    """Take the first or last day off a stretch where that very day is refused ("next week but not Friday")."""
    refused = [day.first for window in said if window.refused and not window.hours for day in window.days if day.single]
    if len(days) != 1 or days[0].single or days[0].doubt or not refused:
        return days
    first, last = days[0].first, days[0].last
    while first and last and first < last and last in refused:
        last -= timedelta(days=1)
    while first and last and first < last and first in refused:
        first += timedelta(days=1)
    return [replace(days[0], first=first, last=last)]
