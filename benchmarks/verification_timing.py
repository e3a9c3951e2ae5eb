"""Prints whether the time of an answer tells who is a patient: proving who one is, known people against all others.

Run `python benchmarks/verification_timing.py [tries]` (500 of each unless said otherwise; some minutes). Timed are the last
fact of a claim, after which a code is or seems to be mailed, and a wrong code: from arrival until the reply is committed, in
one process, without the language child. Locked people have used up the mailed codes of a day and the wrong codes as well.
How it is compared stands in `two_samples.py`.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from two_samples import EACH, Person, measure, once, patient, show

from bot.bootstrap import Application
from bot.channels.base import Inbound
from bot.conversation import FlowState
from bot.store import Unit
from policies import limits

KINDS = ("known", "unknown", "wrong fact", "locked")
STEPS = ("ZIP code", "e-mail", "wrong code")
PEOPLE = {kind: [patient(EACH * at + number, "enrolled") for number in range(EACH)] for at, kind in enumerate(KINDS)}


async def ready(app: Application, now: datetime, step: str, kind: str, person: Person, who: str) -> Inbound:
    """A conversation in which only the last fact is missing, or the code, and the message that brings it."""
    facts = {name: str(value) for name, value in person.items()}
    contact = facts["email" if step == "e-mail" else "zip"]
    if kind == "wrong fact":
        facts["dob"] = "1949-12-31"
    async with app.services.store.begin() as unit:
        conversation = await unit.conversations.find_or_create("web", who, now)
        await _lock(unit, facts["id"], now, really=kind == "locked")
        talk = await unit.conversations.load(conversation)
        slots = {"last_name": facts["last_name"], "dob": facts["dob"]}
        stamp = now.isoformat()
        state = FlowState("verify", 1, 1, phase="asking", slots=slots, began=stamp, touched=stamp)
        await unit.conversations.save(type(talk)(conversation, flows=(state,), runs=1))
    last = Inbound("web", who, f"last{who}", "text", now, contact)
    if step != "wrong code":
        return last
    await once(app, last)
    return Inbound("web", who, f"code{who}", "text", now, "00000000")


async def _lock(unit: Unit, patient_id: str, now: datetime, *, really: bool) -> None:
    """Use up the limits, or do as much work for nothing: what went before must not make the difference."""
    for limit in (limits.CODES_MAILED_PER_HOUR, limits.CODES_MAILED_PER_DAY, limits.WRONG_CODES_PER_PATIENT):
        for _ in range(limit.times):
            await unit.limits.hit(limit.name, patient_id if really else "nobody", now)


def main(tries: int) -> None:
    """Measure and print."""
    show(tries, asyncio.run(measure(tries, STEPS, PEOPLE, ready)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
