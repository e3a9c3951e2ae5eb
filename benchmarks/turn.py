"""Prints how long our whole durable turn takes beside a turn of Rasa's own server, on the same messages in one run.

Run `python benchmarks/turn.py`, or with `--talks` (conversations of nine messages, led beside each other one message at a time),
`--together` (so many messages at once), `--rounds` of that, and `--seed`. Ours is served as it always is: a call of the webhook,
inbox, screening, language child, decision, commit, outbox, and a call of Telegram, on which the clock stops. Rasa's server has its
stock pipeline, rules for questions and a form for a refill, learns from the same wordings, keeps nothing, and answers on its REST
channel. Both are up at the same time, and each message is said to one right after it was said to the other.
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
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rivals.measuring import Missing, cases, processor_time
from rivals.rasa_talking import say, talking

from benchmarks.load.figures import at_share, bar, bar_least, heading, spread
from benchmarks.load.served import Served, message, served
from benchmarks.load.telegram import Telegram

REFILL = ("I need a refill", "lisinopril 10 mg", "3 days", "CVS in Katonah")
QUESTIONS = 5
CHATS_EACH = 25
"""Conversations for each message that is under way: people take seconds to write again, and a chat is answered once a second."""
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


async def compared(both: dict[str, Says], given: argparse.Namespace) -> None:
    """Lead the conversations with both, and print."""
    dice = Random(given.seed)  # noqa: S311  # the same messages each time
    took: dict[str, list[float]] = {name: [] for name in both}
    for says in both.values():  # Warms up, and is not counted.
        await together(says, 10_000, [script(dice) for _ in range(20)], 2)
    scripts = [script(dice) for _ in range(given.talks)]
    for texts in zip(*scripts, strict=True):  # Nobody writes again at once: a chat is answered once a second.
        for talk, text in enumerate(texts, 20_000):
            for name, says in both.items():
                took[name].append(await timed(says, talk, text))
    many: dict[str, list[float]] = {name: [] for name in both}
    for one in range(given.rounds):
        scripts = [script(dice) for _ in range(given.together * CHATS_EACH)]
        for name, says in both.items():
            many[name].append(await together(says, 30_000 + one * len(scripts), scripts, given.together))
    _print(took, many, given)


def _print(took: dict[str, list[float]], many: dict[str, list[float]], given: argparse.Namespace) -> None:
    for name, times in took.items():
        print(f"{name:22} one at a time  {spread(times)}")
    for name, rates in many.items():
        print(
            f"{name:22} {given.together} at once     {at_share(rates, 0.5):6.1f} messages a second in the middle round"
        )
    if "Rasa's server" not in took:
        return
    for share in (0.5, 0.95, 0.99):
        ratio = at_share(took["ours"], share) / at_share(took["Rasa's server"], share)
        print(bar(f"ours to Rasa's server, p{share * 100:.0f}", ratio, 1.0))
    ratio = at_share(many["ours"], 0.5) / at_share(many["Rasa's server"], 0.5)
    print(bar_least(f"throughput with {given.together} at once, ours to Rasa's server", ratio, 2.0))


async def main() -> None:
    """Both, or ours alone where Rasa's server cannot be had."""
    given = asked()
    print(heading(given), flush=True)
    telegram = Telegram(0.0)
    with tempfile.TemporaryDirectory() as folder:
        async with telegram.on_socket() as api, served(Path(folder), api, telegram) as practice:
            ours = to_ours(practice, telegram)
            try:
                async with talking() as (lines, process):

                    async def theirs(talk: int, text: str) -> None:
                        await say(lines, str(talk), text)

                    before = sum(practice.computed()), processor_time(process.pid)
                    await compared({"ours": ours, "Rasa's server": theirs}, given)
                    mine, its = sum(practice.computed()) - before[0], processor_time(process.pid) - before[1]
                    print(
                        f"computed for the same messages: ours {mine:.1f} s, Rasa's server {its:.1f} s, ratio {mine / its:.2f}"
                    )
            except Missing as why:
                print(f"Rasa's server is left out: {why}.")
                await compared({"ours": ours}, given)
    await telegram.close()


if __name__ == "__main__":
    asyncio.run(main())
