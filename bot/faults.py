"""The named points at which a program can be cut off so that it matters, for tests that cut it off there.

The program passes each point by a call that does nothing unless a test has put something there. Nothing in the environment
can: a practice that runs has no such switch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from enum import StrEnum


class Point(StrEnum):
    """One point of the way, by what has just been done there and what has not."""

    COMMITS = "store.commits"  # everything of a unit is written, nothing of it is saved
    COMMITTED = "store.committed"  # saved, and nobody has been told yet
    KEPT = "intake.kept"  # an event is in the inbox and not acknowledged
    GUIDES = "intake.guides"  # a red flag was seen, its guidance not sent
    GUIDED = "intake.guided"  # guidance was sent, its event not kept
    SETTLED = "polling.settled"  # a batch is kept, the offset not moved
    MOVED = "polling.moved"  # the offset is moved, Telegram not told
    HOOKED = "webhook.kept"  # a call of Telegram's is kept, its answer not given
    DECIDED = "turn.decided"  # a turn has done all its effects, its event still waits
    TAKEN = "outbox.taken"  # a row is marked as being sent, nothing is sent
    SENT = "outbox.sent"  # it was sent, and that is not written down
    MAILS = "mails.middle"  # a mail is on its way to where it is kept or sent
    KEYED = "keys.made"  # a new key is kept, nothing is sealed with it
    DOOMED = "words.doomed"  # words are deleted, their key is not destroyed
    DESTROYED = "words.destroyed"  # a key is destroyed, and still stands on the list
    TIDIES = "tidy.middle"  # some of what has served its purpose is dropped
    MIGRATES = "migration.middle"  # some steps of a migration are done
    ROTATES = "keys.rotates"  # the key file has a new key, and only some keys of people are wrapped by it
    BACKS_UP = "backup.middle"  # the copy is written, and does not yet stand where backups are looked for
    RESTORES = "restore.middle"  # the copy is beside the database, and not yet in its place
    SIGNS = "audit.signs"  # the head of the audit is saved, its checkpoint not signed
    TICKS = "jobs.ticks"  # a timer has done its work in a conversation, nothing of it is saved


Hook = Callable[[Point], None]


class _Place:
    """Where a test puts what is to happen."""

    hook: Hook | None = None


def reach(point: Point) -> None:
    """Pass a point. Does nothing in a running practice."""
    if _Place.hook is not None:
        _Place.hook(point)


@contextlib.contextmanager
def struck(hook: Hook) -> Iterator[None]:
    """Call `hook` at every point while the block runs; what it raises is raised there."""
    before, _Place.hook = _Place.hook, hook
    try:
        yield
    finally:
        _Place.hook = before
