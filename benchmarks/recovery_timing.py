"""Prints whether the time of an answer tells who has an account: each way back in, known people against all others.

Run `python benchmarks/recovery_timing.py [tries]` (500 of each unless said otherwise; some minutes). The last message of
a recovery is timed from its arrival until the reply is committed, in one process, without the language child, which
hears the same words whoever they are about. How it is compared stands in `two_samples.py`.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from two_samples import EACH, Person, measure, patient, show

from bot.bootstrap import Application
from bot.channels.base import Inbound
from bot.conversation import ConversationId, FlowState
from bot.flows.recovery import NEEDS
from bot.store import Grant, Unit
from policies import limits

KINDS = ("known", "unknown", "unenrolled", "locked")
PATHS = ("username", "password", "token", "all")
PEOPLE = {
    kind: [patient(EACH * at + number, "unenrolled" if kind == "unenrolled" else "enrolled") for number in range(EACH)]
    for at, kind in enumerate(KINDS)
}


async def ready(app: Application, now: datetime, path: str, kind: str, person: Person, who: str) -> Inbound:
    """A conversation in which only the last fact is missing, and the message that brings it."""
    facts = {**{name: str(value) for name, value in person.items()}, "username": f"robin{str(person['id'])[1:]}"}
    async with app.services.store.begin() as unit:
        conversation = await unit.conversations.find_or_create("web", who, now)
        facts["token"] = await _token(unit, kind, str(person["id"]), conversation, now)
        await _lock(unit, facts, now, really=kind == "locked")
        talk = await unit.conversations.load(conversation)
        slots = {"path": path, **{name: facts[name] for name in NEEDS[path][:-1]}}
        stamp = now.isoformat()
        state = FlowState("recovery", 1, 1, phase="asking", slots=slots, began=stamp, touched=stamp)
        await unit.conversations.save(type(talk)(conversation, flows=(state,), runs=1))
    return Inbound("web", who, f"last{who}", "text", now, facts[NEEDS[path][-1]])


async def _token(unit: Unit, kind: str, person: str, conversation: ConversationId, now: datetime) -> str:
    """A token of the portal team: a right one for known and locked people, a row all the same for others."""
    whose = person if kind in ("known", "locked") else None
    grant = Grant(whose, False, conversation, now + limits.STAFF_TOKEN_LIFE)
    token = await unit.portal.issue("staff", f"{kind} {person}", grant, now)
    return token if whose else token[::-1]


async def _lock(unit: Unit, facts: dict[str, str], now: datetime, *, really: bool) -> None:
    """Use up the limits, or do as much work for nothing: what went before must not make the difference."""
    for limit, key in (
        (limits.RECOVERY_MAILS_PER_DAY, facts["id"]),
        (limits.RESET_TOKENS_PER_ADDRESS, facts["email"]),
    ):
        for _ in range(limit.times):
            await unit.limits.hit(limit.name, key if really else "nobody", now)


def main(tries: int) -> None:
    """Measure and print."""
    show(tries, asyncio.run(measure(tries, PATHS, PEOPLE, ready)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
