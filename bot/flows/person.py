"""A call back from a person: which number, when, what about. The phone number itself is always given first."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Enqueue, Say
from bot.flows import acting, parsing
from bot.flows.spec import Ask, Choice, Flow, Slots, Value


def number_on_file(_known: Slots, facts: Facts) -> Value | None:
    """The phone number on file."""
    return facts.me.phone if facts.me else None


def parts_of_day(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """When a call suits."""
    return (
        Choice("any time", "callback.when.any"),
        Choice("morning", "callback.when.morning"),
        Choice("afternoon", "callback.when.afternoon"),
    )


def hand_to_staff(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the call before staff."""
    me = facts.me.id if facts.me else None
    item = Enqueue(facts.new_ref, "callback", "today", dict(known), me, me, "self", facts.level.name)
    sent = Say("callback.sent", {"ref": facts.new_ref}, (Button("menu", "button.menu"),), both=True)
    return (item, sent, *acting.read_later(facts))


CALLBACK = Flow(
    name="callback",
    version=1,
    needs=Assurance.VERIFIED,
    asks=(
        Ask(
            "callback_number",
            parsing.phone_number,
            private=True,
            fills=("phone",),
            default=number_on_file,
            reasons=parsing.PHONE_REASONS,
        ),
        Ask("topic", parsing.reason, private=True, takes_any_text=True, reasons=parsing.TEXT_REASONS),
        Ask(
            "when",
            parsing.short_text,
            private=True,
            choices=parts_of_day,
            takes_any_text=True,
            reasons=parsing.TEXT_REASONS,
        ),
    ),
    finish=hand_to_staff,
)
