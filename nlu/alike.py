"""Which of many lines a sentence is most like, by the runs of letters that both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np


class Lines:
    """Lines that were taken apart once, to be compared with many sentences."""

    def __init__(self, runs: Sequence[frozenset[str]], enough: float) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for at, each in enumerate(runs):
            for run in each:
                places[run].append(at)
        self._where = {run: np.array(each) for run, each in places.items()}
        self._sizes = np.array([len(each) for each in runs])
        self._enough = enough

    def nearest(self, said: frozenset[str]) -> int | None:
        """The line that shares most of its runs with what was said, if that is enough of what either has."""
        known = [self._where[run] for run in said if run in self._where]
        if not known:
            return None
        shared = np.bincount(np.concatenate(known), minlength=len(self._sizes))
        shared[shared < self._enough * (len(said) + self._sizes - shared)] = 0
        nearest = int(shared.argmax())
        return nearest if shared[nearest] else None
