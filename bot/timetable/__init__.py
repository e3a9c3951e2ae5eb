"""What is done again and again without anybody writing: one small port, and two ways behind it.

`embedded` keeps time within one process, `shared` over all processes on one PostgreSQL database. Neither decides anything: a
job looks in the store for what is due, so a beat that is lost or doubled loses and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

Job = Callable[[], Awaitable[object]]
"""Something to be done. It says itself when it failed, and never raises."""


class Timetable(Protocol):
    """Does jobs at their times. All are named before the start."""

    def every(self, name: str, every: timedelta, job: Job) -> None:
        """Do a job again and again: late rather than never, and never twice at the same time."""
        ...

    async def start(self) -> None:
        """Begin. Waits for nothing: a database that is away is asked again until it is there."""
        ...

    async def begin_anew(self) -> None:
        """The clock was set: do every job now, and count its pauses from here. Never raises."""
        ...

    async def stop(self) -> None:
        """Begin nothing more, within a second or two. What is under way is undone whole, and done after the next start."""
        ...
