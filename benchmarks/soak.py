"""Prints what hours of steady work do to memory, files and answers.

Run `python benchmarks/soak.py --minutes 60 --rate 20`, or with `--seed`. People write at that rate to the practice as it is served,
over a Telegram that takes 60 ms a call. Memory of each process is noted every few seconds: its slope is by least squares over the
whole run but the first tenth, in which caches fill.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load.crowd import Crowd
from benchmarks.load.databases import stored
from benchmarks.load.figures import heading, slope, spread
from benchmarks.load.served import Served, served
from benchmarks.load.telegram import Telegram

TAKES, PARTS, NOTED = 0.06, 10, 200
NAMES = ("application", "language child")


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser.parse_args()


async def watch(practice: Served, every: float, weights: list[tuple[float, list[float]]]) -> None:
    """Note what each process weighs, with the hour at which it did."""
    begun = time.monotonic()
    while True:
        weights.append(((time.monotonic() - begun) / 3600, practice.weighs()))
        await asyncio.sleep(every)


async def main() -> None:
    """One run."""
    given = asked()
    print(heading(given), flush=True)
    telegram, seconds = Telegram(TAKES), given.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        async with telegram.on_socket() as api, served(Path(folder), api, telegram) as practice:
            crowd = Crowd(telegram, practice.take, given.seed)
            await crowd.settles(int(given.rate * 15))
            before, weights, parts, turns = stored(Path(folder), ""), [], [], 0
            watching = asyncio.create_task(watch(practice, seconds / NOTED, weights))
            for _ in range(PARTS):
                heard = await crowd.writes(given.rate, seconds / PARTS)
                parts.append(heard)
                turns += len(heard.all)
            watching.cancel()
            grown = stored(Path(folder), "") - before
    await telegram.close()
    print(f"{turns} turns, {sum(one.refused for one in parts)} calls that had to be repeated")
    for number, name in enumerate(NAMES):
        whole = [(hour, each[number]) for hour, each in weights]
        points = whole[len(whole) // PARTS :]
        print(
            f"{name:15} {points[0][1]:6.1f} MB at a tenth, {points[-1][1]:6.1f} MB at the end, slope {slope(points):+.2f} MB an hour"
        )
    print(f"stored         {grown / 1e6:6.1f} MB, {grown / max(1, turns):.0f} bytes a turn")
    for name, part in (("first tenth", parts[0]), ("last tenth", parts[-1])):
        print(f"{name:15} all {spread(part.plain)}\n{'':15} red flags {spread(part.alarms)}")


if __name__ == "__main__":
    asyncio.run(main())
