"""Promise 4 where somebody proves who they are: known, unknown and locked people get the same words and cause the same work.

How long it takes is measured by `benchmarks/verification_timing.py`; here the work itself is counted, which no busy machine
can blur.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Inbound
from nlu.understanding import Reader
from policies import limits
from policies.limits import Limit
from tests.functional.practice import Practice, practice, watched

VEGA = ("Vega", "8/12/1979", "10549")
WRONG = "00000000"
PEOPLE = {
    "known": VEGA,
    "known by mail": ("Vega", "8/12/1979", "marisol.vega@example.com"),
    "unknown": ("Castellano", "8/12/1979", "10549"),
    "unknown by mail": ("Castellano", "8/12/1979", "rosa.castellano@example.com"),
    "wrong day": ("Vega", "8/13/1979", "10549"),
    "wrong ZIP code": ("Vega", "8/12/1979", "10999"),
    "locked by wrong codes": VEGA,
    "locked by codes mailed": VEGA,
}
SPENT: dict[str, Limit] = {
    "locked by wrong codes": limits.WRONG_CODES_PER_PATIENT,
    "locked by codes mailed": limits.CODES_MAILED_PER_DAY,
}
STEPS = {"the claim": 0, "a wrong code": 1, "the last wrong code": limits.CODE_TRIES}
"""After how many wrong codes the message comes whose work is counted."""


async def locked(one: Practice, limit: Limit) -> None:
    """Marisol has used up a limit, and no other."""
    spent = (limits.WRONG_CODES_PER_PATIENT, limits.CODES_MAILED_PER_HOUR, limits.CODES_MAILED_PER_DAY)
    async with one.rehearsal.app.services.store.begin() as unit:
        for name in spent:
            await unit.limits.clear(name.name, "marisol")
        for _ in range(limit.times):
            await unit.limits.hit(limit.name, "marisol", one.rehearsal.clock())


async def unlocked(one: Practice) -> None:
    """What was said before counts for nobody."""
    await locked(one, Limit("nothing", 0, limits.CODES_MAILED_PER_DAY.window, "patient"))


@pytest.mark.parametrize("begin", ["I need an appointment", "where does my request stand"])
async def test_everybody_reads_the_same(begin: str, tmp_path: Path, reader: Reader) -> None:
    """Every reply, button, state and queue is equal, from the first question until no code is left to try."""
    async with practice(tmp_path, reader) as one:
        found = {}
        for who, facts in PEOPLE.items():
            await (locked(one, SPENT[who]) if who in SPENT else unlocked(one))
            results = [await one.says(text, who) for text in (begin, *facts, *[WRONG] * limits.CODE_TRIES)]
            found[who] = [str({name: one[name] for name in ("replies", "state", "queue")}) for one in results]
        assert len({tuple(one) for one in found.values()}) == 1, found


@pytest.mark.parametrize("step", STEPS)
async def test_everybody_causes_the_same_work(
    step: str, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements reach each database, the same is opened, and as many mails are queued, until the reply is out."""
    async with practice(tmp_path, reader) as one:
        app = one.rehearsal.app
        work = watched(app.services.store, monkeypatch)
        counts: dict[str, Any] = {}
        for who, facts in {"first": PEOPLE["unknown"], **PEOPLE}.items():  # The first one warms what is warmed once.
            await (locked(one, SPENT[who]) if who in SPENT else unlocked(one))
            texts = ("I need an appointment", *facts, *[WRONG] * STEPS[step])
            for text in texts[:-1]:
                await one.says(text, who)
            work.clear()
            await app.intake.receive(Inbound("web", who, f"last-{who}", "text", one.rehearsal.clock(), texts[-1]))
            await app.worker.drain()
            mails = sum("INSERT INTO outbox" in said for said in work)
            counts[who] = (mails, *(re.sub(r"\s+", " ", said)[:60] for said in work))
            await app.outbox.flush()
        counts.pop("first")
        assert len(set(counts.values())) == 1, {who: len(one) for who, one in counts.items()}
        assert counts["known"][0] == (1 if step == "the claim" else 0)


async def test_naming_somebody_without_papers_tells_nothing_of_them(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is verified may try names of others: a patient's and an invented one's are refused alike, at the same cost."""
    async with practice(tmp_path, reader) as one:
        work = watched(one.rehearsal.app.services.store, monkeypatch)
        found = []
        for who, name in (("first", "Rosa Castellano"), ("a", "Ruth Abernathy"), ("b", "Rosa Castellano")):
            await one.says("I need an appointment", who)
            await one.verifies(who, "Kim", "2/29/1988", "10549")
            work.clear()
            result = await one.says(f"it's for {name}", who)
            counted = len(work)
            found.append((counted, str(result["replies"]).replace(name, "NAME"), str(result["state"])))
        assert found[1] == found[2]


async def test_a_decoys_wrong_codes_lock_nobody(tmp_path: Path, reader: Reader) -> None:
    """Guessing at strangers must not use up what counts for patients."""
    async with practice(tmp_path, reader) as one:
        for number in range(5):
            for text in ("I need an appointment", *PEOPLE["unknown"], *[WRONG] * 5):
                await one.says(text, f"guessing{number}")
        await one.says("I need an appointment", "herself")
        result = await one.verifies("herself")
        assert result["state"]["assurance"] == "VERIFIED"
