"""Which model may take over in a running practice: the one that last passed the content gate, and no other.

The gate is `frontdoor content check`: it trains what was changed, measures it on messages that it did not learn, and notes in
`measured.txt` what it found good. A model that only was trained, or that reads too badly, is never in that note.
"""

from __future__ import annotations

from pathlib import Path

MEASURED = "measured.txt"
NAME = 16
"""So many signs of its fingerprint are a model's name."""


def passed(folder: Path) -> Path | None:
    """The model of a folder that passed the gate last."""
    try:
        name = (folder / MEASURED).read_text(encoding="utf-8").partition(" ")[0][:NAME]
    except OSError:
        return None
    return folder / f"{name}.tar.gz"


def newer(model: Path) -> Path | None:
    """The model beside this one that passed the gate last, if it was made after this one."""
    found = passed(model.parent)
    if found is None:
        return None
    try:
        after = found.stat().st_mtime_ns > model.stat().st_mtime_ns
    except OSError:
        return None
    return found if found != model and after else None
