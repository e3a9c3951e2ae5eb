"""What the timing benchmarks share: people of every kind, one practice, rounds in random order, tests of two samples.

Kinds of people come in random order within each round, so that whatever else the machine does meets all of them alike.
A Mann-Whitney test and a Kolmogorov-Smirnov test compare known people with each other kind; a permutation of rounds says
how often chance alone moves the medians as far apart.
"""

from __future__ import annotations

import gc
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from scipy.stats import ks_2samp, mannwhitneyu

from bot.bootstrap import Application, build
from bot.channels.base import Inbound
from bot.directory import load_people
from bot.doors.recording import Clock
from bot.settings import Settings
from nlu.understanding import Understanding

AT = datetime.fromisoformat("2026-11-24T10:15:00-05:00")
A_DAY = timedelta(hours=25)
"""Between two rounds, so that no limit of an earlier round counts in a later one."""
PERMUTATIONS = 2000
EACH = 25
"""People of each kind."""

Person = Mapping[str, object]
Ready = Callable[[Application, datetime, str, str, Person, str], Awaitable[Inbound]]
"""From application, time, step, kind, person and window: a conversation in which only the last message is missing, and that message."""
Times = dict[str, dict[str, np.ndarray]]


class Silent:
    """A reader that is away."""

    async def read(self, text: str, lang: str, asked: str | None) -> Understanding:
        """Nothing is read."""
        del text, lang, asked
        return Understanding.unavailable()


def patient(number: int, status: str) -> dict[str, object]:
    """One of many people of the directory; their facts are as long as everybody's."""
    return {
        "id": f"p{number:04d}",
        "first_name": "Robin",
        "last_name": f"Ames{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}",
        "dob": f"19{50 + number % 40}-0{1 + number % 9}-1{number % 10}",
        "email": f"robin.{number:04d}@example.com",
        "zip": f"1{number:04d}",
        "phone": "914-555-0100",
        "account": {"username": f"robin{number:04d}", "status": status},
    }


async def once(app: Application, last: Inbound) -> tuple[float, float]:
    """Wall and processor time, in microseconds, from the arrival of a message until its reply is committed."""
    wall, cpu = time.perf_counter(), time.process_time()
    await app.intake.receive(last)
    await app.worker.drain()
    took = (time.perf_counter() - wall) * 1e6, (time.process_time() - cpu) * 1e6
    await app.outbox.flush()
    return took


async def measure(tries: int, steps: Sequence[str], people: Mapping[str, Sequence[Person]], ready: Ready) -> Times:
    """Times by step and kind. People of the kind `unknown` are not loaded."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:  # noqa: S108  # pytest's own habit
        clock = Clock(AT)
        app = await build(Settings(var=Path(folder)), reader=Silent(), clock=clock)
        loaded = [person for kind, some in people.items() if kind != "unknown" for person in some]
        await load_people(app.services.store, {"patients": loaded})
        found = {step: await _rounds(tries, step, people, ready, app, clock) for step in steps}
        await app.services.store.close()
    return found


async def _rounds(
    tries: int, step: str, people: Mapping[str, Sequence[Person]], ready: Ready, app: Application, clock: Clock
) -> dict[str, np.ndarray]:
    kinds = tuple(people)
    times: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    order = random.Random(7)  # noqa: S311  # an order, not a secret
    for number in range(-10, tries):
        clock.now += A_DAY
        async with app.services.store.begin() as unit:
            await unit.tidy(clock())  # As every night: else known people's dead tokens would pile up here only.
        gc.collect(0)
        for kind in order.sample(kinds, len(kinds)):
            who = f"{step}{kind}{number}"
            last = await ready(app, clock(), step, kind, people[kind][number % EACH], who)
            took = await once(app, last)
            if number >= 0:  # The first rounds warm what is warmed once.
                times[kind].append(took)
    return {kind: np.array(some) for kind, some in times.items()}


def by_chance(known: np.ndarray, other: np.ndarray) -> float:
    """How often swapping kinds within rounds moves the medians at least as far apart as they are."""
    choose = np.random.default_rng(7)
    seen = abs(np.median(known) - np.median(other))
    further = 0
    for _ in range(PERMUTATIONS):
        swap = choose.random(len(known)) < 0.5
        one, two = np.where(swap, other, known), np.where(swap, known, other)
        further += abs(np.median(one) - np.median(two)) >= seen
    return further / PERMUTATIONS


def show(tries: int, found: Times) -> None:
    """Print medians and p values."""
    print(f"{tries} tries each, interleaved; microseconds until the reply is committed; p of no difference from known")
    print("step         kind           median wall  p MW   p KS   p perm   median cpu  p MW   p KS   p perm")
    for step, kinds in found.items():
        for kind in kinds:
            cells = []
            for column in (0, 1):
                times, known = kinds[kind][:, column], kinds["known"][:, column]
                tests = (mannwhitneyu(times, known).pvalue, ks_2samp(times, known).pvalue, by_chance(known, times))
                told = "   -      -      -   " if kind == "known" else "  ".join(f"{p:.3f}" for p in tests)
                cells.append(f"{np.median(times):10.0f}   {told}")
            print(f"{step:12} {kind:14} {'  '.join(cells)}")
