"""When the office is open: the practice's own hours, and the day that was asked about."""

from __future__ import annotations

import json
from datetime import date

from bot.conversation import Conversation, Facts
from bot.dialogue import open_flow
from bot.dialogue.heard import Decision, Heard
from bot.effects import Say
from bot.flows.answers import read_slots


def hours(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Tell the hours, and whether the office is open on the day that was named; the open question follows."""
    return open_flow.resume(talk, facts, (_about(heard.text, facts),))


def _about(text: str, facts: Facts) -> Say:
    day = _day(text, facts)
    if day is not None and not facts.is_open_day(day):
        return Say("hours.closed_day", {"day": day.isoformat()})
    if day is not None and day != facts.now.date():
        return Say("hours.open_day", {"day": day.isoformat()})
    if facts.open_now or facts.opens_next is None:
        return Say("hours.open")
    return Say("hours.closed", {"opens": facts.opens_next.isoformat()})


def _day(text: str, facts: Facts) -> date | None:
    """The one day that a question names."""
    wish = read_slots(text, asked="ask:when", now=facts.now, lexicon=facts.lexicon).when
    windows = json.loads(wish)["windows"] if wish else []
    days = {window["date"] for window in windows if "date" in window}
    return date.fromisoformat(days.pop()) if len(days) == 1 else None
