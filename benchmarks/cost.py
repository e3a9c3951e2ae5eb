"""Prints what a turn costs in processor time and stored bytes, in an empty practice and in one of years, on both databases.

Run `python benchmarks/cost.py`, or with `--database sqlite` or `postgresql`, `--turns` (measured in each), `--stored` (turns that
the full one holds), `--patients`, `--items` (open ones) and `--seed`. Both are served at the same time, and batches of turns go to
one and the other by turns, so that whatever else the machine does meets both. In the full one the chats that write are among
those that have written for years.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load.crowd import Crowd
from benchmarks.load.databases import databases, settled, stored
from benchmarks.load.figures import at_share, bar, heading
from benchmarks.load.served import Served, served
from benchmarks.load.telegram import Telegram
from benchmarks.load.years import Size, fill
from bot.store import Store
from bot.store.store import utc_now

BATCH, AT_ONCE, CHATS = 50, 2, 150
MOST_GROWTH = 1.10


@dataclass
class Side:
    """One of the two practices: empty or full."""

    name: str
    folder: Path
    address: str
    practice: Served
    crowd: Crowd
    application: list[float] = field(default_factory=list)  # milliseconds a turn, batch by batch
    child: list[float] = field(default_factory=list)
    bytes: float = 0.0

    async def batch(self) -> None:
        """So many turns, two at a time; what they cost."""
        before = self.practice.computed()
        for _ in range(BATCH // AT_ONCE):
            now = time.perf_counter()
            for _ in range(AT_ONCE):
                self.crowd.one(now)
            await self.crowd.answered()
        after = self.practice.computed()
        self.application.append(1000 * (after[0] - before[0]) / BATCH)
        self.child.append(1000 * (after[1] - before[1]) / BATCH)

    def both(self) -> float:
        """Milliseconds a turn of application and child together, in the middle batch."""
        return at_share([one + two for one, two in zip(self.application, self.child, strict=True)], 0.5)


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--turns", type=int, default=600)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser.parse_args()


async def filled(folder: Path, address: str, size: Size) -> list[int]:
    """Fill the full one; its chats."""
    begun = time.monotonic()
    store = await Store.open(address or f"sqlite:///{folder / 'frontdoor.db'}", folder / "keys")
    try:
        chats = await fill(store, size, utc_now())
    finally:
        await store.close()
    settled(address)
    told = f"{size.turns} turns, {size.patients} patients, {size.items} open requests"
    print(
        f"  filled with {told} in {time.monotonic() - begun:.0f} s, {stored(folder, address) / 1e6:.0f} MB", flush=True
    )
    return chats


async def side(stack: AsyncExitStack, name: str, folder: Path, address: str, chats: list[int], seed: int) -> Side:
    """Serve one of the two, and let everybody who will write have written once."""
    telegram = Telegram(0.0)
    stack.push_async_callback(telegram.close)
    api = await stack.enter_async_context(telegram.on_socket())
    practice = await stack.enter_async_context(served(folder, api, telegram, address))
    crowd = Crowd(telegram, practice.take, seed)
    if chats:
        crowd.rested.extend(crowd.dice.sample(chats, min(CHATS, len(chats))))
        for _ in range(len(crowd.rested)):
            crowd.one(time.perf_counter())
            await crowd.answered()
    await crowd.settles(max(0, CHATS - len(crowd.rested)))
    return Side(name, folder, address, practice, crowd)


async def measured(kind: str, given: argparse.Namespace) -> None:
    """One database."""
    print(f"{kind}:", flush=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with databases(kind, folder, ("empty", "full")) as addresses:
            for name in addresses:
                (folder / name).mkdir()
            size = Size(given.stored, given.patients, given.items)
            chats = await filled(folder / "full", addresses["full"], size)
            async with AsyncExitStack() as stack:
                empty = await side(stack, "empty", folder / "empty", addresses["empty"], [], given.seed)
                full = await side(stack, "full", folder / "full", addresses["full"], chats, given.seed)
                await compared((empty, full), given.turns)


async def compared(sides: tuple[Side, Side], turns: int) -> None:
    """Batches by turns, and what they cost."""
    before = [stored(one.folder, one.address) for one in sides]
    for _ in range(max(1, turns // BATCH)):
        for one in sides:
            await one.batch()
    for one, was in zip(sides, before, strict=True):
        one.bytes = (stored(one.folder, one.address) - was) / (BATCH * len(one.application))
        print(
            f"  {one.name:6} application {at_share(one.application, 0.5):6.2f} ms, language child {at_share(one.child, 0.5):5.2f} ms, "
            f"stored {one.bytes:7.0f} bytes a turn"
        )
    empty, full = sides
    print(bar("  growth of the processor time of a turn", full.both() / empty.both(), MOST_GROWTH))
    print(bar("  growth of the bytes of a turn", full.bytes / empty.bytes, MOST_GROWTH), flush=True)


async def main() -> None:
    """Each database that was asked for."""
    given = asked()
    print(heading(given), flush=True)
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        await measured(kind, given)


if __name__ == "__main__":
    asyncio.run(main())
