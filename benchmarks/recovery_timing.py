"""Prints whether the time of an answer tells who has an account: each way back in, known people against all others.

Run `python benchmarks/recovery_timing.py [tries]` (500 of each unless said otherwise; some minutes). The last message of
a recovery is timed from its arrival until the reply is committed, in one process, without the language child, which
hears the same words whoever they are about. Kinds of people come in random order within each round, so that whatever
else the machine does meets all of them alike. A two-sample Mann-Whitney test and a Kolmogorov-Smirnov test compare
known people with each other kind; a permutation of rounds says how often chance alone moves the medians as far apart.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from scipy.stats import ks_2samp, mannwhitneyu

from bot.bootstrap import Application, build
from bot.channels.base import Inbound
from bot.conversation import ConversationId, FlowState
from bot.directory import load_people
from bot.doors.recording import Clock
from bot.flows.recovery import NEEDS
from bot.settings import Settings
from bot.store import Grant
from nlu.understanding import Understanding
from policies import limits

AT = datetime.fromisoformat("2026-11-24T10:15:00-05:00")
KINDS = ("known", "unknown", "unenrolled", "locked")
A_DAY = timedelta(hours=25)
"""Between two rounds, so that no limit of an earlier round counts in a later one."""
PERMUTATIONS = 2000
PATHS = ("username", "password", "token", "all")


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


PEOPLE = {
    kind: [patient(25 * at + number, "unenrolled" if kind == "unenrolled" else "enrolled") for number in range(25)]
    for at, kind in enumerate(KINDS)
}
"""Twenty-five of each kind; the unknown ones are not loaded."""


class Measuring:
    """One practice, and what is measured in it."""

    def __init__(self, app: Application, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self.count = 0

    async def once(self, path: str, kind: str, person: dict[str, object]) -> tuple[float, float]:
        """Wall and processor time, in microseconds, of the last message of one recovery."""
        self.count += 1
        who = f"{kind}{self.count}"
        last = await self._ready(path, kind, person, who)
        wall, cpu = time.perf_counter(), time.process_time()
        await self.app.intake.receive(last)
        await self.app.worker.drain()
        took = (time.perf_counter() - wall) * 1e6, (time.process_time() - cpu) * 1e6
        await self.app.outbox.flush()
        return took

    async def _ready(self, path: str, kind: str, person: dict[str, object], who: str) -> Inbound:
        """A conversation in which only the last fact is missing, and the message that brings it."""
        facts = {**{name: str(value) for name, value in person.items()}, "username": f"robin{str(person['id'])[1:]}"}
        now = self.clock()
        async with self.app.services.store.begin() as unit:
            conversation = await unit.conversations.find_or_create("web", who, now)
            facts["token"] = await self._token(unit, kind, str(person["id"]), conversation, now)
            await self._lock(unit, facts, now, really=kind == "locked")
            talk = await unit.conversations.load(conversation)
            slots = {"path": path, **{name: facts[name] for name in NEEDS[path][:-1]}}
            stamp = now.isoformat()
            state = FlowState("recovery", 1, 1, phase="asking", slots=slots, began=stamp, touched=stamp)
            await unit.conversations.save(type(talk)(conversation, flows=(state,), runs=1))
        return Inbound("web", who, f"last{self.count}", "text", now, facts[NEEDS[path][-1]])

    async def _token(self, unit, kind: str, person: str, conversation: ConversationId, now: datetime) -> str:  # noqa: ANN001  # bot.store.Unit
        """A token of the portal team: a right one for known and locked people, a row all the same for others."""
        whose = person if kind in ("known", "locked") else None
        grant = Grant(whose, False, conversation, now + limits.STAFF_TOKEN_LIFE)
        token = await unit.portal.issue("staff", f"{kind} {person}", grant, now)
        return token if whose else token[::-1]

    async def _lock(self, unit, facts: dict[str, str], now: datetime, *, really: bool) -> None:  # noqa: ANN001  # bot.store.Unit
        """Use up the limits, or do as much work for nothing: what went before must not make the difference."""
        for limit, key in (
            (limits.RECOVERY_MAILS_PER_DAY, facts["id"]),
            (limits.RECOVERIES_PER_ADDRESS, facts["email"]),
            (limits.RESET_TOKENS_PER_ADDRESS, facts["email"]),
        ):
            for _ in range(limit.times):
                await unit.limits.hit(limit.name, key if really else "nobody", now)


async def measure(tries: int) -> dict[str, dict[str, np.ndarray]]:
    """Times by path and kind."""
    found: dict[str, dict[str, list[tuple[float, float]]]] = {}
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:  # noqa: S108  # pytest's own habit
        clock = Clock(AT)
        app = await build(Settings(var=Path(folder)), reader=Silent(), clock=clock)
        loaded = [person for kind in KINDS if kind != "unknown" for person in PEOPLE[kind]]
        await load_people(app.services.store, {"patients": loaded})
        one = Measuring(app, clock)
        order = random.Random(7)  # noqa: S311  # an order, not a secret
        for path in PATHS:
            times = found.setdefault(path, {kind: [] for kind in KINDS})
            for number in range(-10, tries):
                clock.now += A_DAY
                async with app.services.store.begin() as unit:
                    await unit.tidy(clock())  # As every night: else known people's dead tokens would pile up here only.
                gc.collect(0)
                for kind in order.sample(KINDS, len(KINDS)):
                    took = await one.once(path, kind, PEOPLE[kind][number % 25])
                    if number >= 0:  # The first rounds warm what is warmed once.
                        times[kind].append(took)
        await app.services.store.close()
    return {path: {kind: np.array(times) for kind, times in kinds.items()} for path, kinds in found.items()}


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


def main(tries: int) -> None:
    """Measure and print."""
    found = asyncio.run(measure(tries))
    print(f"{tries} tries each, interleaved; microseconds until the reply is committed; p of no difference from known")
    print("path      kind         median wall  p MW   p KS   p perm   median cpu  p MW   p KS   p perm")
    for path, kinds in found.items():
        for kind in KINDS:
            cells = []
            for column in (0, 1):
                times, known = kinds[kind][:, column], kinds["known"][:, column]
                tests = (mannwhitneyu(times, known).pvalue, ks_2samp(times, known).pvalue, by_chance(known, times))
                told = "   -      -      -   " if kind == "known" else "  ".join(f"{p:.3f}" for p in tests)
                cells.append(f"{np.median(times):10.0f}   {told}")
            print(f"{path:9} {kind:11} {'  '.join(cells)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
