"""The task that is meant where the reading names something else: a name or a relation, or a *no* before it, stands in the words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation import Facts
from bot.dialogue.heard import Heard
from bot.dialogue.registry import BY_INTENT
from policies import reading

OF_KIND: Mapping[str, str] = {
    "appointment": "flow.appointment",
    "refill": "flow.refill",
    "message": "flow.secure_message",
}
LED_UP_TO = ("chat.no", "chat.cancel", "chat.yes", "chat.back")
"""What people say before they say what they want instead (*actually no, I want to see someone*)."""


def meant(heard: Heard, facts: Facts) -> str | None:
    """The wish that the words are for all the same; None where there is none. Papers decide later who may ask for whom."""
    understood = heard.understanding
    kind = OF_KIND.get(facts.words.names_kind(heard.text) or "")
    if understood.intent == "oos.other_patient_records" and not facts.words.is_question(heard.text):
        return kind
    if understood.intent == "chat.cancel" and kind == "flow.appointment":  # *Cancel that visit*, and no task is open.
        return kind
    if understood.intent is None and "medication" in heard.slots:  # Keywords alone do not know medicines.
        return "flow.refill"
    return None


def instead(heard: Heard, facts: Facts) -> str | None:
    """What is wanted in place of the open task, where the words begin by taking something back."""
    if facts.words.amendment(heard.text) is None:
        return None
    others = [(name, sure) for name, sure in heard.understanding.ranking if name not in LED_UP_TO]
    name, sure = others[0] if others else ("", 0.0)
    return name if name in BY_INTENT and sure >= reading.INSTEAD else None


def plainly_another(heard: Heard, flow: str, facts: Facts) -> str | None:
    """A wish for another task that is named in so many words, though an answer could be picked out of them."""
    understood = heard.understanding
    name = understood.intent or ""
    named = OF_KIND.get(facts.words.names_kind(heard.text) or "") == name
    long = len(heard.text.split()) >= FEWEST
    other = BY_INTENT.get(name, flow) != flow
    return name if named and long and other and understood.confidence >= reading.OUTRANKS_FREE_TEXT else None


FEWEST = 4
"""Words in a wish that is told in so many words."""
