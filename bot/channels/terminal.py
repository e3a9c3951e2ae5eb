"""The terminal as a window: replies printed, buttons numbered. Private, since it is the practice's own machine."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from bot.channels.base import Rendered, RenderedButton

WIDTH = 78


class TerminalTransport:
    """Prints replies through `write` and remembers the buttons that can be pressed by number."""

    name = "terminal"
    private = True

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write
        self.offered: list[RenderedButton] = []
        self._count = 0

    async def send(self, address: str, reply: Rendered) -> str:
        """Print one reply."""
        del address
        self.write("")
        for line in reply.text.splitlines():
            self.write(textwrap.fill(line, WIDTH) if line else "")
        self.offered = list(reply.buttons) or self.offered
        if reply.buttons:
            self.write("  ".join(f"[{number}] {button.label}" for number, button in enumerate(reply.buttons, start=1)))
        self._count += 1
        return f"terminal:{self._count}"

    def pressed(self, text: str) -> str | None:
        """The id of the button whose number was typed, if any: `3` or `#3`."""
        number = text.strip().removeprefix("#")
        if number.isdecimal() and len(number) < 4 and 1 <= int(number) <= len(self.offered):
            return self.offered[int(number) - 1].id
        return None
