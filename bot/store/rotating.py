"""A new wrapping key: every key of a person or a conversation is wrapped by it, and the one before can be dropped.

What is sealed stays sealed as it was; only the few bytes around each key change. The practice goes on meanwhile: running
programs read the key file again when it was replaced, and whatever is not wrapped anew yet opens by the key before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.faults import Point, reach
from bot.store.errors import StoreError
from bot.store.store import Store
from bot.store.vault import KeyFileError, add_wrapping, drop_wrapping, need_keyring
from bot.store.work import PRACTICE

ACTOR = "operator"
SETTLED_AFTER = timedelta(hours=24)
"""So long after a new key was made no program wraps anything by the one before any more, however long it was held up."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How the keys stand: the number in use, since when each has been, and how many keys each wraps."""

    current: int
    since: Mapping[int, datetime | None]
    wraps: Mapping[int, int]

    @property
    def behind(self) -> int:
        """Keys that are wrapped by an earlier one still."""
        return sum(count for number, count in self.wraps.items() if number != self.current)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the number in use, how many keys it wrapped, and whether it finished an earlier one."""

    current: int
    keys: int
    resumed: bool


async def stand(store: Store, folder: Path) -> Stand:
    """How the keys stand. Raises StoreError."""
    with _said():
        keyring = need_keyring(folder)
    wraps = await store.keys.wrapped_by()
    return Stand(keyring.current, {number: keyring.since.get(number) for number in sorted(keyring.wrapping)}, wraps)


async def rotate(store: Store, folder: Path) -> Rotated:
    """Make a new wrapping key and have everything wrapped by it, or finish what was begun. May be cut off at any instant.

    Raises StoreError, with nothing lost: until the last key is done, both wrapping keys stand in the file.
    """
    resumed = (await stand(store, folder)).behind > 0
    with _said():
        keyring = need_keyring(folder) if resumed else add_wrapping(folder, store.clock())
    # The practice's own first: a start with a copy of the key file from before is refused from now on.
    done = await store.keys.rewrap(PRACTICE)
    reach(Point.ROTATES)
    last: tuple[str, int] | None = ("", 0)
    while last is not None:
        count, last = await store.keys.rewrap_behind(last)
        done += count
        reach(Point.ROTATES)
    await store.keys.sweep()
    async with store.begin() as unit:
        await unit.audit.append("keys.rotated", ACTOR, str(keyring.current), {"keys": done, "resumed": resumed})
    return Rotated(keyring.current, done, resumed)


async def retire(store: Store, folder: Path, number: int) -> None:
    """Take an earlier wrapping key out of the key file. Raises StoreError while anything is wrapped by it, or could be."""
    now, stands = store.clock(), await stand(store, folder)
    newest = stands.since.get(stands.current)
    if number not in stands.since or number == stands.current:
        raise StoreError(f"There is no earlier key number {number}: `frontdoor keys list` has their numbers.")
    if stands.wraps.get(number):
        raise StoreError(f"Key {number} still wraps {stands.wraps[number]} keys: run `frontdoor keys rotate` first.")
    if newest is None or now < newest + SETTLED_AFTER:
        raise StoreError(
            f"Key {stands.current} is not a day old: a program that was held up could still wrap something by key {number}. "
            "Try again tomorrow; nothing was changed."
        )
    async with store.begin() as unit:
        await unit.audit.append("keys.retired", ACTOR, str(number), {})
    with _said():
        drop_wrapping(folder, number)


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """What is wrong with the key file, as the store says it."""
    try:
        yield
    except KeyFileError as error:
        raise StoreError(str(error)) from None
