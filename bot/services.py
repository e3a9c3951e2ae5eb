"""What the shell works with, built once by `bot/bootstrap.py` and handed around as one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import Rendered, Transport
from bot.content import Content
from bot.passwords import Passwords
from bot.portal.embedded import EmbeddedPortal
from bot.portal.gateway import PortalGateway
from bot.signals import Signals
from bot.store import Store
from nlu.entities import Lexicon
from nlu.understanding import Reader
from policies.init_data import LaunchKey
from policies.triage import RedFlags

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""


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
    witness: Callable[[str, Rendered], None] = lambda _address, _reply: None  # told of every reply put on a web window
    transports: dict[str, Transport] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)  # channels that open our page inside themselves, and its address
    launch_key: LaunchKey | None = None  # what such a channel's word on who opened it is checked with
    factor_required: bool = True  # whether staff need a second factor
    paced: bool = True  # whether a flood is turned away; where the clock stands, all is one minute

    def local_now(self) -> datetime:
        """The time now in the practice's zone."""
        return self.clock().astimezone(self.content.practice.zone)
