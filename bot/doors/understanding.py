"""`frontdoor understand`: name, slots, doubts and screening of each text."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.doors.lines import text_of
from bot.doors.screening import by_both
from bot.flows.answers import read_slots
from nlu.client import LanguageChild
from nlu.entities import Lexicon
from policies.triage import RedFlags, screen


class UnderstandDoor:
    """Answers one line: `{"id", "text", "lang"?, "asked"?}`."""

    def __init__(self, child: LanguageChild, lexicon: Lexicon, rules: RedFlags, now: datetime) -> None:
        self.child = child
        self.lexicon = lexicon
        self.rules = rules
        self.now = now

    async def __call__(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read one text. Raises BadLine."""
        text = text_of(event)
        asked = event.get("asked")
        asked = asked if isinstance(asked, str) else None
        begun = time.perf_counter()
        heard = await self.child.read(text, str(event.get("lang", "en")), asked)
        read = read_slots(text[:4096], asked=asked, now=self.now, lexicon=self.lexicon, intent=heard.intent)
        found = by_both(text, screen(text, self.rules), heard)
        ms = round((time.perf_counter() - begun) * 1000, 3)
        return {
            "id": event.get("id"),
            "intent": heard.intent,
            "confidence": round(heard.confidence, 4),
            "slots": dict(read.slots),
            "spans": dict(read.spans),
            "doubts": dict(read.doubts),
            "disposition": found.disposition.value,
            "ms": ms,
        }
