"""When a patient may be told of something they did not ask for at that moment: by which way, and not at night.

A notice says that something waits, never what. Who wrote STOP in a chat is not written to there, until START.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

from policies import limits

WAYS = MappingProxyType(
    {"both": ("telegram", "mail"), "telegram": ("telegram",), "mail": ("mail",), "none": ()},
)
"""What a patient may choose, and the ways that it leaves."""
STOP = frozenset({"stop", "stop all", "stopall", "unsubscribe"})
START = frozenset({"start", "unstop", "start again", "subscribe"})
"""The words that every message service takes for *no more* and *again*, whatever the language."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a patient wants to be told; without a word from them by every way there is, and not at night."""

    ways: str = "both"
    night: bool = False

    def takes(self, way: str) -> bool:
        """Whether the patient may be told by this way. One that cannot be chosen is not refused."""
        return way not in WAYS["both"] or way in WAYS.get(self.ways, ())

    def with_way(self, way: str) -> Wishes:
        """The same with one way more."""
        wanted = {*WAYS.get(self.ways, ()), way}
        return Wishes(next(name for name, some in WAYS.items() if set(some) == wanted), self.night)


def said(text: str) -> bool | None:
    """What a message that is nothing but STOP or START says: False for no more, True for again; None for any other."""
    word = " ".join(text.strip(" \t\n.!\"'").casefold().split())
    return False if word in STOP else True if word in START else None


def is_firm(text: str) -> bool:
    """Whether it is written in capitals throughout, as such a word is on posters; *stop* in a task leaves the task."""
    return text.strip() == text.strip().upper()


def is_quiet(now: datetime) -> bool:
    """Whether it is night by the practice's clock. `now` in the practice's zone."""
    return in_quiet(now.time(), limits.QUIET_FROM, limits.QUIET_UNTIL)


def in_quiet(at: time, begins: time, ends: time) -> bool:
    """Whether a time of day lies in a stretch that may go over midnight."""
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def first_moment(now: datetime, wishes: Wishes) -> datetime:
    """When somebody may be told: now, or once the night is over. `now` in the practice's zone."""
    if wishes.night or not is_quiet(now):
        return now
    day = now.date() + timedelta(days=1) if now.time() >= limits.QUIET_UNTIL else now.date()
    return datetime.combine(day, limits.QUIET_UNTIL, tzinfo=now.tzinfo)
