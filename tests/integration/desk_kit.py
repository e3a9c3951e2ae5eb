"""A desk over a real store, for tests of what staff do: an application without channels, and people at the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.bootstrap import Application, build
from bot.store import Staff
from bot.views import StaffView
from nlu.understanding import Understanding
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
    from bot.settings import Settings

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
