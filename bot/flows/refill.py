"""Refill request: for whom, which medicines, how soon they run out, which pharmacy; then the refill desk."""

from __future__ import annotations

from bot.conversation import Assurance, Facts, OwnItem, Person
from bot.effects import Button, Effect, Say
from bot.flows import acting, cabinet, parsing
from bot.flows.answers import besides
from bot.flows.spec import Ask, Choice, Flow, Slots, Value

RUNNING_OUT_DAYS = 2
ANYONE = "anyone"
NOT_SAID = "not_said"


def medicines(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The medicines on the patient's list."""
    return tuple(Choice(one.name) for one in cabinet.listed(known, facts)[:8])


def medication(text: str, facts: Facts, known: Slots) -> Value:
    """One or several medicines of the patient's list by name, misspelling, brand or purpose; else as they were named."""
    return cabinet.medication(text, facts, known)


def on_file_only(known: Slots, facts: Facts) -> bool:
    """Every chosen medicine stands on the patient's list."""
    return len(cabinet.chosen(known, facts)) == len(cabinet.names_in(str(known["medication"])))


def strength_on_file(known: Slots, facts: Facts) -> Value | None:
    """The strength that is on file."""
    doses = [one.dose for one in cabinet.chosen(known, facts) if one.dose]
    return ", ".join(doses) if doses and on_file_only(known, facts) else NOT_SAID


def usual_quantity(_known: Slots, _facts: Facts) -> Value:
    """Unless something else was said, the usual amount."""
    return "usual"


def missed_dose(text: str, facts: Facts, known: Slots) -> Value:
    """Yes or no, also told as what happened (*I forgot one on Sunday*)."""
    told = besides.missed_in(text)
    return parsing.yes_or_no(text, facts, known) if told is None else told


def running_out(known: Slots, _facts: Facts) -> bool:
    """Two days or less are left."""
    return int(known["days_left"]) <= RUNNING_OUT_DAYS


def usual_pharmacy(known: Slots, facts: Facts) -> Value | None:
    """The pharmacy on file, or the one that the patient's last refill in this chat went to."""
    patient = acting.patient_of(known, facts)
    return patient.pharmacy or next((used for one in facts.mine if (used := _used(one, patient))), None)


def _used(one: OwnItem, patient: Person) -> str | None:
    """The pharmacy of an earlier request for the same patient."""
    if one.kind != "refill" or one.patient_id != patient.id:
        return None
    return str(one.fields["pharmacy"]) if one.fields.get("pharmacy") else None


def pharmacy(text: str, facts: Facts, known: Slots) -> Value:
    """A pharmacy of the directory, by name and town where there are several; else as it was named."""
    own = usual_pharmacy(known, facts)
    return parsing.pharmacy_of_directory(text, str(own) if own else None, facts, known)


def pharmacies(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The pharmacies of the directory, the patient's own first."""
    own = acting.patient_of(known, facts).pharmacy
    return tuple(Choice(name) for name in sorted(facts.pharmacies, key=lambda name: (name != own, name))[:8])


def prescriber(known: Slots, facts: Facts) -> str | None:
    """Who prescribes it, from the list; else the patient's own provider."""
    found = [one.provider for one in cabinet.chosen(known, facts) if one.provider]
    return found[0] if found else acting.patient_of(known, facts).provider


def prescriber_not_set_up(_heard: Slots, known: Slots, facts: Facts) -> str | None:
    """The prescriber on file, where the portal does not know them: the patient is told, not led into a dead end."""
    name = prescriber(known, facts)
    return name if any(one.name == name and not one.portal for one in facts.providers) else None


def who_prescribes(known: Slots, facts: Facts) -> Value | None:
    """The prescriber on file."""
    return prescriber(known, facts) or ANYONE


def provider(text: str, facts: Facts, known: Slots) -> Value:
    """A provider of the directory who is set up for the portal, or anyone."""
    return parsing.provider_of_portal(text, acting.patient_of(known, facts).provider, facts, known)


def providers(known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The providers of the portal, the patient's own first, then anyone."""
    own = acting.patient_of(known, facts).provider
    names = sorted((one.name for one in facts.providers if one.portal), key=lambda name: (name != own, name))
    return (*(Choice(name) for name in names[:8]), Choice(ANYONE, "refill.provider.anyone"))


def yes_no(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Yes or no."""
    return (Choice("yes", "button.yes"), Choice("no", "button.no"))


def a_few_days(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """Common answers to how many days are left."""
    return (Choice("0", "refill.days_left.none"), Choice("2"), Choice("7"), Choice("14"))


def note_for_nurse(known: Slots, facts: Facts) -> str | None:
    """Why a nurse looks first: a controlled medicine, or one that is not on the list."""
    names = cabinet.names_in(str(known["medication"]))
    if any(cabinet.is_controlled(name, facts.lexicon) for name in names):
        return "controlled" if on_file_only(known, facts) else "controlled_not_on_list"
    return None if on_file_only(known, facts) else "not_on_list"


def hand_to_refill_desk(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the request before the refill desk: today's work when it runs out within two days, a nurse's when it needs one."""
    note = note_for_nurse(known, facts)
    priority = "today" if running_out(known, facts) else "routine"
    item = acting.request("refill", priority, {**known, **({"note": note} if note else {})}, facts)
    sent = Say(f"refill.sent.{note or priority}", {"ref": facts.new_ref}, (Button("menu", "button.menu"),), both=True)
    urgent = (Say("refill.soon"),) if note and priority == "today" else ()
    return (item, sent, *urgent, *acting.read_later(facts))


REFILL = Flow(
    name="refill",
    version=2,
    needs=Assurance.VERIFIED,
    sends=True,
    asks=(
        acting.who_for("refill"),
        Ask(
            "medication",
            medication,
            private=True,
            choices=medicines,
            fills=("medication", "purpose"),
            reasons=(
                *parsing.MEDICINE_REASONS,
                "too_many",
                "several_fit",
                "none_for_that",
                "several_fit_beside",
                "none_for_that_beside",
            ),
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
        Ask(
            "days_left",
            parsing.whole_days,
            private=True,
            choices=a_few_days,
            fills=("days_left",),
            reasons=parsing.DAYS_REASONS,
        ),
        Ask(
            "missed_dose",
            missed_dose,
            when=running_out,
            private=True,
            choices=yes_no,
            fills=("missed_dose",),
            reasons=parsing.YES_NO_REASONS,
        ),
        Ask(
            "pharmacy",
            pharmacy,
            private=True,
            choices=pharmacies,
            fills=("pharmacy",),
            default=usual_pharmacy,
            reasons=(*parsing.PHARMACY_REASONS, "none_on_file"),
            mistaken_for=("oos.other_org",),
        ),
        Ask(
            "provider",
            provider,
            private=True,
            choices=providers,
            fills=("provider",),
            hears=prescriber_not_set_up,
            default=who_prescribes,
            reasons=(*parsing.PROVIDER_REASONS, "not_set_up"),
        ),
    ),
    finish=hand_to_refill_desk,
)
