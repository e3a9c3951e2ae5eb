"""A practice over the emulator of Telegram that can be cut off at any named point, and begun again on what is left."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import text

from bot.bootstrap import build, language_child
from bot.channels.base import Inbound
from bot.channels.telegram import PtbApi, TelegramChannel
from bot.channels.telegram_pacing import Pace
from bot.channels.telegram_polling import BackOff
from bot.faults import Point, struck
from bot.settings import Secret, Settings
from bot.store import Staff, StoreAway
from bot.views import DeskError, StaffView
from tests.emulator import TOKEN, Emulator
from tests.emulator.in_process import in_process

BEGAN = datetime(2027, 3, 2, 15, 15, tzinfo=UTC)
HOOK_WORD = "a-long-random-word-for-tests"
SAM = StaffView("staff-sam", "Sam", "lead", "")
ENOUGH = 60
"""Rounds in which everything comes to rest, or never will."""
UNSENT = "SELECT COUNT(*) FROM outbox WHERE status = 'sending' OR status = 'pending' AND due_at <= :soon"


class Cut(BaseException):
    """The program ends here. Nothing catches it, as nothing catches a power cut."""


class Strikes:
    """What happens at which points: at the planned passings of each the program ends, or else something goes wrong there."""

    def __init__(self, planned: set[tuple[Point, int]], *, ends: bool) -> None:
        self.planned, self.ends = set(planned), ends
        self.passed: Counter[Point] = Counter()
        self.done: list[tuple[Point, int]] = []
        self.over = False

    def __call__(self, point: Point) -> None:
        if self.over:
            raise Cut  # Nothing that still runs of a life that is over does anything more.
        self.passed[point] += 1
        here = (point, self.passed[point])
        if here in self.planned:
            self.done.append(here)
            self.over = self.ends
            raise Cut if self.ends else StoreAway("the line to the database broke")


class Practice:
    """One practice in one place: what people do is done again until it has been taken, as people do it."""

    def __init__(self, settings: Settings, strikes: Strikes) -> None:
        self.settings, self.strikes = settings, strikes
        self.now = BEGAN
        self.reader = language_child(settings, settings.model_dir)  # It is never started: keywords answer.
        self.emulator = Emulator()
        self.person = self.emulator.person(77)
        self.numbers = itertools.count(1)
        self.lives = 0
        self.ticking = itertools.count(0, 100)

    def clock(self) -> datetime:
        """The time of the script."""
        return self.now

    async def open(self) -> None:
        """Begin a life."""
        self.lives += 1
        self.strikes.over = False
        self.app = await build(self.settings, reader=self.reader, clock=self.clock)
        services, intake = self.app.services, self.app.intake
        api = PtbApi(TOKEN, "http://telegram", in_process(httpx.ASGITransport(app=self.emulator.app)))
        self.channel = TelegramChannel(api, self.settings, services, intake, long_poll=0)
        self.channel.transport._pace = Pace(lambda: float(next(self.ticking)))  # Pacing is measured elsewhere.
        self.channel._polling._back_off = BackOff(lambda _: asyncio.sleep(0))
        called = replace(self.settings, telegram_webhook_url="https://practice.example/telegram")
        self.hook = TelegramChannel(api, called, services, intake)
        services.transports["telegram"] = self.channel.transport
        await self.app.outbox.settle_interrupted()
        self.app.outbox.takes_along = True

    async def close(self) -> None:
        """End a life, however it went: whatever still runs is gone."""
        left = [*self.app.worker._running.values(), *self.app.outbox._flying, *self.channel._ingest._errands]
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
            for task in left:
                task.cancelled() or task.exception()
        await self.app.services.store.close()

    async def do(self, step) -> None:
        """Do one thing until it has been taken, through as many lives as that needs, then let everything come to rest."""
        while not await self._tried(step):
            pass
        while not await self._tried(self._rest):
            pass
        self.now += timedelta(seconds=1)

    async def _tried(self, step) -> bool:
        done = False
        with contextlib.suppress(Cut, StoreAway, httpx.TransportError):
            done = await step() is not False
        while self.strikes.over:
            done = False
            await self.close()
            with contextlib.suppress(Cut):
                await self.open()
        return done

    async def _rest(self) -> bool:
        """Let everything come to rest: read, answer, send; a pause before the next try is over at once."""
        for _ in range(ENOUGH):
            await self._round()
            if self.strikes.over:
                return False
            if not any(await self.what_waits()):
                return True
            self.now += timedelta(seconds=8)
        raise AssertionError(f"never at rest: {await self.what_waits()}, {self.strikes.done}")

    async def _round(self) -> None:
        with contextlib.suppress(StoreAway):
            await self.channel._polling.once()
        await self.app.worker.drain()
        with contextlib.suppress(StoreAway):
            await self.app.outbox._put_back()
            self.app.outbox._looked = 0.0
            await self.app.outbox._look_around()
            await self.app.outbox.flush()

    async def what_waits(self) -> tuple[int, int, int]:
        """How many updates, events and replies wait."""
        async with self.app.services.store.look() as unit:
            waiting = len(await unit.inbox.waiting())
            soon = int((self.now + timedelta(seconds=60)).timestamp() * 1e6)
            unsent = (await unit.inbox._work.run(text(UNSENT), {"soon": soon})).scalar_one()
        return len(self.emulator.world.updates), waiting, unsent

    # --- what people do ---

    async def types(self, *words: str, who: int = 77) -> None:
        """Somebody types on Telegram; Telegram keeps it until it is taken."""
        for one in words:
            await self.emulator.person(who).say(one, date=int(self.now.timestamp()))
        await self.do(self._rest)

    async def sends(self, kind: str) -> None:
        """The patient sends something that is no text."""
        await self.person.send(kind)
        self.emulator.world.updates[-1]["message"]["date"] = int(self.now.timestamp())
        await self.do(self._rest)

    async def is_called(self, words: str) -> None:
        """Telegram calls our own address with a message, again until it is answered with 200."""
        number = self.emulator.world.next_update_id()
        message = self.person._message({"text": words}, int(self.now.timestamp()))
        body = httpx.Request("POST", "http://x", json={"update_id": number, "message": message}).content
        given = {"X-Telegram-Bot-Api-Secret-Token": HOOK_WORD, "Content-Type": "application/json"}

        async def call():
            return await self.hook.handle_webhook(given, body) == 200

        await self.do(call)

    async def writes(self, words: str = "", button: str = "") -> None:
        """The patient writes on the page, or presses; the form is sent again until it is taken."""
        name, kind = f"page-{next(self.numbers)}", "press" if button else "text"

        async def send():
            event = Inbound("web", "browser", name, kind, self.now, text=words, button=button)
            return (await self.app.intake.receive(event)).stored

        await self.do(send)

    async def goes_on_here(self) -> None:
        """The conversation is shown on the page as well."""

        async def bind():
            async with self.app.services.store.begin() as unit:
                talk = await unit.conversations.find("telegram", "77")
                await unit.conversations.bind(talk, "web", "browser", self.now)

        await self.do(bind)

    async def types_the_code(self) -> None:
        """The patient types the newest code; where none came, asks for another."""
        while (code := await self._code()) is None:
            await self.presses("Send a new code")
        await self.writes(code)

    async def _code(self) -> str | None:
        async with self.app.services.store.look() as unit:
            mails = await unit.mails.list(1)
        found = re.search(r"\b\d{8}\b", mails[0].text) if mails else None
        return found and found.group(0)

    async def presses(self, label: str) -> None:
        """The patient presses a button of the last reply on the page."""
        async with self.app.services.store.look() as unit:
            talk = await unit.conversations.find("web", "browser")
            last = await unit.entries.last_reply(talk)
        await self.writes(button=next(button.id for button in last.buttons if button.label == label))

    async def staff_do(self, verb: str, words: str = "") -> None:
        """Staff do something with the visit that was asked for; a form that was sent before changes nothing."""

        async def deed():
            await self._sam()
            item = next(one for one in await self.items() if one.kind.value == "appointment")
            try:
                await self.app.desk.act(SAM, item.ref, verb, words, key=f"{verb}-once")
            except DeskError:
                assert item.assignee == SAM.name  # It was done the first time.

        await self.do(deed)

    async def _sam(self) -> None:
        async with self.app.services.store.begin() as unit:
            if await unit.staff.by_name("sam") is None:
                await unit.staff.put(Staff(id=SAM.id, name=SAM.name, role="lead", password_phc="", active=True))

    async def items(self):
        """Every request before staff."""
        async with self.app.services.store.look() as unit:
            return await unit.queue.list(limit=100)

    async def waits(self, **span: float) -> None:
        """Time passes, and the timers do what is due."""
        self.now += timedelta(**span)

        async def tick():
            await self.app.jobs.tick()
            await self.app.jobs.checkpoint()
            await self.app.jobs.tidy()

        await self.do(tick)

    def striking(self):
        """The points do what was planned while the block runs."""
        return struck(self.strikes)


def url_of(place) -> str:
    """How a database is named in the settings: a SQLite file of its own place is not named at all."""
    return "" if place.url.startswith("sqlite") else place.url


def settings_for(url: str, folder) -> Settings:
    """The settings of a practice in a place of its own."""
    return Settings(
        var=folder,
        database_url=url,
        telegram_token=Secret(TOKEN),
        telegram_webhook_secret=Secret(HOOK_WORD),
    )
