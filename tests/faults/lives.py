"""Many lives of one practice: people write without pause while the process is cut off again and again, and then all is counted."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import Content
from bot.faults import Point
from bot.store import Store
from tests.emulator import Emulator
from tests.faults.child import ROOT, Child
from tests.faults.people import Chatter

POINTS = (
    *(Point.COMMITS, Point.COMMITTED, Point.KEPT, Point.SETTLED, Point.MOVED),
    *(Point.DECIDED, Point.TAKEN, Point.SENT),
)
"""Points that whoever only chats comes by again and again."""
MOST = 6
"""Nobody writes more than so much without an answer."""
PATIENCE = 120.0
"""Seconds without anything new after which what is missing counts as lost."""


@dataclass
class Plan:
    """How many turns, in how many chats, how often cut off, and by which dice."""

    turns: int
    chats: int
    every: float
    seed: int
    pause: float
    """Seconds between two messages of anybody, on average."""
    lives: int
    """At least so many."""
    workers: int = 1
    """Processes side by side, each with lives of its own."""


@dataclass
class Count:
    """What was found when all was over."""

    turns: int = 0
    lives: int = 1
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    repeated_sends: int = 0
    guided: int = 0
    alarms: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.turns} turns, {self.lives} lives: {self.lost} lost, {self.doubled} doubled, {self.out_of_order} out of order; "
            f"{self.repeated_sends} sends repeated, as their rule allows; {self.alarms} red flags, guidance {self.guided} times"
        )


class Lives:
    """One run."""

    def __init__(self, plan: Plan, children: list[Child], chatters: list[Chatter]) -> None:
        self.plan, self.children, self.chatters = plan, children, chatters
        self.dice = random.Random(plan.seed)
        self.count = Count()

    async def run(self) -> None:
        """Everybody writes, the process is cut off, and at last it is left alone until all is answered."""
        first, *others = self.children
        await first.start()
        await first.up()  # The first start makes the database and loads people, which takes its time.
        talking = asyncio.create_task(self._talk())
        await first.gone_within(self.plan.every)
        await asyncio.gather(*(self._live(child, talking) for child in (first, *others)))
        await talking
        await asyncio.gather(*(child.start() for child in self.children))
        await first.up()
        await asyncio.gather(*(child.up_or_gone() for child in self.children))
        await self._until_answered()
        ends = await asyncio.gather(*(child.end(signal.SIGTERM) for child in self.children))
        self.count.wrong += [f"the last life ended with {status}" for status in ends if status]

    async def _live(self, child: Child, talking: asyncio.Task[None]) -> None:
        """Life after life of one process."""
        while not talking.done() or self.count.lives < self.plan.lives:
            await self._one_life(child)

    async def _talk(self) -> None:
        for _ in range(self.plan.turns):
            while not (patient := self._patient()):  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.05)
            await self.dice.choice(patient).goes_on()
            await asyncio.sleep(self.dice.uniform(0.0, 2 * self.plan.pause))
        for one in self.chatters:
            if not one.alarmed:
                await one.alarms()

    def _patient(self) -> list[Chatter]:
        """Who may write another one."""
        return [one for one in self.chatters if one.unanswered() < MOST and one.may_go_on()]

    async def _one_life(self, child: Child) -> None:
        """Most are killed from outside at any instant, also while they start; some end by themselves where it matters most."""
        self.count.lives += 1
        if self.dice.random() < 0.3:
            await child.start(self.dice.choice(POINTS).value, self.dice.randint(1, 30))
        else:
            await child.start()
        if self.dice.random() < 0.8:
            await child.up_or_gone()
        await child.gone_within(self.dice.uniform(0.0, 2 * self.plan.every))

    async def _until_answered(self) -> None:
        seen, quiet = -1, 0.0
        while quiet < PATIENCE and not all(one.content_with_it() for one in self.chatters):
            now = sum(len(one.person.chat.messages) for one in self.chatters)
            seen, quiet = (now, 0.0) if now != seen else (seen, quiet + 0.1)
            await asyncio.sleep(0.1)

    def judged_by(self, transcripts: dict[int, list[str]], alarms: int, audit: tuple[str, ...], waiting: int) -> Count:
        """Compare what was sent with what was answered in the transcripts and at Telegram."""
        count = self.count
        for one in self.chatters:
            self._compare(one.kinds(), transcripts[one.person.id])
            self._compare(one.expected(), one.answers())
            count.turns += len(one.sent) + 1
            count.repeated_sends += one.repeats()
            count.guided += one.guided()
            count.lost += not one.guided()
        count.alarms = alarms
        count.doubled += max(0, alarms - len(self.chatters))
        count.lost += max(0, len(self.chatters) - alarms) + waiting
        count.wrong += audit
        return count

    def _compare(self, wanted: list[str], found: list[str]) -> None:
        lost, doubled = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
        self.count.lost += lost.total()
        self.count.doubled += doubled.total()
        self.count.out_of_order += not lost and not doubled and wanted != found


@asynccontextmanager
async def practice(folder: Path, plan: Plan, database: str):
    """A practice with people who chat, over real sockets."""
    emulator, content, dice = Emulator(), Content.load(ROOT / "data"), random.Random(plan.seed)
    async with emulator.on_socket() as telegram:
        children = [Child(folder, emulator, telegram, database) for _ in range(plan.workers)]
        chatters = [Chatter(emulator.person(100 + n), content, dice) for n in range(plan.chats)]
        try:
            yield Lives(plan, children, chatters)
        finally:
            await asyncio.gather(*(child.gone() for child in children))
    await emulator.close()


async def lived(folder: Path, plan: Plan, database: str = "") -> Count:
    """Run it and count."""
    async with practice(folder, plan, database) as lives:
        await lives.run()
    store = await Store.open(database or f"sqlite:///{folder / 'frontdoor.db'}", folder / "keys")
    async with store.look() as unit:
        transcripts = {one.person.id: await answers(unit, one.person.id) for one in lives.chatters}
        alarms = [item for item in await unit.queue.list(limit=10_000) if item.kind.value == "red_flag"]
        waiting, audit = await unit.inbox.waiting(), await unit.audit.verify()
    await store.close()
    return lives.judged_by(transcripts, len(alarms), audit.problems, len(waiting))


async def answers(unit, chat: int) -> list[str]:
    """The keys of what was answered in a chat, guidance aside, as the transcript has it."""
    talk = await unit.conversations.find("telegram", str(chat))
    found = await unit.entries.after(talk, 0, limit=1_000_000)
    return [one.key for one in found if one.kind == "reply" and one.key.startswith("media.")]
