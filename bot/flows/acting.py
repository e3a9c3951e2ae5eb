"""For whom somebody writes: themselves, or a person they may act for today. Shared by every flow that asks *who for*."""

from __future__ import annotations

from bot.conversation import Facts, Person, Standing
from bot.effects import Effect, Enqueue, Say
from bot.flows.spec import Ask, Choice, Invalid, Parser, Slots, Value
from bot.steering import plain
from policies import proxy

ME = "me"
SELF_WORDS = frozenset(
    {"me", "myself", "self", "i", "for me", "for myself", "just me", "it's for me", "mine", "my own"}
)
REASONS = ("who", "child_no_form", "teen_appointments_only", "adult_no_form", "adult_form_ended", "now_adult")


def acts_for_others(_known: Slots, facts: Facts) -> bool:
    """Whether the person has papers for anybody else at all."""
    return bool(facts.acts_for)


def people(_known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """Oneself and everybody one has papers for."""
    return (Choice(ME, "button.for_me"), *(Choice(one.patient.full_name) for one in facts.acts_for))


def patient_for(action: str) -> Parser:
    """A parser for *who is it for*, which refuses what the proxy rules refuse today, by reason."""

    def parse(text: str, facts: Facts, _known: Slots) -> Value:
        said = plain(text)
        if (
            said in SELF_WORDS
            or facts.me is not None
            and said in (plain(facts.me.full_name), plain(facts.me.first_name))
        ):
            return ME
        standing = _named(said, facts)
        if standing is None:
            raise Invalid("who")
        verdict = proxy.may(action, standing, facts.now.date())
        if not verdict.allowed:
            raise Invalid(verdict.reason, form=verdict.form)
        return standing.patient.full_name

    return parse


def _named(said: str, facts: Facts) -> Standing | None:
    """The one person whose full or first name was said."""
    for name in ("full_name", "first_name"):
        found = [one for one in facts.acts_for if f" {plain(str(getattr(one.patient, name)))} " in f" {said} "]
        if len(found) == 1:
            return found[0]
    return None


def patient_of(known: Slots, facts: Facts) -> Person:
    """The patient that the answers are about. Raises LookupError where there is none: it is never somebody else instead."""
    chosen = known.get("patient", ME)
    if facts.me is None:
        raise LookupError("no verified person")
    if chosen == ME:
        return facts.me
    for one in facts.acts_for:
        if one.patient.full_name == chosen:
            return one.patient
    raise LookupError("nobody of that name may be acted for")


def basis_of(known: Slots, facts: Facts) -> str:
    """On which basis: `self`, or the basis of the papers on file."""
    chosen = known.get("patient", ME)
    return next((one.basis for one in facts.acts_for if one.patient.full_name == chosen), "self")


def who_for(action: str) -> Ask:
    """The question for whom it is, asked of whoever acts for others and checked again when the request is sent."""
    return Ask(
        "patient",
        patient_for(action),
        when=acts_for_others,
        private=True,
        choices=people,
        reasons=REASONS,
        rechecked=True,
    )


def request(kind: str, priority: str, fields: Slots, facts: Facts) -> Enqueue:
    """The item of a request: about whom, asked by whom, on which basis and at which assurance."""
    return Enqueue(
        facts.new_ref,
        kind,
        priority,
        dict(fields),
        patient_of(fields, facts).id,
        facts.me.id if facts.me else None,
        basis_of(fields, facts),
        facts.level.name,
    )


def read_later(facts: Facts) -> tuple[Effect, ...]:
    """Outside opening hours: when requests are really read next."""
    if facts.open_now or facts.opens_next is None:
        return ()
    return (Say("shared.read_later", {"opens": facts.opens_next.isoformat()}),)
