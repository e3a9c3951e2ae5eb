"""A person: here in the chat while the office is open, or by a call back. The phone number itself is always given first."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Enqueue, Say
from bot.flows import acting, parsing
from bot.flows.spec import Ask, Choice, Flow, Invalid, Slots, Value
from bot.steering import plain
from nlu.entities import scan
from nlu.understanding import JsonValue

HERE = frozenset("here chat online message type text write live".split())
PHONE = frozenset("phone call back telephone ring called cell mobile".split())


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


def how(text: str, facts: Facts, _known: Slots) -> Value:
    """In this chat, which somebody must be there for, or by phone."""
    said = set(plain(text).split())
    by_phone = bool(said & PHONE)
    if not by_phone and not said & HERE:
        raise Invalid("choose")
    if not by_phone and not facts.open_now:
        raise Invalid("closed")
    return "phone" if by_phone else "here"


def by_phone_when_closed(_known: Slots, facts: Facts) -> Value | None:
    """While the office is closed nobody is there to chat with."""
    return None if facts.open_now else "phone"


def both_ways(_known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The ways to a person that are open now."""
    here = (Choice("here", "callback.how.here"),) if facts.open_now else ()
    return (*here, Choice("phone", "callback.how.phone"))


def when(text: str, facts: Facts, known: Slots) -> Value:
    """When a call suits, in the patient's own words; a question or a plain yes tells no time."""
    said = str(parsing.short_text(text, facts, known))
    if facts.words.is_question(said) and not scan(said, facts.lexicon).of("date", "time", "day_part"):
        raise Invalid("empty")
    return said


def to_be_called(known: Slots, _facts: Facts) -> bool:
    """A call is wanted."""
    return known["how"] == "phone"


def hand_to_staff(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the call or the chat before staff, with the place in line as the queue has it."""
    me = facts.me.id if facts.me else None
    live = known["how"] == "here"
    priority = "now" if live else "today"
    item = Enqueue(facts.new_ref, "callback", priority, dict(known), me, me, "self", facts.level.name)
    place: dict[str, JsonValue] = {"ref": facts.new_ref, "place": facts.in_line + 1}
    sent = Say(f"callback.sent.{'live' if live else 'call'}", place, (Button("menu", "button.menu"),), both=True)
    return (item, sent, *acting.read_later(facts))


CALLBACK = Flow(
    name="callback",
    version=2,
    needs=Assurance.VERIFIED,
    sends=True,
    asks=(
        Ask(
            "how",
            how,
            choices=both_ways,
            fills=("how",),
            default=by_phone_when_closed,
            reasons=("choose", "closed"),
            rechecked=True,
        ),
        Ask(
            "callback_number",
            parsing.phone_number,
            when=to_be_called,
            private=True,
            fills=("callback_number", "phone"),
            default=number_on_file,
            reasons=parsing.PHONE_REASONS,
        ),
        Ask(
            "topic",
            parsing.reason,
            private=True,
            takes_any_text=True,
            reasons=parsing.TEXT_REASONS,
            mistaken_for=(*parsing.TOPICS_OF_OTHERS, "flow."),
        ),
        Ask(
            "when",
            when,
            when=to_be_called,
            private=True,
            choices=parts_of_day,
            takes_any_text=True,
            mistaken_for=("flow.appointment", "faq.message_hours", "faq.contact_support"),
            reasons=parsing.TEXT_REASONS,
        ),
    ),
    finish=hand_to_staff,
)
