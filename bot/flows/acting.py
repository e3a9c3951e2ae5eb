"""For whom somebody writes: themselves, or a person they may act for today. Shared by every flow that asks *who for*."""

from __future__ import annotations

from bot.conversation import Facts, Person
from bot.effects import Audit, Button, Effect, Enqueue, Say
from bot.flows import persons
from bot.flows.spec import Ask, Choice, Invalid, Parser, Slots, Value
from bot.steering import plain
from nlu.entities import fold
from policies import limits, proxy

REQUESTS = (Button("flow.request_status", "button.flow.request_status"), Button("office", "button.office"))
ME = "me"
SELF_WORDS = frozenset(
    {"me", "myself", "self", "i", "for me", "for myself", "just me", "it's for me", "mine", "my own"}
)
SAID = "said"
"""The slot that keeps earlier words themselves, for what can be read only once it is known who writes."""
REASONS = (
    "who",
    "one_at_a_time",
    "no_papers",
    "child_alone",
    "child_no_form",
    "teen_appointments_only",
    "adult_no_form",
    "adult_form_ended",
    "now_adult",
)


def too_many_open(facts: Facts) -> tuple[Effect, ...]:
    """What is said to whoever has as many requests waiting for staff as one person may have; nothing while there is room."""
    limit = limits.OPEN_REQUESTS_PER_PATIENT
    waiting = [one for one in facts.mine if one.kind != "red_flag" and one.status in ("open", "taken")]
    if limits.within(limit, sum(facts.now - one.sent_at < limit.window for one in waiting)):
        return ()
    return (Say("shared.too_many_open", buttons=REQUESTS), Audit("flow.too_many_open"))


def acts_for_others(_known: Slots, facts: Facts) -> bool:
    """The person has papers for somebody else."""
    return bool(facts.acts_for)


def worth_a_line(known: Slots, facts: Facts) -> bool:
    """Whether the review says for whom it is: where it could be for somebody else."""
    return bool(facts.acts_for) or known.get("patient", ME) != ME


def only_oneself(_known: Slots, facts: Facts) -> Value | None:
    """Who has papers for nobody writes for themselves."""
    return None if facts.acts_for else ME


def people(_known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """Oneself, unless too young to ask alone, and everybody one has papers for."""
    alone = facts.me is None or proxy.may_oneself("any", facts.me.dob, facts.now.date()).allowed
    return (
        *((Choice(ME, "button.for_me"),) if alone else ()),
        *(Choice(one.patient.full_name) for one in facts.acts_for),
    )


def patient_for(action: str) -> Parser:
    """A parser for *who is it for*, which refuses what the proxy rules refuse today, by reason."""

    def parse(text: str, facts: Facts, _known: Slots) -> Value:
        said = plain(fold(text))
        if not facts.acts_for:
            _for_oneself(action, facts)  # A child who writes alone is told so, whatever is answered.
        if said in SELF_WORDS or facts.me is not None and said in _names(facts.me):
            return _for_oneself(action, facts)
        if persons.names_several(said, facts):
            raise Invalid("one_at_a_time")
        standing = persons.named(said, facts) or persons.related(said, facts)
        related = persons.names_a_relation(said, facts.words)
        if standing is None and not related and persons.is_oneself(said, facts):
            return _for_oneself(action, facts)
        if standing is None:
            raise Invalid("no_papers" if related or said == persons.A_STRANGER else "who")
        verdict = proxy.may(action, standing, facts.now.date())
        if not verdict.allowed:
            raise Invalid(verdict.reason, form=verdict.form)
        return standing.patient.full_name

    return parse


def _for_oneself(action: str, facts: Facts) -> Value:
    if facts.me is not None:
        verdict = proxy.may_oneself(action, facts.me.dob, facts.now.date())
        if not verdict.allowed:
            raise Invalid(verdict.reason)
    return ME


def _names(me: Person) -> tuple[str, str]:
    return plain(fold(me.full_name)), plain(fold(me.first_name))


def spoken_of(heard: Slots, _known: Slots, facts: Facts) -> str | None:
    """Whom earlier words name: somebody one may act for, somebody else, or oneself. A young child is asked in any case."""
    if facts.me is not None and not proxy.may_oneself("any", facts.me.dob, facts.now.date()).allowed:
        return ME
    return persons.spoken_of(str(heard.get(SAID, "")), facts)


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
    """The question for whom it is: asked of whoever acts for others, or names somebody; checked again at every turn."""
    return Ask(
        "patient",
        patient_for(action),
        private=True,
        hears=spoken_of,
        default=only_oneself,
        shown=worth_a_line,
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
        {name: value for name, value in fields.items() if (name, value) != ("patient", ME)},
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
