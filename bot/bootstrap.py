"""The only place where objects are built and wired."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from bot.channels.base import Transport
from bot.channels.mail import DemoMail, DemoNowhere, Nowhere, SmtpMail
from bot.channels.telegram_render import is_public
from bot.checks.edits import check_edit
from bot.content import Content
from bot.content.common_passwords import load_common_passwords
from bot.content.lexicon import load_lexicon
from bot.content.triage import load_red_flags
from bot.desk import StaffDesk
from bot.desk.holding import HeldReplies
from bot.intake import Intake
from bot.jobs import Jobs
from bot.office import FrontOffice
from bot.outbox import Outbox
from bot.portal.embedded import EmbeddedPortal
from bot.portal.handoff import HandoffPortal
from bot.publishing import Publishing
from bot.services import Services
from bot.settings import Settings
from bot.store import Store
from bot.timetable import Timetable
from bot.turn import Turns
from bot.web.app import Webhook
from bot.worker import Worker
from nlu.client import LanguageChild
from nlu.understanding import Reader
from policies.init_data import launch_key
from policies.sign_in import needs_factor


class Channel(Protocol):
    """A channel that has something of its own to start and stop."""

    async def start(self) -> None:
        """Begin."""
        ...

    async def stop(self) -> None:
        """Take nothing new."""
        ...

    async def close(self) -> None:
        """Let go of what it sends with."""
        ...


DRAIN = 8.0
"""Seconds for what is under way when the program is told to stop: whoever stops services waits ten and then kills."""


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Application:
    """One running practice."""

    settings: Settings
    services: Services
    intake: Intake
    turns: Turns
    worker: Worker
    outbox: Outbox
    office: FrontOffice
    desk: StaffDesk
    jobs: Jobs
    channels: list[Channel] = field(default_factory=list)

    async def start(self, *, timers: bool = True) -> None:
        """Begin to answer, with whatever a crash left waiting first."""
        await self.outbox.start()
        await self.worker.start()
        for channel in self.channels:
            await channel.start()
        if timers:
            await self.jobs.start()

    async def stop(self, seconds: float = DRAIN) -> None:
        """Take nothing new, finish what is in flight, close."""
        await self.drain(seconds)
        await self.close()

    async def drain(self, seconds: float = DRAIN) -> None:
        """Begin nothing more, and finish what is under way within so many seconds; what is left is done after the next start."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        stopping = [channel.stop() for channel in self.channels]
        await asyncio.gather(self.jobs.stop(), self.worker.stop(seconds * 0.75), *stopping)
        await self.outbox.stop(max(0.0, until - clock()))

    async def close(self) -> None:
        """Let go of the lines and of the database. Nothing is under way any more."""
        for channel in self.channels:
            await channel.close()  # Only now: the outbox was still sending over it.
        await self.services.store.close()


async def build(settings: Settings, *, reader: Reader, clock: Callable[[], datetime] = utc_now) -> Application:
    """Build one practice from its settings. Raises ContentError, StoreError or SettingsError with one sentence each."""
    content = Content.load(settings.data)
    store = await Store.open(settings.store_url, settings.keys_dir, clock=clock)
    services = Services(
        store=store,
        content=content,
        red_flags=load_red_flags(settings.data),
        reader=reader,
        lexicon=await practice_lexicon(store, settings.data),
        clock=clock,
        base_url=settings.base_url,
        random_below=secrets.randbelow,
        portal=HandoffPortal() if settings.portal == "handoff" else EmbeddedPortal(),
        common_passwords=load_common_passwords(settings.data),
        factor_required=await factor_required(settings, store),
        data=settings.data,
        check_content=check_edit,
    )
    await Publishing(services).refresh()
    services.transports |= {"desk": HeldReplies(services), **_mails(settings, store, clock)}
    intake, turns = Intake(services), Turns(services)
    worker = Worker(intake, turns)
    office = FrontOffice(services, intake, worker, demo_mailbox=not settings.smtp_host)
    jobs = Jobs(services, shared_timetable(store))
    return Application(settings, services, intake, turns, worker, Outbox(services), office, StaffDesk(services), jobs)


def shared_timetable(store: Store) -> Timetable | None:
    """Who keeps time for all processes on one database; nobody on SQLite, which has one, and loads nothing for it."""
    if not store.shared:
        return None
    from bot.timetable.shared import SharedTimetable  # noqa: PLC0415  # not loaded by a practice on SQLite

    return SharedTimetable(store)


def _mails(settings: Settings, store: Store, clock: Callable[[], datetime]) -> dict[str, Transport]:
    """Where mail goes, and where mail that nobody gets goes at the same cost."""
    mail: Transport = SmtpMail(settings) if settings.smtp_host else DemoMail(store, clock)
    return {"mail": mail, "nowhere": Nowhere() if settings.smtp_host else DemoNowhere(store, clock)}


REAL_PEOPLE = "people_imported"
"""The note that people other than those of the demonstration were loaded."""


async def factor_required(settings: Settings, store: Store) -> bool:
    """Whether staff need a second factor: always, but in a demonstration that reaches nobody and holds nobody's data."""
    async with store.look() as unit:
        imported = await unit.notes.get(REAL_PEOPLE) is not None
    real = settings.connected or imported
    return needs_factor(setting=settings.staff_second_factor, demo=settings.demo, real=real)


async def practice_lexicon(store: Store, data: Path) -> Any:  # noqa: ANN401  # nlu.entities.Lexicon, built by its own loader
    """The words of this practice: its directory's names beside the general lists."""
    async with store.look() as unit:
        providers = [one.name for one in await unit.people.providers()]
        pharmacies = list(await unit.people.pharmacies())
    return load_lexicon(data, providers=providers, pharmacies=pharmacies)


PATIENT = 30.0
"""Seconds a door for checks waits for the language child: what it measures must not depend on how busy the machine is."""


def language_child(settings: Settings, model: Path, *, limit: float | None = None) -> LanguageChild:
    """The language child for a model; it starts when told to, and keywords answer until it is ready."""
    return LanguageChild(model, settings.data, limit=limit) if limit else LanguageChild(model, settings.data)


def add_telegram(application: Application) -> Webhook:
    """Serve Telegram as well; imported here so that a practice without a token never loads the library."""
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # not loaded by a practice without a token

    channel = TelegramChannel.build(application.settings, application.services, application.intake)
    services, settings = application.services, application.settings
    services.transports |= {"telegram": channel.transport, "telegram_down": channel.taking_down}
    services.launch_key = launch_key(settings.telegram_token.reveal())
    if is_public(app := f"{settings.base_url}/app"):
        services.apps["telegram"] = app  # Telegram opens pages inside itself from the open network only.
    application.channels.append(channel)
    return channel
