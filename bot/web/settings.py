"""What the pages need to know of the practice and of the machine they run on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Read once at start. `secure_cookies` belongs to every address but a local one tried without TLS."""

    base_url: str
    practice_name: str
    office_tel: str  # E.164, for links that call
    emergency_tel: str = "911"
    secure_cookies: bool = True
    demo_mailbox: bool = False
    zone: ZoneInfo = NEW_YORK
    embed_origins: tuple[str, ...] = ()  # sites of the practice that may show the chat in a frame
    clock: Callable[[], datetime] = utc_now
