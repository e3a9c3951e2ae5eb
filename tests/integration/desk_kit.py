"""A desk over a real store, for tests of what staff do: an application without channels, and people at the desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.bootstrap import Application, build
from bot.doors.recording import Clock as StandingClock
from bot.doors.rehearse import Rehearsal
from bot.queue.item import Item
from bot.settings import Settings
from bot.store import Staff
from bot.views import StaffView
from nlu.understanding import Reader, Understanding
from policies import limits
from tests.functional.practice import AT, PEOPLE
from tests.integration.store_kit import Clock, Place

NORA = StaffView("s-nora", "Nora", "nurse", "")
FELIX = StaffView("s-felix", "Felix", "front_desk", "")
PETRA = StaffView("s-petra", "Petra", "portal_support", "")
LENA = StaffView("s-lena", "Lena", "lead", "")
PAUL = StaffView("s-paul", "Dr. Paul", "provider", "")
STRANGER = StaffView("s-none", "Nobody", "cleaner", "")
EVERYBODY = (NORA, FELIX, PETRA, LENA, PAUL)


class Nobody:
    """A reader that is away."""

    async def read(self, text, lang="en", asked=None):
        return Understanding.unavailable()


@asynccontextmanager
async def practice(place: Place, folder: Path, clock: Clock | None = None) -> AsyncIterator[Application]:
    """An application over one of the databases, with everybody signed up."""
    url = "" if place.url.startswith("sqlite") else place.url
    application = await build(Settings(var=folder, database_url=url), reader=Nobody(), clock=clock or Clock())
    async with application.services.store.begin() as unit:
        for one in EVERYBODY:
            await unit.staff.put(Staff(one.id, one.name, one.role, "", active=True))
    try:
        yield application
    finally:
        await application.services.store.close()


def hours(many: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=many)


class Chat:
    """A patient at the practice's own page, and the desk that answers them; the clock stands where it is put."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.code = ""

    @property
    def app(self) -> Application:
        """The application."""
        return self.rehearsal.app

    @property
    def desk(self):
        """The staff's side."""
        return self.app.desk

    async def says(self, text: str, **event: Any) -> Mapping[str, Any]:
        """The patient writes."""
        return await self._does({"say": text, **event})

    async def presses(self, label: str, **event: Any) -> Mapping[str, Any]:
        """The patient presses a button."""
        return await self._does({"press": label, **event})

    async def verifies(self, name: str = "Vega", dob: str = "8/12/1979", contact: str = "10549", **event: Any) -> None:
        """The patient proves who they are, where that is asked."""
        for words in (name, dob, contact):
            await self.says(words, **event)
        await self.says(self.code, **event)

    async def asks_for_a_visit(self) -> str:
        """A visit request, from the first word to the receipt; its reference."""
        for words in ("appointment",):
            await self.says(words)
        await self.verifies()
        for words in ("Dr. Patel", "my knee aches on stairs", "next Tuesday morning"):
            await self.says(words)
        return (await self.presses("Send"))["queue"][-1]["ref"]

    async def settles(self) -> list[str]:
        """What is due is sent; the keys of what the patient was told by it."""
        self.rehearsal.seen.replies.clear()
        await self.rehearsal._settle()
        return [reply.key for _, _, reply in self.rehearsal.seen.replies]

    async def waits(self, seconds: float) -> list[str]:
        """Time goes on, and what is due is sent."""
        self.rehearsal.clock.now += timedelta(seconds=seconds)
        return await self.settles()

    async def item(self, ref: str) -> Item:
        """An item as it is kept."""
        async with self.app.services.store.look() as unit:
            found = await unit.queue.get(ref)
        assert found is not None
        return found

    async def _does(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        result = await self.rehearsal(event)
        for mail in result["mail"]:
            found = re.search(r"\b(\d{8})\b", mail["text"])
            self.code = found.group(1) if found else self.code
        return result


@asynccontextmanager
async def chatting(place: Place, folder: Path, reader: Reader, channel: str = "web") -> AsyncIterator[Chat]:
    """A practice with the demo people on a Tuesday morning, where replies wait as long as they do in life."""
    url = "" if place.url.startswith("sqlite") else place.url
    settings = Settings(var=folder, database_url=url)
    rehearsal = Rehearsal(settings, reader, StandingClock(AT), channel)  # type: ignore[arg-type]  # any reader serves
    await rehearsal.open(PEOPLE)
    rehearsal.app.services.held = limits.REPLY_HELD
    async with rehearsal.app.services.store.begin() as unit:
        for one in EVERYBODY:
            await unit.staff.put(Staff(one.id, one.name, one.role, "", active=True))
    try:
        yield Chat(rehearsal)
    finally:
        await rehearsal.close()
