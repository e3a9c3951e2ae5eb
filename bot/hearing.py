"""One event as the core hears it: what the rules and the second reader make of it, and what its words surely say."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.ahead import READ_LENGTH
from bot.channels.base import MAX_TEXT, Inbound
from bot.conversation import Conversation, Facts
from bot.dialogue import Heard
from bot.dialogue.open_flow import open_ask
from bot.flows.answers import accounts, read_slots
from bot.flows.answers.bareness import CODES, is_bare, is_code
from bot.store import InboxRow
from nlu.understanding import Understanding
from policies import limits
from policies.triage import Disposition, Finding, RedFlags, Screening, is_brief, screen, summed_up, unite

log = structlog.get_logger("frontdoor.turn")

LOST = ("ask:path", "ask:username", "ask:token")
"""Questions at which *I don't know either of them* is an answer like any other."""


def open_slot(talk: Conversation, facts: Facts) -> str | None:
    """The question that is open, as the readers know it."""
    ask = open_ask(talk, facts)
    return f"ask:{ask.slot}" if ask else None


def screening_of(row: InboxRow, rules: RedFlags) -> Screening:
    """What the rules find in an event. What its guidance went out for already is firm: it is not taken back a moment later."""
    try:
        found = screen(row.event.screened, rules)
    except Exception as error:  # noqa: BLE001  # whatever it is, the event must still be answered
        log.critical("turn.screening_failed", error=error)
        found = Screening(Disposition(row.disposition), row.rule, ())
    if not row.guided:
        return found
    level = Disposition(row.disposition)
    return summed_up((Finding(row.rule or level.value, level, firm=True), *found.findings))


def hear(row: InboxRow, found: Screening, understood: Understanding, facts: Facts, asked: str | None) -> Heard:
    """One event as the core hears it: what the rules found is joined with what the second reader makes of it."""
    event = row.event
    danger = danger_of(event.text, understood, facts, asked)
    reads = event.kind in ("text", "edit") and bool(event.text.strip())
    text = event.text[:READ_LENGTH]
    slots = heard_slots(text, understood, facts, asked) if reads else {}
    return Heard(
        kind=event.kind,
        text=event.text,
        button=event.button,
        media=event.media,
        screening=unite(found, danger, brief=is_brief(event.screened)),
        danger=danger,
        understanding=understood,
        slots=slots,
        late=_late(event, facts.now),
        cut=len(event.text) >= MAX_TEXT,
    )


def danger_of(text: str, understood: Understanding, facts: Facts, asked: str | None) -> dict[Disposition, float]:
    """The second reader's word on danger, which is *none* for words that can hold none that only a reader could see.

    Such are the very words of the way on (*this is not an emergency*), and an answer that is nothing but the name, the day
    or the number that was asked for. What a rule finds firmly stands all the same.
    """
    told = asked is not None and (is_bare(text, facts.lexicon) or asked in CODES and is_code(text))
    told = told or asked in LOST and accounts.is_unknown(text)
    if told or facts.words.means(text) == "go_on":
        return {Disposition.EMERGENCY: 0.0}
    return {Disposition(level): sure for level, sure in understood.danger.items()}


def heard_slots(text: str, understood: Understanding, facts: Facts, asked: str | None) -> dict[str, str]:
    """What the words surely say beyond their intent, by slot; days and times together as one wish under `when`."""
    reading = read_slots(text, asked=asked, now=facts.now, lexicon=facts.lexicon, intent=understood.intent)
    sure = {slot: value for slot, value in reading.slots.items() if slot not in reading.doubts}
    return {**sure, **({"when": reading.when} if reading.when else {})}


def _late(event: Inbound, now: datetime) -> timedelta | None:
    waited = now - (event.sent_at or event.at)
    return waited if waited > limits.LATE_AFTER else None
