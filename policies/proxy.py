"""Who may do what for whom. Decided on the day it is used, so a birthday changes it.

The rules are the practice's: for a child under 12 a personal representative may do everything; from 12 to 17 appointment
requests only; for an adult only with a signed authorization on file or a personal representative's documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.conversation import Standing

CHILD_UNDER = 12
ADULT_FROM = 18
ADULT_BASES = ("personal_representative", "signed_authorization")


def age_on(dob: date, day: date) -> int:
    """Whole years on `day`. Someone born on 29 February has their birthday on 1 March of a common year."""
    return day.year - dob.year - ((day.month, day.day) < (dob.month, dob.day))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the action is allowed; if not, `reason` is a content key's last part and `form` the form that would change it."""

    allowed: bool
    reason: str = ""
    form: str = ""


YES = Verdict(True)


def may(action: str, standing: Standing, day: date) -> Verdict:
    """Whether `action` (`appointment`, `refill`, `message`, `status` ...) is allowed on `day` for the patient of `standing`."""
    age = age_on(standing.patient.dob, day)
    if age >= ADULT_FROM:
        return _adult(standing, day)
    if standing.basis != "personal_representative" or not standing.on_file or _ended(standing, day):
        return Verdict(False, "child_no_form", "pediatric")
    if age >= CHILD_UNDER and action != "appointment":
        return Verdict(False, "teen_appointments_only")
    return YES


def may_oneself(action: str, dob: date, day: date) -> Verdict:
    """Whether somebody may do `action` for themselves: from 12 on, everything; a younger child needs a grown-up to write."""
    del action  # The practice makes no difference here; a rule for one action would stand in this place.
    return YES if age_on(dob, day) >= CHILD_UNDER else Verdict(False, "child_alone", "pediatric")


def _adult(standing: Standing, day: date) -> Verdict:
    if not standing.on_file or standing.basis not in ADULT_BASES:
        return Verdict(False, "adult_no_form", "care_manager")
    if _ended(standing, day):
        return Verdict(False, "adult_form_ended", "care_manager")
    if standing.basis == "personal_representative" and standing.form == "pediatric":
        return Verdict(False, "now_adult", "care_manager")  # A parent's paper for a child ends on the 18th birthday.
    return YES


def _ended(standing: Standing, day: date) -> bool:
    return standing.until is not None and day > standing.until
