"""What words say for a task beyond their wish: the slots of the reading, and what only that task would look for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.conversation import Facts
from bot.flows import persons
from bot.flows.acting import SAID
from bot.flows.answers import AnswerContext, besides, read_slots
from bot.flows.spec import Value
from bot.steering import plain
from nlu.entities import fold, scan

LONGEST = 600
Hints = dict[str, Value]


def hints(text: str, flow: str, facts: Facts, slots: Mapping[str, Value]) -> Hints:
    """Everything that `text` says for the task `flow`; `slots` is what was read of it with the open question in view."""
    said = read_slots(text, asked=None, now=facts.now, lexicon=facts.lexicon, intent=f"flow.{flow}")
    found: Hints = {**said.slots, **({"when": said.when} if said.when else {}), **slots}
    own = _OF_FLOW.get(flow)
    found |= own(text, facts, found) if own else {}
    return {**found, SAID: text[:LONGEST]}


def _appointment(text: str, facts: Facts, found: Hints) -> Hints:
    task = facts.words.visit_task(text)
    _reason_apart_from_whom(text, facts, found)
    anyone = {"provider": "anyone"} if "provider" not in found and besides.anyone_in(text) else {}
    told = {"visit_type": besides.visit_type_in(text), "contact": besides.contact_in(text, found)}
    booked = besides.booked_in(text, facts.lexicon) if task != "new" else None
    later = week_after_visit(text, facts) if task == "move" else None
    told |= {"when": later} if later else {}
    extra = {**told, "booked": booked, **anyone}
    return {"task": task, **{name: value for name, value in extra.items() if value is not None}}


def _refill(text: str, facts: Facts, found: Hints) -> Hints:
    context = AnswerContext(now=facts.now, lexicon=facts.lexicon)
    told = {
        "pharmacy": _store(text, facts, found),
        "quantity": found.get("quantity", besides.amount_in(text)),
        "days_left": besides.days_left_in(text, context),
        "missed_dose": besides.missed_in(text),
        "purpose": besides.purpose_in(text, facts.lexicon),
    }
    if "medication" in found and (others := besides.medicines_beside(text, facts.lexicon)):
        told["medication"] = f"{found['medication']}{others}"
    return {name: value for name, value in told.items() if value is not None}


def _reason_apart_from_whom(text: str, facts: Facts, found: Hints) -> None:
    """*For Kim, for a cough*: what says for whom is taken out before the reason is read."""
    rest = persons.without_whom(text, facts)
    if rest == text or "reason" not in found:
        return
    again = read_slots(rest, asked=None, now=facts.now, lexicon=facts.lexicon, intent="flow.appointment").slots
    del found["reason"]
    found |= {"reason": again["reason"]} if "reason" in again else {}


def _store(text: str, facts: Facts, found: Hints) -> str | None:
    """A pharmacy of the directory that is named without its town, or in small letters."""
    said = f" {plain(fold(text))} "
    for name in facts.pharmacies if "pharmacy" not in found else ():
        words = plain(fold(name)).split()
        short = next(
            (" ".join(words[:n]) for n in range(len(words), 1, -1) if f" {' '.join(words[:n])} " in said), None
        )
        if short:
            return short
    return None


def _message(text: str, _facts: Facts, found: Hints) -> Hints:
    told = {"topic": besides.topic_in(text), "body": besides.letter_in(text)}
    told["topic"] = told["topic"] or ("care" if told["body"] else None)
    team = {"recipient": "team"} if "provider" not in found and besides.team_in(text) else {}
    return {**{name: value for name, value in told.items() if value is not None}, **team}


_OF_FLOW: Mapping[str, Callable[[str, Facts, Hints], Hints]] = {
    "appointment": _appointment,
    "refill": _refill,
    "secure_message": _message,
}

NOT_IN_A_STORY = frozenset({"contact", "visit_type", "provider"})
"""What may be taken out of free words too; a day in them may belong to the story that they tell."""
MOSTLY = 0.5


def trailing_times(text: str, facts: Facts) -> Hints:
    """Days and hours that end a free answer as a part of their own (*my knee, Tuesday morning*)."""
    last = re.split(r"[,;.\n]| - ", text.strip().rstrip(".!"))[-1]
    reading = scan(last, facts.lexicon)
    told = sum(mention.end - mention.first for mention in reading.of("date", "time", "day_part"))
    if last == text.strip() or not reading.tokens or told < MOSTLY * len(reading.tokens):
        return {}
    said = read_slots(last, asked="ask:when", now=facts.now, lexicon=facts.lexicon)
    return {"when": said.when} if said.when else {}


def week_after_visit(text: str, facts: Facts) -> str | None:
    """*To the following week*, counted from the booked visit that the message names."""
    found = _FOLLOWING.search(text)
    if found is None:
        return None
    before = read_slots(text[: found.start()], asked="ask:when", now=facts.now, lexicon=facts.lexicon).slots.get("date")
    if before is None:
        return None
    visit = date.fromisoformat(before)
    monday = visit + timedelta(days=7 - visit.weekday())
    window = {"from": monday.isoformat(), "to": (monday + timedelta(days=4)).isoformat()}
    return json.dumps({"v": 1, "said": found.group(), "windows": [window]})


_FOLLOWING = re.compile(r"\b(?:the )?(?:following week|week after(?: that)?|week later)\b", re.IGNORECASE)
