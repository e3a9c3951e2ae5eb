"""Appointment request: for whom, with whom, why, when; or which booked visit to move or cancel. Staff confirm it."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Say
from bot.flows import acting, parsing, persons
from bot.flows.answers.bareness import only_times
from bot.flows.spec import Ask, Choice, Flow, Invalid, Slots, Value
from bot.steering import plain
from nlu.entities import fold

ANYONE = "anyone"
MOST_NAME = 3
"""Words in a name; a longer text says more than for whom."""


def a_new_visit(known: Slots, _facts: Facts) -> bool:
    """A visit is asked for, not moved or cancelled."""
    return known["task"] == "new"


def a_booked_visit(known: Slots, _facts: Facts) -> bool:
    """A booked visit is to be moved or cancelled."""
    return known["task"] != "new"


def a_time_is_wanted(known: Slots, _facts: Facts) -> bool:
    """A new or another time is wanted."""
    return known["task"] != "cancel"


def telehealth_offered(_known: Slots, facts: Facts) -> bool:
    """The practice sees people by video, so the review has a line for the kind of visit."""
    return facts.telehealth


def in_the_office(_known: Slots, facts: Facts) -> Value | None:
    """Where the practice sees nobody by video, a visit is in the office."""
    return None if facts.telehealth else "in_person"


def task(text: str, facts: Facts, _known: Slots) -> Value:
    """New, moved or cancelled."""
    return text if text in ("new", "move", "cancel") else facts.words.visit_task(text)


def new_visit(_known: Slots, _facts: Facts) -> Value:
    """Unless something else was said, a new visit is wanted."""
    return "new"


def tasks(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """The three things that can be asked for."""
    return tuple(Choice(name, f"appointment.task.{name}") for name in ("new", "move", "cancel"))


def provider(text: str, facts: Facts, known: Slots) -> Value:
    """A provider of the directory who is set up for the portal, the patient's own, or anyone."""
    return parsing.provider_of_portal(text, acting.patient_of(known, facts).provider, facts, known)


def providers(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The patient's own provider first, then the others of the portal, then anyone."""
    own = acting.patient_of(known, facts).provider
    names = [one.name for one in facts.providers if one.portal]
    names.sort(key=lambda name: (name != own, name))
    return (*(Choice(name) for name in names[:8]), Choice(ANYONE, "appointment.provider.anyone"))


def reason(text: str, facts: Facts, known: Slots) -> Value:
    """Why the patient wants to be seen, in their own words; *for Kim* says for whom and not why."""
    if only_times(text, facts.lexicon):
        raise Invalid("only_times")
    said = str(parsing.reason(text, facts, known))
    words = plain(fold(said)).removeprefix("for ").removeprefix("my ")
    if persons.named(words, facts) and len(words.split()) <= MOST_NAME or persons.is_a_relation(words, facts.words):
        raise Invalid("empty")
    return said


def here(_known: Slots, _facts: Facts) -> Value:
    """Unless something else was said, the answer comes into this chat."""
    return "here"


def ways(_known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """Ways to be reached that are on file."""
    phone = (Choice("phone", "appointment.contact.phone"),) if facts.me and facts.me.phone else ()
    email = (Choice("email", "appointment.contact.email"),) if facts.me and facts.me.email else ()
    return (Choice("here", "appointment.contact.here"), *phone, *email)


def kinds(_known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """Ways to be seen."""
    video = (Choice("telehealth", "appointment.visit_type.telehealth"),) if facts.telehealth else ()
    return (Choice("in_person", "appointment.visit_type.in_person"), *video)


def visit_type(text: str, facts: Facts, known: Slots) -> Value:
    """In person, or by video where the practice offers it."""
    kind = parsing.visit_type(text, facts, known)
    if kind == "telehealth" and not facts.telehealth:
        raise Invalid("not_offered")
    return kind


def hand_to_front_desk(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the request before the front desk and hand out its reference. It stays a request until staff confirm."""
    item = acting.request("appointment", "routine", known, facts)
    sent = Say(f"appointment.sent.{known['task']}", {"ref": facts.new_ref}, (MENU,), both=True)
    return (item, sent, *acting.read_later(facts))


MENU = Button("menu", "button.menu")

APPOINTMENT = Flow(
    name="appointment",
    version=2,
    needs=Assurance.VERIFIED,
    sends=True,
    asks=(
        acting.who_for("appointment"),
        Ask("task", task, default=new_visit, choices=tasks, fills=("task",)),
        Ask(
            "booked",
            parsing.short_text,
            when=a_booked_visit,
            private=True,
            fills=("booked",),
            takes_any_text=True,
            reasons=parsing.TEXT_REASONS,
        ),
        Ask(
            "provider",
            provider,
            when=a_new_visit,
            private=True,
            choices=providers,
            fills=("provider",),
            reasons=(*parsing.PROVIDER_REASONS, "not_set_up"),
        ),
        Ask(
            "reason",
            reason,
            when=a_new_visit,
            private=True,
            fills=("reason",),
            takes_any_text=True,
            reasons=(*parsing.TEXT_REASONS, "only_times"),
            mistaken_for=("oos.medical_advice", "oos.offtopic", "faq.security"),
        ),
        Ask(
            "when",
            parsing.preferred_times,
            when=a_time_is_wanted,
            private=True,
            fills=("when",),
            reasons=parsing.WHEN_REASONS,
        ),
        Ask(
            "visit_type",
            visit_type,
            when=a_new_visit,
            private=True,
            choices=kinds,
            fills=("visit_type",),
            default=in_the_office,
            shown=telehealth_offered,
            reasons=("choose", "not_offered"),
        ),
        Ask(
            "contact",
            parsing.contact_way,
            private=True,
            choices=ways,
            fills=("contact",),
            default=here,
            reasons=parsing.WAY_REASONS,
        ),
    ),
    finish=hand_to_front_desk,
)
