"""What a rehearsal puts in place of the world: a clock that stands, and channels that write down what they would send."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from bot.channels.base import Rendered, RenderedButton
from policies.disclosure import is_private


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        """The time it was put to."""
        return self.now


@dataclasses.dataclass(slots=True)
class Seen:
    """What was shown since the last event, and the buttons that can be pressed."""

    replies: list[tuple[str, str, Rendered]] = dataclasses.field(default_factory=list)
    buttons: dict[str, dict[str, RenderedButton]] = dataclasses.field(default_factory=dict)

    def show(self, channel: str, address: str, reply: Rendered) -> None:
        """Write one reply down."""
        self.replies.append((channel, address, reply))
        known = self.buttons.setdefault(address, {})
        for button in reply.buttons:
            known[button.id] = button
            known[button.label.casefold()] = button


class Recorder:
    """A transport that delivers into the record."""

    def __init__(self, name: str, seen: Seen) -> None:
        self.name = name
        self.private = is_private(name)
        self.seen = seen

    async def send(self, address: str, reply: Rendered) -> str:
        """Write it down."""
        self.seen.show(self.name, address, reply)
        return f"{self.name}:{len(self.seen.replies)}"


def shown_button(button: RenderedButton) -> dict[str, str]:
    """A button as a line of output shows it."""
    shown = {"id": button.id, "label": button.label}
    return {**shown, "link": button.link} if button.link else shown
