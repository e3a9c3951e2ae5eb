"""Prints how fast the staff's list and the page of a request are answered in a practice of years, and how the database does it.

Run `python benchmarks/desk.py`, or with `--database sqlite` or `postgresql` for one of the two. It fills a store in a fresh
place with ten thousand items and two hundred thousand thread entries, signs staff in, and asks for pages through the whole
application: session, role, look-up, decryption, template. The bar is 100 ms at the 95th percentile for pages asked for one by one; what
four people see who ask for twenty pages a second is printed beside it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.explaining import listening, plan, settle, told
from benchmarks.practice import BAR, asked_for, at, on_each, practice, signed_in
from benchmarks.worklist.filling import STAFF, Size, fill
from benchmarks.worklist.plans import GROWING, reads_everything
from bot.bootstrap import Application, utc_now
from bot.queue.item import Item

TIMES = 200
SIDE_BY_SIDE = 4
PAUSE = 0.2
"""Seconds between two pages of one of several people who all click at once: twenty pages a second."""
VIEWS = ("open", "mine", "unassigned", "overdue", "urgent", "closed")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one page took, in milliseconds, alone and with others at the same time."""

    name: str
    alone: Sequence[float]
    together: Sequence[float]
    work: float  # of the processor, for one page, the asking included

    def line(self) -> str:
        """As it is printed."""
        figures = [at(self.alone, 0.5), at(self.alone, 0.95), max(self.alone), at(self.together, 0.95), self.work]
        return f"{self.name:28}" + "".join(f"{figure:9.1f}" for figure in figures)


async def timed(client: httpx.AsyncClient, addresses: Sequence[str], pause: float = 0.0) -> list[float]:
    """Ask for pages one after the other."""
    times = []
    for address in addresses:
        await asyncio.sleep(pause)
        begun = time.perf_counter()
        answer = await client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    return times


async def measured(client: httpx.AsyncClient, name: str, addresses: Sequence[str]) -> Measured:
    """One page, alone and then by several people at once."""
    await timed(client, addresses[:5])
    begun = time.process_time()
    alone = await timed(client, addresses)
    work = (time.process_time() - begun) * 1000 / len(addresses)
    parts = [addresses[number : TIMES // 2 : SIDE_BY_SIDE] for number in range(SIDE_BY_SIDE)]
    together = await asyncio.gather(*(timed(client, part, PAUSE) for part in parts))
    return Measured(name, alone, [one for part in together for one in part], work)


async def pages_of(client: httpx.AsyncClient, items: Sequence[Item]) -> dict[str, list[str]]:
    """What is asked for, by the name it is printed under."""
    chance = Random(2)  # noqa: S311  # the same pages each time
    asked = {f"list: {show}": [f"/staff?show={show}"] * TIMES for show in VIEWS}
    asked |= {f"list: open, {kind}": [f"/staff?show=open&kind={kind}"] * TIMES for kind in ("refill", "recovery")}
    asked["list: closed, page 2"] = [await _next(client, "/staff?show=closed")] * TIMES
    asked["list: open, page 2"] = [await _next(client, "/staff?show=open")] * TIMES
    asked["request, any"] = [f"/staff/items/{chance.choice(items).ref}" for _ in range(TIMES)]
    asked["request, endless thread"] = [f"/staff/items/{items[0].ref}"] * (TIMES // 2)
    return asked


async def _next(client: httpx.AsyncClient, address: str) -> str:
    page = (await client.get(address)).text
    return page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")


async def plans(application: Application, client: httpx.AsyncClient, addresses: Sequence[str]) -> bool:
    """Print how the database answers every statement about a table that grows; whether it never reads all of one."""
    store, whole = application.services.store, []
    with listening(store) as asked:
        for address in addresses:
            await client.get(address)
    for statement, values in asked.items():
        if any(f" {table}" in statement for table in GROWING):
            steps = await plan(store, statement, values)
            whole += reads_everything(steps)
            told(statement, steps)
    print(f"  Reads all of a table that grows: {whole or 'never'}.\n")
    return not whole


async def run(size: Size, name: str, url: str, folder: Path) -> bool:
    """Fill, measure, explain; whether the bar is held."""
    async with practice(folder, url) as application:
        begun = time.perf_counter()
        items = await fill(application.services.store, size, utc_now())
        await settle(application.services.store)
        print(
            f"{name}: {size.items:,} items, {size.lines:,} thread entries, filled in {time.perf_counter() - begun:.0f} s"
        )
        print(f"{'milliseconds':28}{'median':>9}{'95 %':>9}{'most':>9}{f'95 %, {SIDE_BY_SIDE}':>9}{'CPU':>9}")
        held = True
        async with await signed_in(application, STAFF[0], "lead") as client:
            asked = await pages_of(client, items)
            for title, addresses in asked.items():
                figures = await measured(client, title, addresses)
                held = held and at(figures.alone, 0.95) < BAR
                print(figures.line(), flush=True)
            print(f"  {'Under' if held else 'NOT UNDER'} {BAR:.0f} ms at the 95th percentile.\n")
            return await plans(application, client, [addresses[0] for addresses in asked.values()]) and held


if __name__ == "__main__":
    wanted, sizes = asked_for(__doc__, items=10_000, lines=200_000)
    sys.exit(asyncio.run(on_each(wanted, partial(run, Size(sizes.items, sizes.lines)))))
