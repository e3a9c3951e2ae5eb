"""Promise 4 at every way back in: known, unknown, un-enrolled and locked people get the same words and cause the same work.

How long it takes is measured by `benchmarks/recovery_timing.py`; here the work itself is counted, which no busy machine
can blur.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Inbound
from bot.passwords import Passwords
from nlu.understanding import Reader
from policies import limits
from tests.functional.practice import watched
from tests.functional.recovery_person import FACTS, GRACE, LINK, MARISOL, NOBODY, Portal, portal

LUKAS = {
    **MARISOL,
    "first_name": "Lukas",
    "last_name": "Brandt",
    "email": "lukas.brandt@example.com",
    "dob": "5/21/1968",
    "zip": "10598",
    "username": "lbrandt68",
}
PEOPLE = {
    "known": MARISOL,
    "unknown": NOBODY,
    "unenrolled": GRACE,
    "other practice": LUKAS,
    "wrong fact": {**MARISOL, "dob": "8/13/1979", "username": "mvega78", "email": "marisol.vega@example.org"},
    "locked": {**MARISOL},
}


class CountingPasswords(Passwords):
    """The real thing, which also counts how often it works."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    async def hash(self, password: str) -> str:
        """The password as it is kept."""
        self.count += 1
        return await super().hash(password)


async def lock(one: Portal) -> None:
    """Marisol has used up every limit that counts her or her address."""
    spent = (
        *((limit, "marisol") for limit in (limits.RECOVERY_MAILS_PER_HOUR, limits.RECOVERY_MAILS_PER_DAY)),
        (limits.RESET_TOKENS_PER_ADDRESS, MARISOL["email"]),
    )
    async with one.app.services.store.begin() as unit:
        for limit, key in spent:
            for _ in range(limit.times):
                await unit.limits.hit(limit.name, key, one.one.rehearsal.clock())


def seen(results: list[Any]) -> list[Any]:
    """All that whoever writes can see, with the secret of a link masked."""
    shown = [{name: result[name] for name in ("replies", "state", "queue")} for result in results]
    return [re.sub(LINK, "LINK", str(one)) for one in shown]


@pytest.mark.parametrize("path", FACTS)
async def test_everybody_reads_the_same(path: str, tmp_path: Path, reader: Reader) -> None:
    """Every reply, button, state and queue is equal; what differs goes to the mailbox of whom it concerns."""
    async with portal(tmp_path, reader) as one:
        token = await one.staff_token()
        found = {}
        for who, person in PEOPLE.items():
            if who == "locked":
                await lock(one)
            facts = {**person, **({"token": token} if who in ("known", "locked") else {})}
            found[who] = seen(await one.asks(path, facts, who))
        queues = {str(value) for value in found.values()}
        assert len(queues) == 1, found


@pytest.mark.parametrize("path", FACTS)
async def test_everybody_causes_the_same_work(
    path: str, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many statements reach each database, as much is opened, and as many slow hashes are made, until the reply is out."""
    async with portal(tmp_path, reader) as one:
        token, app = await one.staff_token(), one.app
        app.services.passwords = counting = CountingPasswords()
        work = watched(app.services.store, monkeypatch)
        counts = {}
        for who, person in {"first": NOBODY, **PEOPLE}.items():  # The first one warms what is warmed once.
            if who == "locked":
                await lock(one)
            facts = {**person, **({"token": token} if who in ("known", "locked") else {})}
            begin, *slots = FACTS[path]
            for text in (begin, *(facts[slot] for slot in slots[:-1])):
                await one.one.says(text, who)
            work.clear()
            last = Inbound("web", who, f"last-{who}", "text", one.one.rehearsal.clock(), facts[slots[-1]])
            await app.intake.receive(last)
            await app.worker.drain()
            counts[who] = [re.sub(r"\s+", " ", said)[:60] for said in work]
            await app.outbox.flush()
        counts.pop("first")
        assert len({tuple(one) for one in counts.values()}) == 1, {who: len(one) for who, one in counts.items()}
        assert counting.count == 0


async def test_mail_is_not_sent_without_end(tmp_path: Path, reader: Reader) -> None:
    """Three an hour and six a day reach one mailbox, whichever path is asked and however many ask."""
    async with portal(tmp_path, reader) as one:
        mails = 0
        for number in range(9):
            path = ("username", "password", "all")[number % 3]
            mails += len((await one.asks(path, MARISOL, f"bomb{number}"))[-1]["mail"])
        assert mails == limits.RECOVERY_MAILS_PER_HOUR.times
        await one.one.does(restart=True)
        for hour in range(1, 6):
            one.one.rehearsal.clock.now += limits.RECOVERY_MAILS_PER_HOUR.window
            for number in range(4):
                mails += len((await one.asks("password", MARISOL, f"bomb{hour}-{number}"))[-1]["mail"])
        assert mails == limits.RECOVERY_MAILS_PER_DAY.times


async def test_a_link_for_nobody_opens_nothing(tmp_path: Path, reader: Reader) -> None:
    """The page of a token that fits nobody reads like any dead link."""
    async with portal(tmp_path, reader) as one:
        for who, facts in (("a", NOBODY), ("b", MARISOL), ("c", GRACE)):
            opened = (await one.asks("token", facts, who))[-1]
            found = LINK.search(str(opened["replies"]))
            assert found is not None
            assert (await one.http.get(found[0])).status_code == 410
