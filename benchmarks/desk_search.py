"""Prints how fast search and the board answer in a practice of years, and how the database does it.

Run `python benchmarks/desk_search.py`, or with `--database sqlite` or `postgresql` for one of the two. It fills a store in a
fresh place with a hundred thousand patients, ten thousand requests and two hundred thousand lines of their threads, signs staff
in, and searches through the whole application: form, session, role, look-up, decryption of those who are shown, template. The
bar for search is 100 ms at the 95th percentile.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.explaining import listening, plan, settle, told
from benchmarks.finding.filling import FIRSTS, LASTS, Size, fill, person
from benchmarks.finding.plans import reads_everything
from benchmarks.practice import BAR, asked_for, at, on_each, practice, signed_in
from bot.bootstrap import Application, utc_now
from bot.queue.item import Item

TIMES = 100
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
Form = Mapping[str, str]


def searches(items: Sequence[Item]) -> dict[str, Callable[[], Form]]:
    """What is searched for, by the name it is printed under."""
    chance = Random(3)  # noqa: S311  # the same searches each time
    known = [person(int(one.patient_id[1:])) for one in items if one.patient_id]
    pick = lambda: chance.choice(known)  # noqa: E731  # said five times
    today = utc_now().date()
    return {
        "first and last name": lambda: {"name": pick().full_name},
        "last name, anybody's": lambda: {"name": pick().last_name},
        "last name, the commonest": lambda: {"name": LASTS[0]},
        "first name, the commonest": lambda: {"name": FIRSTS[0]},
        "nobody's name": lambda: {"name": f"{chance.choice(FIRSTS)} Nobodyhere"},
        "date of birth": lambda: {"dob": pick().dob.isoformat()},
        "name and date of birth": lambda: {"name": (one := pick()).last_name, "dob": one.dob.isoformat()},
        "common name, kind, days": lambda: {
            "name": LASTS[0],
            "kind": "refill",
            "since": (today - timedelta(days=chance.randrange(900))).isoformat(),
        },
        "kind and days": lambda: {
            "kind": "message",
            "until": (today - timedelta(days=chance.randrange(900))).isoformat(),
        },
        "outcome": lambda: {"outcome": chance.choice(("not_possible", "duplicate"))},
        "reference": lambda: {"ref": chance.choice(items).ref},
    }


async def searched(client: httpx.AsyncClient, csrf: str, form: Form) -> tuple[str, float, float]:
    """Make one search; the address of older results if any, and the milliseconds of the form and of the results."""
    begun = time.perf_counter()
    sent = await client.post("/staff/search", data={"csrf": csrf, **form})
    assert sent.status_code == 303, (form, sent.status_code)
    between = time.perf_counter()
    answer = await client.get(sent.headers["location"])
    ended = time.perf_counter()
    assert answer.status_code == 200
    older = re.search(r'rel="next" href="([^"]+)"', answer.text)
    return older[1].replace("&amp;", "&") if older else "", (between - begun) * 1000, (ended - between) * 1000


async def timed(client: httpx.AsyncClient, address: str) -> list[float]:
    """Ask for one page many times."""
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        assert (await client.get(address)).status_code == 200
        times.append((time.perf_counter() - begun) * 1000)
    return times


async def measured(client: httpx.AsyncClient, csrf: str, forms: Mapping[str, Any]) -> bool:
    """Print what each search takes; whether the bar is held by all."""
    held, sent = True, []
    for title, form in forms.items():
        found = [await searched(client, csrf, form()) for _ in range(TIMES)]
        sent += [passed for _, passed, _ in found]
        held = line(title, [passed for _, _, passed in found]) and held
        older = next((address for address, _, _ in found if address), "")
        if older:
            held = line(f"{title}: older ones", await timed(client, older)) and held
    return line("sending the form, all of them", sent) and held


def line(title: str, times: Sequence[float]) -> bool:
    """Print one line; whether the bar is held."""
    print(f"{title:40}" + "".join(f"{one:9.1f}" for one in (at(times, 0.5), at(times, 0.95), max(times))), flush=True)
    return at(times, 0.95) < BAR


async def plans(application: Application, client: httpx.AsyncClient, csrf: str, forms: Mapping[str, Any]) -> bool:
    """Print how the database answers every statement of a search; whether it never reads all of a table that grows."""
    store, whole = application.services.store, []
    with listening(store) as asked:
        for form in forms.values():
            older, _, _ = await searched(client, csrf, form())
            if older:
                await client.get(older)
    for statement, values in asked.items():
        steps = await plan(store, statement, values)
        whole += await reads_everything(store, statement, values)
        if "patient_finds" in statement or "items" in statement:
            told(statement, steps)
    print(f"  Reads all of a table that grows: {whole or 'never'}.\n")
    return not whole


async def run(size: Size, name: str, url: str, folder: Path) -> bool:
    """Fill, measure, explain; whether the bar is held."""
    async with practice(folder, url) as application:
        begun = time.perf_counter()
        items = await fill(application.services.store, size, utc_now())
        await settle(application.services.store)
        took = time.perf_counter() - begun
        print(
            f"{name}: {size.patients:,} patients, {size.items:,} requests, {size.lines:,} lines of threads, filled in {took:.0f} s"
        )
        print(f"{'milliseconds a page':40}{'median':>9}{'95 %':>9}{'most':>9}")
        async with await signed_in(application, "Lena", "lead") as client:
            csrf = TOKEN.findall((await client.get("/staff/search")).text)[0]
            forms = searches(items)
            held = await measured(client, csrf, forms)
            print(f"  {'Under' if held else 'NOT UNDER'} {BAR:.0f} ms at the 95th percentile.\n")
            line("board, 30 days", (await timed(client, "/staff/board"))[:20])
            line("board, three years", (await timed(client, "/staff/board?since=2023-12-01"))[:20])
            return await plans(application, client, csrf, forms) and held


if __name__ == "__main__":
    wanted, sizes = asked_for(__doc__, patients=100_000, items=10_000)
    sys.exit(asyncio.run(on_each(wanted, partial(run, Size(sizes.patients, sizes.items, 20 * sizes.items)))))
