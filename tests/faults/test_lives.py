"""The process is cut off at random instants and at named points, on either database: nothing is lost, doubled or out of order."""

from __future__ import annotations

import os

from tests.faults.lives import Plan, lived
from tests.faults.practice import url_of

SEED = int(os.environ.get("KILL_SEED", "8"))


async def test_lives_that_are_cut_short_lose_nothing(place, tmp_path):
    """The benchmark `benchmarks/kills.py` does the same with ten thousand turns; this is what every change has to pass.

    On PostgreSQL two processes share the practice.
    """
    url = url_of(place)
    plan = Plan(turns=40, chats=6, every=0.5, seed=SEED, pause=0.1, lives=3, workers=2 if url else 1)
    count = await lived(tmp_path, plan, url)
    assert (count.lost, count.doubled, count.out_of_order, count.wrong) == (0, 0, 0, []), f"{count}, seed {SEED}"
