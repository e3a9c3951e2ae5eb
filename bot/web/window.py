"""What one open chat page shows, and what it has to be told: new lines, or everything when what is private changed."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.views import Transcript

MARK = re.compile(r"(\d{1,12})(?:\.([A-Z]{1,12})\.(\d{1,9}))?\Z")
WHOLE_EVERY = 60.0
"""Seconds after which everything is looked at again: a private line may have to be hidden although nothing was said."""

Around = tuple[int, str, int, str | None, tuple[tuple[int, datetime], ...]]
"""What stands around the lines: guidance, who has the word, what waits, the language, and which lines staff have read."""
Fetch = Callable[[int], Awaitable[Transcript]]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a page is: the last line it has, and which private lines it was allowed to show."""

    last: int
    level: str = ""
    hidden: int = 0

    def __str__(self) -> str:
        return f"{self.last}.{self.level}.{self.hidden}"


def read_mark(text: str) -> Mark:
    """The mark a browser sent back; anything else counts as having nothing."""
    found = MARK.match(text)
    if found is None:
        return Mark(0)
    return Mark(int(found[1]), found[2] or "", int(found[3] or 0))


def mark_of(transcript: Transcript) -> Mark:
    """The mark of a page that shows the whole transcript."""
    return Mark(transcript.last, transcript.level, sum(entry.hidden for entry in transcript.entries))


@dataclass(frozen=True, slots=True)
class News:
    """What a page has to be told. `reset` says that `transcript` is everything and replaces what stands there."""

    transcript: Transcript
    mark: Mark
    reset: bool


class Watch:
    """Follows one conversation for one open page."""

    def __init__(self, fetch: Fetch, mark: Mark) -> None:
        self._fetch = fetch
        self._mark = mark
        self._around: Around | None = None
        self._alarm = 0
        self._whole_at = float("-inf")

    async def news(self) -> News | None:
        """What is new since the last look, or None."""
        if time.monotonic() - self._whole_at > WHOLE_EVERY:
            return await self._whole()
        # The pinned guidance is asked for again with every look, so that it stays until it is really over.
        after = min(self._mark.last, self._alarm - 1) if self._alarm else self._mark.last
        transcript = await self._fetch(after)
        if transcript.level != self._mark.level:
            return await self._whole()
        fresh = tuple(entry for entry in transcript.entries if entry.seq > self._mark.last)
        hidden = self._mark.hidden + sum(entry.hidden for entry in fresh)
        return self._told(
            transcript, Mark(max(transcript.last, self._mark.last), transcript.level, hidden), reset=False
        )

    async def _whole(self) -> News | None:
        self._whole_at = time.monotonic()
        transcript, old = await self._fetch(0), self._mark
        now = mark_of(transcript)
        before = sum(entry.hidden for entry in transcript.entries if entry.seq <= old.last)
        reset = old.last > now.last or (old.last > 0 and (old.level, old.hidden) != (now.level, before))
        return self._told(transcript, now, reset=reset)

    def _told(self, transcript: Transcript, now: Mark, *, reset: bool) -> News | None:
        alarm = transcript.alarm.seq if transcript.alarm else 0
        around, old = (alarm, transcript.speaker, transcript.waiting, transcript.lang, transcript.seen), self._mark
        same = not reset and now == old and around == self._around
        self._mark, self._around, self._alarm = now, around, alarm
        if same:
            return None
        entries = transcript.entries if reset else tuple(entry for entry in transcript.entries if entry.seq > old.last)
        shown = replace(transcript, entries=entries, last=now.last)
        return News(shown, now, reset)
