"""What people do in the script that is run with and without faults, and what has to be the same at its end."""

from __future__ import annotations

import re
from itertools import groupby

from tests.faults.practice import Practice

OTHER = 88
"""Somebody else, who has everything deleted."""


async def play(practice: Practice) -> dict[str, object]:
    """Everything that two patients, the staff and the clock do; what is found at the end of it."""
    await practice.types("/start", "What are your hours?")
    await practice.sends("photo")
    await practice.types("I have crushing chest pain", "The pain goes down my left arm and I am sweating")
    await practice.types("I need an appointment")
    await practice.goes_on_here()
    for words in ("Vega", "8/12/1979", "10549"):
        await practice.writes(words)
    await practice.types_the_code()
    for words in ("a check-up", "Dr. Patel", "any morning"):
        await practice.writes(words)
    await practice.presses("Send")
    await practice.is_called("is it sent?")
    await practice.staff_do("take")
    await practice.staff_do("reply", "Please come on Monday at nine.")
    await practice.waits(minutes=11)
    await practice.staff_do("close", "booked")
    await practice.types("I need a refill")
    await practice.waits(hours=3)
    for words in ("What are your hours?", "delete my chat data", "yes"):
        await practice.types(words, who=OTHER)
    await practice.waits(hours=1)
    return await found(practice)


def masked(words: str) -> str:
    """A text without what is made by chance: references, codes, links."""
    words = re.sub(r"/s/[\w-]+", "/s/LINK", words)
    words = re.sub(r"\b\d{8}\b", "CODE", words)
    return re.sub(r"\b[A-Z0-9]{3}-[A-Z0-9]{4}\b", "REF", words)


async def transcript(practice: Practice, who: str = "77") -> list[tuple[str, str, str]]:
    """The conversation, without the turns in which another code was asked for because none came."""
    async with practice.app.services.store.look() as unit:
        talk = await unit.conversations.find("telegram", who)
        entries = await unit.entries.after(talk, 0)
    lines = [(one.kind, one.key, masked(one.text)) for one in entries]
    again = {at for at, line in enumerate(lines) if line[2] == "Send a new code"}
    return [line for at, line in enumerate(lines) if not {at, at - 1} & again]


async def found(practice: Practice) -> dict[str, object]:
    """What stands in the database and at Telegram at the end."""
    async with practice.app.services.store.look() as unit:
        items = await unit.queue.list(limit=100)
        threads = {one.kind.value: [masked(line.text) for line in await unit.queue.thread(one.ref)] for one in items}
        mails = [masked(f"{one.to}: {one.subject}: {one.text}") for one in reversed(await unit.mails.list(100))]
    async with practice.app.services.store.begin() as unit:
        audit, doomed = await unit.audit.verify(), await unit.words.doomed()
    trouble = practice.app.services.content.say("shared.trouble")
    said = [masked(words) for words in practice.person.texts() if words != trouble]  # It was told: send it again.
    return {
        "said": await transcript(practice),
        "deleted": await transcript(practice, str(OTHER)),
        "items": sorted((one.kind.value, one.status.value, one.assignee, str(one.fields)) for one in items),
        "threads": threads,
        "codes": {one for one in mails if "CODE" in one},
        "mails": [words for words, _ in groupby(one for one in mails if "CODE" not in one)],
        "telegram": [words for words, _ in groupby(said)],
        "told of the deletion": practice.emulator.person(OTHER).texts()[-1:],
        "waits": await practice.what_waits(),
        "audit": audit.problems,
        "doomed": doomed,
    }
