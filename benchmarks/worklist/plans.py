"""Tells whether a database answers by an index or by reading everything, where tables are full."""

from __future__ import annotations

import re

GROWING = ("items", "thread_lines")
"""Tables that grow with every day of the practice."""


def reads_everything(steps: list[str]) -> list[str]:
    """The steps that go through all of a table that grows, be it along an index."""
    names = "|".join(GROWING)
    whole = re.compile(rf"^SCAN ({names})\b|\bSeq Scan on ({names})\b")
    return [step for step in steps if whole.search(step)]
