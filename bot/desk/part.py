"""One concern of the desk."""

from __future__ import annotations

from bot.services import Services


class Part:
    """Works with what the practice has; the desk is made of such parts."""

    def __init__(self, services: Services) -> None:
        self.services = services
