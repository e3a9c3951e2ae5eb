"""`frontdoor screen`: what screening makes of each text, both readers together."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from bot.doors.lines import text_of
from nlu.client import LanguageChild
from nlu.understanding import Understanding
from policies.triage import Disposition, RedFlags, Screening, is_brief, screen, unite

NONE = Screening(Disposition.NONE, None, ())


class ScreenDoor:
    """Answers one line: `{"id", "text", "lang"?}`."""

    def __init__(self, rules: RedFlags, child: LanguageChild) -> None:
        self.rules = rules
        self.child = child

    async def __call__(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Screen one text with both readers. Raises BadLine."""
        text = text_of(event)
        begun = time.perf_counter()
        found = screen(text, self.rules)
        if text.strip():
            heard = await self.child.read(text[:4096], str(event.get("lang", "en")))
            found = by_both(text, found, heard)
        ms = round((time.perf_counter() - begun) * 1000, 3)
        return {"id": event.get("id"), "disposition": found.disposition.value, "rule": found.rule, "ms": ms}


def by_both(text: str, found: Screening, heard: Understanding) -> Screening:
    """What both readers make of a text of which the rules have `found` something and the learned one has `heard` it all."""
    danger = {Disposition(name): sure for name, sure in heard.danger.items()}
    return unite(found, danger, brief=is_brief(text))
