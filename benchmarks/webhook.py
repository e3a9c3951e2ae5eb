"""Prints how long it takes from a call of our webhook until the reply is sent, at 30, 60 and 120 messages a second.

Run `python benchmarks/webhook.py`, or with `--seconds` for each rate, `--rates`, `--burst`, `--pause` (the seconds for which
Telegram asks that one chat be left alone), `--at-once` and `--seed`. The practice is served as it always is, over real sockets;
the emulator of Telegram takes 60 ms for each call. Messages come at random times and are counted from when they were due, so
that a queue shows. Beside it, on the same load: the stock webhook of python-telegram-bot with a handler that sends the text back.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rivals.measuring import Missing
from rivals.ptb import echo

from benchmarks.load.crowd import Crowd, Heard
from benchmarks.load.figures import at_share, bar, heading, spread
from benchmarks.load.served import Served, served
from benchmarks.load.telegram import Telegram

TAKES = 0.06
PEOPLE = 400
MOST_P95, MOST_ALARM, MOST_AT_ONCE, MOST_GROWTH = 120.0, 80.0, 3.0, 1.25


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rates", type=float, nargs="+", default=[30.0, 60.0, 120.0])
    parser.add_argument("--burst", type=int, default=300)
    parser.add_argument("--pause", type=int, default=30)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser.parse_args()


async def steady(crowd: Crowd, rates: Sequence[float], seconds: float) -> dict[float, Heard]:
    """Each rate for so long, the red flags among them apart."""
    found = {}
    for rate in rates:
        found[rate] = heard = await crowd.writes(rate, seconds)
        print(f"  {rate:4.0f} a second, all        {spread(heard.plain)}", flush=True)
        if heard.alarms:
            print(f"  {rate:4.0f} a second, red flags  {spread(heard.alarms)}", flush=True)
    return found


async def beside_trouble(crowd: Crowd, given: argparse.Namespace) -> Heard:
    """One chat sends a burst, another is under a pause that Telegram asked for; what everybody else sees."""
    loud, paused = 199_000_001, 199_000_002
    crowd.telegram.knows(paused)
    crowd.telegram.pauses(paused, given.pause)
    for _ in range(3):
        crowd.says(paused, "How do I sign up?")
    writing = asyncio.create_task(crowd.writes(given.rates[0], max(given.seconds, given.pause)))
    await asyncio.sleep(1.0)
    for number in range(given.burst):
        crowd.says(loud, f"message number {number}")
    return await writing


async def ours(given: argparse.Namespace) -> dict[float, Heard]:
    """Our practice through everything."""
    telegram = Telegram(TAKES)
    with tempfile.TemporaryDirectory() as folder:
        async with telegram.on_socket() as api, served(Path(folder), api, telegram) as practice:
            crowd = Crowd(telegram, practice.take, given.seed)
            await crowd.settles(PEOPLE)
            begun, computed, waited = time.monotonic(), practice.computed(), practice.waited()
            found = await steady(crowd, given.rates, given.seconds)
            _of_cores(practice, computed, waited, time.monotonic() - begun)
            at_first = found[given.rates[0]]
            print(bar("  p95 at the first rate", 1000 * at_share(at_first.plain, 0.95), MOST_P95, " ms"))
            print(bar("  p95 of red flags at it", 1000 * at_share(at_first.alarms, 0.95), MOST_ALARM, " ms"))
            before = await crowd.writes(given.rates[0], given.seconds)
            beside = await beside_trouble(crowd, given)
            print(f"  before the trouble          {spread(before.all)}")
            print(
                f"  beside a burst of {given.burst} and a pause of {given.pause} s\n                              {spread(beside.all)}"
            )
            grown = at_share(beside.all, 0.95) / at_share(before.all, 0.95)
            print(bar("  p95 of everyone else, to the same rate without it", grown, MOST_GROWTH), flush=True)
            at_once = await crowd.at_once(given.at_once)
            print(f"  {given.at_once} in the same instant     {spread(at_once.plain)}")
            print(bar("  the last of them", max(at_once.plain), MOST_AT_ONCE, " s"), flush=True)
    await telegram.close()
    return found


def _of_cores(practice: Served, computed: list[float], waited: list[float], took: float) -> None:
    """Whether it had cores to compute with: on a machine that others use, that decides before anything else."""
    for number, name in enumerate(("application", "language child")):
        busy = (practice.computed()[number] - computed[number]) / took
        idle = (practice.waited()[number] - waited[number]) / took
        print(
            f"  {name:15} computed {busy:.2f} s a second, and waited {idle:.2f} s a second for a core that others had"
        )


async def rival(given: argparse.Namespace) -> dict[float, Heard]:
    """python-telegram-bot's own setup under the same load. Raises Missing."""
    telegram = Telegram(TAKES)
    async with telegram.on_socket() as api, echo(api, telegram.hooked) as take:
        crowd = Crowd(telegram, take, given.seed)
        await crowd.settles(PEOPLE)
        found = await steady(crowd, given.rates, given.seconds)
        at_once = await crowd.at_once(given.at_once)
        print(f"  {given.at_once} in the same instant     {spread(at_once.plain)}")
    await telegram.close()
    return found


async def main() -> None:
    """Ours, then the rival, then how many times what ours takes."""
    given = asked()
    print(heading(given))
    print("Ours: stored, screened, understood, decided, sent through the outbox", flush=True)
    mine = await ours(given)
    try:
        print("python-telegram-bot, stock webhook: sends the text back, stores nothing", flush=True)
        theirs = await rival(given)
    except Missing as why:
        print(f"python-telegram-bot is left out: {why}.")
        return
    for rate in given.rates:
        ratios = (at_share(mine[rate].plain, share) / at_share(theirs[rate].all, share) for share in (0.5, 0.95, 0.99))
        p50, p95, p99 = ratios
        print(f"ours to the rival's at {rate:.0f} a second: p50 {p50:.2f}, p95 {p95:.2f}, p99 {p99:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
