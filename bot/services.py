"""What the shell works with, built once by `bot/bootstrap.py` and handed around as one record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from bot.ahead import ReadAhead
from bot.channels.base import Rendered, Transport
from bot.content import Content
from bot.passwords import Passwords
from bot.pieces import Fault
from bot.portal.embedded import EmbeddedPortal
from bot.portal.gateway import PortalGateway
from bot.signals import Signals
from bot.store import Store, Unit
from nlu.entities import Lexicon
from nlu.understanding import Reader
from policies import limits
from policies.init_data import LaunchKey
from policies.triage import RedFlags

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""
CheckContent = Callable[[Path, date, Mapping[str, str]], tuple[Fault, ...]]
"""Checks a folder of content as of a day; the words somebody is writing, by where findings about them lie."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which revision of the practice's own content is in use; 0 is what the product brought. `broken` cannot be used."""

    number: int = 0
    mark: str = ""
    broken: int = 0


def unchecked(_folder: Path, _today: date, _words: Mapping[str, str]) -> tuple[Fault, ...]:
    """Where nothing can be checked, nothing is published."""
    return (Fault("unchecked"),)


class TakesAlong(Protocol):
    """Takes what a unit of work puts before the sender, to be sent as soon as the unit is saved."""

    async def take(self, unit: Unit) -> bool:
        """Take what can go at once. True when something is left for the sender to find by itself."""
        ...


class LeavesAll:
    """Where nothing sends, all is left."""

    async def take(self, unit: Unit) -> bool:
        """True when the unit has put in anything."""
        return bool(unit.outbox.lanes)


@asynccontextmanager
async def leaves_all() -> AsyncIterator[TakesAlong]:
    """Stands around a unit of work, and takes nothing along."""
    yield LeavesAll()


@dataclass(slots=True)
class Services:
    """The parts of one running practice."""

    store: Store
    content: Content
    red_flags: RedFlags
    reader: Reader
    lexicon: Lexicon
    clock: Clock
    base_url: str
    random_below: Callable[[int], int]  # a secure random number below its argument
    portal: PortalGateway = field(default_factory=EmbeddedPortal)
    common_passwords: frozenset[str] = frozenset()  # pieces that many people make passwords of
    passwords: Passwords = field(default_factory=Passwords)
    signals: Signals = field(default_factory=Signals)
    ahead: ReadAhead = field(default_factory=ReadAhead)
    along: Callable[[], AbstractAsyncContextManager[TakesAlong]] = leaves_all
    """Stands around a unit that sends something."""
    witness: Callable[[str, Rendered], None] = lambda _address, _reply: None  # told of every reply put on a web window
    transports: dict[str, Transport] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)  # channels that open our page inside themselves, and its address
    launch_key: LaunchKey | None = None  # what such a channel's word on who opened it is checked with
    factor_required: bool = True  # whether staff need a second factor
    held: timedelta = limits.REPLY_HELD
    """How long a reply of staff waits for second thoughts; none where the clock stands."""
    by_day: bool = (
        True  # whether what nobody asked for waits for the morning; a test that runs around the clock is told at once
    )
    paced: bool = True  # whether a flood is turned away; where the clock stands, all is one minute
    data: Path = Path()  # the content as the product brought it, which the practice's own is laid over
    check_content: CheckContent = unchecked
    edition: Edition = Edition()

    def local_now(self) -> datetime:
        """The time now in the practice's zone."""
        return self.clock().astimezone(self.content.practice.zone)

    def midnight(self, day: date) -> datetime:
        """When a day of the practice begins."""
        return datetime.combine(day, time(0), tzinfo=self.content.practice.zone)
