"""A desk over a real store for tests of what staff are told: people, threads, and channels that do what a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.bootstrap import Application, build
from bot.channels.base import Rendered, TransportError
from bot.conversation import Identity, PatientId, Person
from bot.queue.item import Item, Kind
from bot.settings import Settings
from bot.store import Staff
from bot.views import ItemPage, StaffView, ThreadLine
from nlu.understanding import Understanding
from tests.integration.store_kit import EILEEN, Clock, Place, item

NORA = StaffView("s-nora", "Nora", "nurse", "", fresh=True)
FELIX = StaffView("s-felix", "Felix", "front_desk", "", fresh=True)
PETRA = StaffView("s-petra", "Petra", "portal_support", "", fresh=True)
LENA = StaffView("s-lena", "Lena", "lead", "", fresh=True)
ADAM = StaffView("s-adam", "Adam", "administrator", "", fresh=True)
STRANGER = StaffView("s-none", "Nobody", "cleaner", "", fresh=True)
EVERYBODY = (NORA, FELIX, PETRA, LENA, ADAM)
REF = "K7M-4RXC"
PAGE = "web-77"
CHAT = "77"


class Nobody:
    """A reader that is away."""

    async def read(self, text, lang="en", asked=None):
        return Understanding.unavailable()


class Wire:
    """A channel that raises what `trouble` holds, once for each send, and then sends."""

    private = False

    def __init__(self, name: str) -> None:
        self.name, self.sent, self.trouble = name, [], []

    async def send(self, address: str, reply: Rendered) -> str:
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append((address, reply))
        return str(len(self.sent))


@dataclass
class Desk:
    """One practice, with its clock and its wires."""

    app: Application
    clock: Clock
    telegram: Wire
    mail: Wire

    async def thread(self, ref: str, *, person: Person | None = EILEEN, page=True, chat=True, verified=False, **more):
        """A request of somebody who is seen on a page, in a chat, or both; taken by Nora."""
        now = self.clock()
        async with self.app.services.store.begin() as unit:
            if person:
                await unit.people.put_patient(person)
            talk = await unit.conversations.find_or_create("web", PAGE + ref, now)
            await unit.conversations.unbind("web", PAGE + ref) if not page else None
            if chat:
                await unit.conversations.bind(talk, "telegram", CHAT, now)
            who = person.id if person else None
            proven = Identity(who, now.isoformat(), now.isoformat()) if verified else Identity()
            await unit.conversations.save(replace(await unit.conversations.load(talk), identity=proven))
            base = {"kind": Kind.MESSAGE, "patient_id": who, "status": "open"} | more
            await unit.queue.add(made(talk, ref, **base))
            await unit.queue.take(ref, NORA.name, now)
        return talk

    async def reply(self, ref: str, text: str = "Please come on Thursday.", key: str = "") -> None:
        """Nora answers."""
        await self.app.desk.act(NORA, ref, "reply", text, key)
        await self.let_go(ref)

    async def let_go(self, ref: str) -> None:
        """What waits for second thoughts goes now; nothing else is sent."""
        async with self.app.services.store.look() as unit:
            held = await unit.queue.held_lines(ref)
        for seq in held:
            await self.app.services.transports["desk"].send(ref, Rendered(str(seq), ""))

    async def flush(self) -> None:
        """Send whatever is due."""
        while await self.app.outbox.flush():
            pass

    async def page(self, ref: str) -> ItemPage:
        """The page of a request, as a lead sees it."""
        return await self.app.desk.item(LENA, ref)

    async def answer(self, ref: str, number: int = -1) -> ThreadLine:
        """One answer of staff, with what became of it."""
        return [line for line in (await self.page(ref)).thread if line.author == "staff"][number]

    async def steps(self, ref: str, number: int = -1) -> list[tuple[str, str, str]]:
        """What became of an answer: step, way, reason."""
        return [(one.step.value, one.way, one.reason) for one in (await self.answer(ref, number)).told]

    async def tasks(self) -> list[Item]:
        """Everybody who is to be phoned."""
        async with self.app.services.store.look() as unit:
            return [one for one in await unit.queue.list(limit=1000) if one.kind is Kind.CALLBACK]

    async def audited(self, event: str) -> list[tuple[str, str]]:
        """Who did this to what, by the audit."""
        async with self.app.services.store.begin() as unit:
            return [(one.actor, one.subject) for one in await unit.audit.list(1000) if one.event == event]


def made(talk: str, ref: str, **changes: object) -> Item:
    """One request."""
    changes.pop("status", None)
    return item(talk, ref, **changes)


@asynccontextmanager
async def practice(place: Place, folder: Path, clock: Clock | None = None) -> AsyncIterator[Desk]:
    """An application over one of the databases, with everybody signed up and nothing running by itself."""
    url = "" if place.url.startswith("sqlite") else place.url
    clock = clock or Clock()
    app = await build(Settings(var=folder, database_url=url), reader=Nobody(), clock=clock)
    desk = Desk(app, clock, Wire("telegram"), Wire("mail"))
    app.services.transports |= {"telegram": desk.telegram, "mail": desk.mail}
    async with app.services.store.begin() as unit:
        for one in EVERYBODY:
            await unit.staff.put(Staff(one.id, one.name, one.role, "", active=True))
    try:
        yield desk
    finally:
        await app.services.store.close()


NAMELESS = replace(EILEEN, id=PatientId("N-1"), email=None)
"""A patient of whom no e-mail address is on file."""
BLOCKED = TransportError("blocked", permanent=True)
DEAD = TransportError("recipient_refused", permanent=True)


async def looks(desk: Desk, ref: str = REF) -> None:
    """The patient's page shows the whole transcript."""
    await desk.app.office.looked_at("web", PAGE + ref, tuple(range(1, 200)))
