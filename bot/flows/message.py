"""Secure message: to whom, what about, the words; then the care team's queue."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Say
from bot.flows import acting, parsing
from bot.flows.spec import Ask, Choice, Flow, Invalid, Slots, Value
from bot.steering import plain

TEAM = "team"
TOPICS = ("care", "medicine", "results", "forms", "other")
CALLED = {
    "test results": "results",
    "results of my test": "results",
    "labs": "results",
    "lab results": "results",
    "medicines": "medicine",
    "medication": "medicine",
    "medications": "medicine",
    "form": "forms",
    "form or letter": "forms",
    "letter": "forms",
    "something else": "other",
    "other things": "other",
    "health": "care",
}
TEAM_WORDS = ("team", "nurse", "nurses", "office", "anyone", "anybody", "care team", "staff", "whoever", "front desk")


def recipient(text: str, facts: Facts, known: Slots) -> Value:
    """A provider of the portal, or the care team."""
    said = plain(text).removeprefix("to ").removeprefix("my ").removeprefix("the ").removeprefix("our ")
    if said in TEAM_WORDS:
        return TEAM
    name = parsing.provider_of_portal(text, acting.patient_of(known, facts).provider, facts, known)
    return TEAM if name == "anyone" else name


def recipients(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The team, and the patient's own provider first among the others."""
    own = acting.patient_of(known, facts).provider
    names = sorted((one.name for one in facts.providers if one.portal), key=lambda name: (name != own, name))
    return (Choice(TEAM, "secure_message.recipient.team"), *(Choice(name) for name in names[:6]))


def topic(text: str, _facts: Facts, _known: Slots) -> Value:
    """One of the offered topics, or the patient's own few words."""
    said = plain(text).removeprefix("about ").removeprefix("my ").removeprefix("a ").removeprefix("the ")
    named = said if said in TOPICS else CALLED.get(said)
    return named or parsing.short_text(text, _facts, _known)


def topics(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """What messages are mostly about."""
    return tuple(Choice(name, f"secure_message.topic.{name}") for name in TOPICS)


def body(text: str, _facts: Facts, _known: Slots) -> Value:
    """The message, of any length, exactly as written."""
    if not any(char.isalnum() for char in text):
        raise Invalid("empty")
    return text.strip()


def hand_to_care_team(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the message before the care team."""
    item = acting.request("message", "routine", known, facts)
    sent = Say("secure_message.sent", {"ref": facts.new_ref}, (Button("menu", "button.menu"),), both=True)
    return (item, sent, *acting.read_later(facts))


MESSAGE = Flow(
    name="secure_message",
    version=2,
    needs=Assurance.VERIFIED,
    sends=True,
    asks=(
        acting.who_for("message"),
        Ask(
            "recipient",
            recipient,
            private=True,
            choices=recipients,
            fills=("provider", "recipient"),
            reasons=(*parsing.PROVIDER_REASONS, "not_set_up"),
        ),
        Ask(
            "topic",
            topic,
            private=True,
            choices=topics,
            fills=("topic",),
            takes_any_text=True,
            reasons=parsing.TEXT_REASONS,
            mistaken_for=parsing.TOPICS_OF_OTHERS,
        ),
        Ask(
            "body",
            body,
            private=True,
            taken_down=True,
            fills=("body",),
            takes_any_text=True,
            verbatim=True,
            reasons=("empty",),
        ),
    ),
    finish=hand_to_care_team,
)
