"""Whom a message is about: never a guess, never the writer instead of somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.content.steering import load_steering
from bot.conversation import Assurance, Facts, Medicine, PatientId, Person, Standing
from bot.flows.persons import A_STRANGER, spoken_of, without_whom
from tests.conftest import DATA
from tests.unit.nlu.entities.known import LEXICON, NOW

ANA = Person(PatientId("A"), "Ana", "Vega", date(1980, 5, 1), medications=(Medicine("sertraline"),))
KIM = Person(PatientId("K"), "Kim", "Vega", date(2018, 5, 1), medications=(Medicine("cetirizine"),))
LEO = replace(KIM, id=PatientId("L"), first_name="Leo", dob=date(2012, 5, 1))
ROSA = Person(PatientId("R"), "Rosa", "Díaz", date(1950, 5, 1))


def facts(*patients: Person) -> Facts:
    """Ana, with papers for these."""
    standings = tuple(Standing(one, "personal_representative", "pediatric", on_file=True) for one in patients)
    words = load_steering(DATA / "lexicon" / "en" / "steering.yml")
    return Facts(now=NOW, lexicon=LEXICON, level=Assurance.VERIFIED, me=ANA, acts_for=standings, words=words)


@pytest.mark.parametrize(
    ("said", "patients", "whom"),
    [
        ("a refill for Kim", (KIM, LEO), "Kim Vega"),
        ("book Kim's checkup", (KIM, LEO), "Kim Vega"),
        ("an appointment for my son", (KIM,), "Kim Vega"),
        ("an appointment for my son", (KIM, LEO), None),
        ("a refill of my mom's pills", (ROSA,), "Rosa Díaz"),
        ("a visit for rosa diaz", (ROSA, KIM), "Rosa Díaz"),
        ("my mother needs an appointment", (KIM,), A_STRANGER),
        ("a refill for my mother", (), A_STRANGER),
        ("my wife is out of lisinopril", (), A_STRANGER),
        ("an appointment for Walter please", (KIM,), A_STRANGER),
        ("it's for me", (KIM,), "me"),
        ("a refill of my sertraline", (KIM,), "me"),
        ("I need an appointment", (KIM,), None),
        ("I caught a cold from my son", (KIM, LEO), None),
        ("an appointment for Monday", (KIM,), None),
        ("", (KIM,), None),
    ],
)
def test_whom_a_message_is_about(said: str, patients: tuple[Person, ...], whom: str | None) -> None:
    """Named is named, several are asked about, and a stranger is nobody's papers."""
    assert spoken_of(said, facts(*patients)) == whom


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("an appointment for my son Kim for a cough", "an appointment for a cough"),
        ("an appointment for Kim on Monday", "an appointment on Monday"),
        ("an appointment for Monday", "an appointment for Monday"),
        ("an appointment for a rash", "an appointment for a rash"),
    ],
)
def test_whom_it_is_for_is_no_reason_for_a_visit(said: str, rest: str) -> None:
    """Otherwise a child's name would be written down as the complaint."""
    assert " ".join(without_whom(said, facts(KIM)).split()) == rest
