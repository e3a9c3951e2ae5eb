"""Prints how many messages a second several processes answer on one PostgreSQL, beside one process.

Run `python benchmarks/workers.py`, or with `--workers`, `--seconds` (of each), `--at-once` (messages under way) and `--seed`. The
calls of Telegram are spread over the processes as a proxy behind one address spreads them. Beside the rates stands what each part
computed in a second of the measuring: where all cores are busy already, a further process has nothing to compute with.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import secrets
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load.crowd import Crowd
from benchmarks.load.databases import databases, postgres_computed
from benchmarks.load.figures import bar_least, heading
from benchmarks.load.served import Served, served
from benchmarks.load.telegram import Telegram

LEAST = 1.6


@dataclass
class Carried:
    """What was answered in a second, and what each part computed in it."""

    rate: float
    shares: dict[str, float]
    refused: int

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {share:.2f}" for name, share in self.shares.items())
        cores = f"cores in use: {parts}, together {sum(self.shares.values()):.2f}"
        return f"{self.rate:6.1f} messages a second, {self.refused} calls repeated; {cores}"


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser.parse_args()


def computed(practices: list[Served], folder: Path) -> dict[str, float]:
    """Seconds that each part has computed so far."""
    each = [one.computed() for one in practices]
    return {
        "applications": sum(one[0] for one in each),
        "language children": sum(one[1] for one in each),
        "PostgreSQL": postgres_computed(folder),
        "load": time.process_time(),
    }


async def carried(workers: int, folder: Path, address: str, given: argparse.Namespace) -> Carried:
    """As many as can be answered by so many processes, with so many messages under way."""
    place, telegram = folder / f"of{workers}", Telegram(0.0)
    place.mkdir()
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(telegram.on_socket())
        practices = [await stack.enter_async_context(served(place, api, telegram, address)) for _ in range(workers)]
        turns = itertools.cycle(practices)
        crowd = Crowd(telegram, lambda update: next(turns).take(update), given.seed)
        await crowd.settles(given.at_once * 8)
        before, begun = computed(practices, folder), time.perf_counter()
        while time.perf_counter() < begun + given.seconds:
            for _ in range(given.at_once - crowd.waiting):
                crowd.one(time.perf_counter())
            await asyncio.sleep(0.005)
        took, after, many = time.perf_counter() - begun, computed(practices, folder), len(crowd.heard.all)
        await crowd.answered()
    await telegram.close()
    return Carried(many / took, {name: (after[name] - before[name]) / took for name in before}, crowd.heard.refused)


async def main() -> None:
    """One process, then several."""
    given = asked()
    print(heading(given), flush=True)
    found = {}
    with (
        tempfile.TemporaryDirectory() as place,
        databases("postgresql", Path(place), ("one", "many"), given.workers) as addresses,
    ):
        for name, workers in (("one", 1), ("many", given.workers)):
            found[name] = await carried(workers, Path(place), addresses[name], given)
            print(f"{workers} worker{'s' if workers > 1 else ' '} {found[name]}", flush=True)
    ratio, busy = found["many"].rate / found["one"].rate, sum(found["one"].shares.values())
    print(bar_least(f"{given.workers} workers to one", ratio, LEAST))
    if ratio < LEAST:
        room = (os.cpu_count() or 1) / busy
        print(
            f"One worker with all that serves it keeps {busy:.2f} of {os.cpu_count()} cores busy: there is room for {room:.2f} times that."
        )


if __name__ == "__main__":
    asyncio.run(main())
