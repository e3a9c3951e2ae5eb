"""Prints how long our whole durable turn takes beside a turn of Rasa's own server, on the same messages in one run.

Run `python benchmarks/turn.py`, or with `--talks` (conversations of nine messages, led beside each other one message at a time),
`--together` (so many messages at once), `--rounds` of that, and `--seed`. Ours is served as it always is: a call of the webhook,
inbox, screening, language child, decision, commit, outbox, and a call of Telegram, on which the clock stops. Rasa's server has the
stock pipeline of its package, rules for questions and a form for a refill, learns from the same wordings, keeps nothing, and answers
on its REST channel. A second one does without the neural reader of that pipeline, which makes it quicker. All are up at the same
time, and each message is said to one right after it was said to the other.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rivals.measuring import Missing, cases, processor_time
from rivals.rasa_talking import say, stock, talking, without_diet

from benchmarks.load.figures import at_share, bar, bar_least, heading, spread
from benchmarks.load.lines import Lines
from benchmarks.load.served import Served, message, served
from benchmarks.load.telegram import Telegram

REFILL = ("I need a refill", "lisinopril 10 mg", "3 days", "CVS in Katonah")
QUESTIONS = 5
OURS, STOCK, LEAN = "ours", "Rasa's server", "Rasa's server without DIET"
CHATS_EACH = 25
"""Conversations for each message that is under way: people take seconds to write again, and a chat is answered once a second."""
NO_PACE = "5000"
"""Out of politeness to Telegram a process sends two hundred answers a second, and here that would be measured instead."""
Says = Callable[[int, str], Awaitable[None]]
"""Says something in a conversation and waits for the answer."""
_numbers = itertools.count(1_000_000)


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--talks", type=int, default=60)
    parser.add_argument("--together", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    return parser.parse_args()


def script(dice: Random) -> list[str]:
    """What one person says: questions, and a refill."""
    questions = [one["text"] for one in cases() if one["intent"].startswith(("faq.", "chat.", "oos."))]
    return [*dice.sample(questions, QUESTIONS), *REFILL]


def to_ours(practice: Served, telegram: Telegram) -> Says:
    """By our webhook; the answer is the first message that Telegram gets for the chat."""
    waiting: dict[int, asyncio.Event] = {}
    speaking: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)  # whoever talks waits for the answer
    telegram.heard = lambda chat, _text: waiting[chat].set() if chat in waiting else None

    async def says(talk: int, text: str) -> None:
        chat = 300_000_000 + talk
        telegram.knows(chat)
        async with speaking[chat], asyncio.timeout(60):
            waiting[chat] = event = asyncio.Event()
            assert await practice.take(message(chat, text, next(_numbers))) == 200  # taken
            await event.wait()

    return says


async def timed(says: Says, talk: int, text: str) -> float:
    """How long one answer took, in seconds."""
    begun = time.perf_counter()
    await says(talk, text)
    return time.perf_counter() - begun


async def together(says: Says, first: int, scripts: list[list[str]], at_once: int) -> float:
    """Conversations beside each other, so many messages of them at once; messages answered a second."""
    waiting = deque((first + talk, text) for texts in zip(*scripts, strict=True) for talk, text in enumerate(texts))
    many, begun = len(waiting), time.perf_counter()

    async def one_after_the_other() -> None:
        while waiting:
            await says(*waiting.popleft())

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    return many / (time.perf_counter() - begun)


async def compared(all_of_them: dict[str, Says], given: argparse.Namespace) -> None:
    """Lead the conversations with each, and print."""
    dice = Random(given.seed)  # noqa: S311  # the same messages each time
    took: dict[str, list[float]] = {name: [] for name in all_of_them}
    for says in all_of_them.values():  # Warms up, and is not counted.
        await together(says, 10_000, [script(dice) for _ in range(20)], 2)
    scripts = [script(dice) for _ in range(given.talks)]
    for texts in zip(*scripts, strict=True):  # Nobody writes again at once: a chat is answered once a second.
        for talk, text in enumerate(texts, 20_000):
            for name, says in all_of_them.items():
                took[name].append(await timed(says, talk, text))
    many: dict[str, list[float]] = {name: [] for name in all_of_them}
    for one in range(given.rounds):
        scripts = [script(dice) for _ in range(given.together * CHATS_EACH)]
        for name, says in all_of_them.items():
            many[name].append(await together(says, 30_000 + one * len(scripts), scripts, given.together))
    _print(took, many, given)


def _print(took: dict[str, list[float]], many: dict[str, list[float]], given: argparse.Namespace) -> None:
    for name, times in took.items():
        print(f"{name:28} one at a time  {spread(times)}")
    for name, rates in many.items():
        print(f"{name:28} {given.together} at once     {at_share(rates, 0.5):6.1f} messages a second, middle round")
    for name in [one for one in took if one != OURS]:
        print(f"ours to {name}:")
        for share in (0.5, 0.95):
            ratio = at_share(took[OURS], share) / at_share(took[name], share)
            print("  " + _beside(bar, name, f"p{share * 100:.0f}", ratio, 1.0))
        print(f"  p99: {at_share(took[OURS], 0.99) / at_share(took[name], 0.99):.2f}")
        ratio = at_share(many[OURS], 0.5) / at_share(many[name], 0.5)
        print("  " + _beside(bar_least, name, f"throughput with {given.together} at once", ratio, 2.0))


def _beside(held: Callable[[str, float, float], str], name: str, what: str, ratio: float, limit: float) -> str:
    """A ratio: beside its bar where that is set, which is for the stock pipeline; bare beside the quicker one."""
    return held(what, ratio, limit) if name == STOCK else f"{what}: {ratio:.2f}"


@asynccontextmanager
async def rivals() -> AsyncIterator[dict[str, tuple[Says, int]]]:
    """Rasa's servers that can be had, each with its process."""
    found: dict[str, tuple[Says, int]] = {}
    async with AsyncExitStack() as stack:
        for name, pipeline in ((STOCK, stock), (LEAN, without_diet)):
            try:
                lines, process = await stack.enter_async_context(talking(pipeline))
            except Missing as why:
                print(f"{name} is left out: {why}.")
                continue

            async def says(talk: int, text: str, lines: Lines = lines) -> None:
                await say(lines, str(talk), text)

            found[name] = says, process.pid
        yield found


async def main() -> None:
    """Ours, and Rasa's servers where they can be had."""
    given = asked()
    print(heading(given), flush=True)
    telegram = Telegram(0.0)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            rivals() as theirs,
            telegram.on_socket() as api,
            served(Path(folder), api, telegram, TELEGRAM_ANSWERS_PER_SECOND=NO_PACE) as practice,
        ):

            def computed() -> dict[str, float]:
                others = {name: processor_time(pid) for name, (_, pid) in theirs.items()}
                return {OURS: sum(practice.computed()), **others}

            before = computed()
            await compared({OURS: to_ours(practice, telegram), **{name: one[0] for name, one in theirs.items()}}, given)
            spent = {name: seconds - before[name] for name, seconds in computed().items()}
            print("computed for the same messages: " + ", ".join(f"{name} {one:.1f} s" for name, one in spent.items()))
    await telegram.close()


if __name__ == "__main__":
    asyncio.run(main())
