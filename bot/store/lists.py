"""The short lists that every turn looks at and that hardly ever change, kept in memory: clinicians and pharmacies.

What this process changes counts from the moment it is saved; what another process imports, from the next `forget`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

R = TypeVar("R")


class Lists:
    """Lists by name, as they were last read."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}
        self._edition = 0

    async def get(self, name: str, read: Callable[[], Awaitable[R]]) -> R:
        """A list, read if it is not known. What was changed while it was read is not kept."""
        if name in self._kept:
            return cast("R", self._kept[name])
        edition, found = self._edition, await read()
        if edition == self._edition:
            self._kept[name] = found
        return found

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        self._edition += 1
        self._kept.clear()
