"""Refill request: for whom, which medicine, how soon it runs out, which pharmacy; then the refill desk."""

from __future__ import annotations

from bot.conversation import Assurance, Facts, Medicine
from bot.effects import Button, Effect, Say
from bot.flows import acting, parsing
from bot.flows.spec import Ask, Choice, Flow, Invalid, Slots, Value
from bot.steering import plain

RUNNING_OUT_DAYS = 2
ONLY_ONE = frozenset(
    {
        "my usual",
        "the usual",
        "my usual one",
        "same as always",
        "same one",
        "my medicine",
        "my medication",
        "the only one",
        "that one",
        "it",
    }
)


def medicines(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The medicines on the patient's list."""
    return tuple(Choice(one.name) for one in acting.patient_of(known, facts).medications[:8])


def on_file(known: Slots, facts: Facts) -> Medicine | None:
    """The chosen medicine as it stands on the patient's list, if it does."""
    return next(
        (one for one in acting.patient_of(known, facts).medications if one.name == known.get("medication")), None
    )


def medication(text: str, facts: Facts, known: Slots) -> Value:
    """A medicine of the patient's list by name, misspelling or brand; else as it was named."""
    listed = acting.patient_of(known, facts).medications
    said = f" {plain(text)} "
    named = [one.name for one in listed if f" {plain(one.name)} " in said]
    if len(named) > 1:
        raise Invalid("one_at_a_time")
    if named:
        return named[0]
    if len(listed) == 1 and said.strip() in ONLY_ONE:
        return listed[0].name
    return parsing.medication(text, facts, known)


def strength_on_file(known: Slots, facts: Facts) -> Value | None:
    """The strength that is on file."""
    found = on_file(known, facts)
    return found.dose if found and found.dose else "as_on_file"


def usual_quantity(_known: Slots, _facts: Facts) -> Value:
    """Unless something else was said, the usual amount."""
    return "usual"


def running_out(known: Slots, _facts: Facts) -> bool:
    """Two days or less are left."""
    return int(known["days_left"]) <= RUNNING_OUT_DAYS


def usual_pharmacy(known: Slots, facts: Facts) -> Value | None:
    """The pharmacy on file."""
    return acting.patient_of(known, facts).pharmacy


def pharmacies(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The pharmacies of the directory, the patient's own first."""
    own = acting.patient_of(known, facts).pharmacy
    return tuple(Choice(name) for name in sorted(facts.pharmacies, key=lambda name: (name != own, name))[:8])


def yes_no(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Yes or no."""
    return (Choice("yes", "button.yes"), Choice("no", "button.no"))


def a_few_days(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Common answers to how many days are left."""
    return (Choice("0", "refill.days_left.none"), Choice("2"), Choice("7"), Choice("14"))


def hand_to_refill_desk(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the request before the refill desk: today's work when it runs out within two days, a nurse's when not on the list."""
    found = on_file(known, facts)
    note = {} if found else {"note": "not_on_list"}
    provider = {"provider": found.provider} if found and found.provider else {}
    priority = "today" if running_out(known, facts) else "routine"
    item = acting.request("refill", priority, {**known, **provider, **note}, facts)
    sent = Say(
        f"refill.sent.{'not_on_list' if note else priority}",
        {"ref": facts.new_ref},
        (Button("menu", "button.menu"),),
        both=True,
    )
    return (item, sent, *acting.read_later(facts))


REFILL = Flow(
    name="refill",
    version=1,
    needs=Assurance.VERIFIED,
    asks=(
        acting.who_for("refill"),
        Ask(
            "medication",
            medication,
            private=True,
            choices=medicines,
            fills=("medication",),
            reasons=parsing.MEDICINE_REASONS,
        ),
        Ask(
            "dose",
            parsing.short_text,
            private=True,
            fills=("dose",),
            default=strength_on_file,
            reasons=parsing.TEXT_REASONS,
        ),
        Ask(
            "quantity",
            parsing.short_text,
            private=True,
            fills=("quantity",),
            default=usual_quantity,
            reasons=parsing.TEXT_REASONS,
        ),
        Ask("days_left", parsing.whole_days, private=True, choices=a_few_days, reasons=parsing.DAYS_REASONS),
        Ask(
            "missed_dose",
            parsing.yes_or_no,
            when=running_out,
            private=True,
            choices=yes_no,
            reasons=parsing.YES_NO_REASONS,
        ),
        Ask(
            "pharmacy",
            parsing.pharmacy,
            private=True,
            choices=pharmacies,
            fills=("pharmacy",),
            default=usual_pharmacy,
            reasons=parsing.PHARMACY_REASONS,
        ),
    ),
    finish=hand_to_refill_desk,
)
