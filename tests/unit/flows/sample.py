"""A flow that uses everything the engine knows: conditions, defaults, hints, choices, an effect to wait for."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation import Facts, FlowState
from bot.effects import Effect, Enqueue, Say, TryCode
from bot.flows.spec import Ask, Choice, Flow, Invalid, Slots, Value

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("America/New_York"))
FACTS = Facts(now=NOW, lexicon=None, new_ref="T-1")


def a_word(text: str, _facts: Facts, _known: Slots) -> Value:
    """One word."""
    if not text.strip():
        raise Invalid("empty")
    if " " in text.strip():
        raise Invalid("one_at_a_time", said=text)
    return text.strip()


def whole_days(text: str, _facts: Facts, _known: Slots) -> Value:
    """A whole number."""
    if not text.strip().isdecimal():
        raise Invalid("number")
    try:
        return int(text)
    except ValueError:
        raise Invalid("number") from None


def yes_or_no(text: str, _facts: Facts, _known: Slots) -> Value:
    """Yes or no."""
    if text not in ("yes", "no"):
        raise Invalid("yes_or_no")
    return text == "yes"


def running_out(known: Slots, _facts: Facts) -> bool:
    """Two days or fewer are left."""
    return int(known["days"]) <= 2


def at_home(_known: Slots, _facts: Facts) -> Value:
    """Known without asking."""
    return "home"


def shops(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Two buttons."""
    return (Choice("CVS"), Choice("other", "trial.shop.other"))


def send(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """One item, and the receipt."""
    return (Enqueue(facts.new_ref, "trial", "routine", dict(known)), Say("trial.sent", {"ref": facts.new_ref}))


TRIAL = Flow(
    name="trial",
    version=1,
    asks=(
        Ask("medicine", a_word, fills=("medicine",), private=True, reasons=("empty", "one_at_a_time")),
        Ask("days", whole_days, fills=("days",), reasons=("number",)),
        Ask("missed", yes_or_no, when=running_out, reasons=("yes_or_no",)),
        Ask("shop", a_word, choices=shops, fills=("shop",), reasons=("empty", "one_at_a_time")),
        Ask("place", a_word, default=at_home, reasons=("empty", "one_at_a_time")),
    ),
    finish=send,
)


def never_said(_text: str, _facts: Facts, _known: Slots) -> Value:
    """No words bring this."""
    raise AssertionError("words were taken for what an effect brings")


def look_up(known: Slots, _facts: Facts) -> tuple[Effect, ...]:
    """Ask the shell for what is awaited, then for the proof."""
    return (TryCode(str(known.get("ticket", "")), str(known.get("code", ""))),)


WAITING_ROOM = Flow(
    name="room",
    version=1,
    review=False,
    asks=(
        Ask("name", a_word, reasons=("empty", "one_at_a_time")),
        Ask("ticket", never_said, awaited=True),
        Ask("code", whole_days, reasons=("number", "wrong")),
        Ask("proof", never_said, awaited=True),
    ),
    finish=look_up,
)


def new(flow: Flow = TRIAL, **heard: Value) -> FlowState:
    """A flow just begun, with what the first message said."""
    return FlowState(flow.name, flow.version, 1, heard=heard)


def stored(state: FlowState) -> FlowState:
    """The state after it was written down and read again, as happens at every turn."""
    raw = json.loads(json.dumps(asdict(state)))
    return FlowState(**{**raw, "bare": tuple(raw["bare"])})
