"""Who may act for whom: the practice's own table, birthdays included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import PatientId, Person, Standing
from policies.proxy import age_on, may

TODAY = date(2026, 11, 23)
ACTIONS = ("appointment", "refill", "message", "status", "recovery")
GUARDIAN, SIGNED = "personal_representative", "signed_authorization"


def standing(dob: date, basis: str = GUARDIAN, form: str = "pediatric", **more: object) -> Standing:
    """A paper on file for somebody born on `dob`."""
    patient = Person(PatientId("P"), "Kim", "Vega", dob)
    return Standing(patient, basis, form, **{"on_file": True, **more})


def years_ago(years: int, days: int = 0) -> date:
    """Who was born then is `years` old today, less `days`."""
    return TODAY.replace(year=TODAY.year - years) + timedelta(days=days)


@pytest.mark.parametrize(
    ("dob", "day", "age"),
    [
        (date(2014, 11, 23), date(2026, 11, 22), 11),
        (date(2014, 11, 23), date(2026, 11, 23), 12),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
    ],
)
def test_a_birthday_counts_from_its_morning(dob: date, day: date, age: int) -> None:
    """Rights change on the birthday itself; one born on 29 February has it on 1 March of a common year."""
    assert age_on(dob, day) == age


TABLE = [
    # born, basis, form, on file, until, action, allowed, reason
    (years_ago(9), GUARDIAN, "pediatric", True, None, "message", True, ""),
    (years_ago(9), GUARDIAN, "pediatric", False, None, "message", False, "child_no_form"),
    (years_ago(9), SIGNED, "care_manager", True, None, "message", False, "child_no_form"),
    (years_ago(12, 1), GUARDIAN, "pediatric", True, None, "refill", True, ""),
    (years_ago(12), GUARDIAN, "pediatric", True, None, "refill", False, "teen_appointments_only"),
    (years_ago(12), GUARDIAN, "pediatric", True, None, "appointment", True, ""),
    (years_ago(18, 1), GUARDIAN, "pediatric", True, None, "appointment", True, ""),
    (years_ago(18, 1), GUARDIAN, "pediatric", True, None, "status", False, "teen_appointments_only"),
    (years_ago(18), GUARDIAN, "pediatric", True, None, "appointment", False, "now_adult"),
    (years_ago(40), GUARDIAN, "representative", True, None, "message", True, ""),
    (years_ago(40), SIGNED, "care_manager", True, None, "message", True, ""),
    (years_ago(40), SIGNED, "care_manager", False, None, "message", False, "adult_no_form"),
    (years_ago(40), SIGNED, "care_manager", True, TODAY, "message", True, ""),
    (years_ago(40), SIGNED, "care_manager", True, TODAY - timedelta(days=1), "message", False, "adult_form_ended"),
]


@pytest.mark.parametrize(("dob", "basis", "form", "on_file", "until", "action", "allowed", "reason"), TABLE)
def test_who_may_do_what_for_whom(
    dob: date, basis: str, form: str, on_file: bool, until: date | None, action: str, allowed: bool, reason: str
) -> None:
    """The age bands of the portal page, line by line."""
    verdict = may(action, standing(dob, basis, form, on_file=on_file, until=until), TODAY)
    assert (verdict.allowed, verdict.reason) == (allowed, reason)


@pytest.mark.parametrize("reason", sorted({line[-1] for line in TABLE} - {"", "teen_appointments_only"}))
def test_a_refusal_names_the_form_that_would_change_it(reason: str) -> None:
    """*No* alone sends people away; the form's name sends them on."""
    line = next(line for line in TABLE if line[-1] == reason)
    verdict = may(line[5], standing(line[0], line[1], line[2], on_file=line[3], until=line[4]), TODAY)
    assert verdict.form in ("pediatric", "care_manager")


STANDINGS = st.builds(
    standing,
    st.dates(min_value=date(1930, 1, 1), max_value=TODAY),
    st.sampled_from([GUARDIAN, SIGNED, "friend", ""]),
    st.sampled_from(["pediatric", "care_manager", "representative", ""]),
    on_file=st.booleans(),
    until=st.one_of(st.none(), st.dates(min_value=date(2025, 1, 1), max_value=date(2028, 1, 1))),
)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 1, 1))


@given(STANDINGS, st.sampled_from(ACTIONS), DAYS)
def test_nothing_is_allowed_without_a_paper_on_file(one: Standing, action: str, day: date) -> None:
    """Whatever else is true: no paper, no access."""
    if may(action, one, day).allowed:
        assert one.on_file


@given(STANDINGS, st.sampled_from(ACTIONS), DAYS)
def test_for_a_minor_only_a_personal_representative_may_act(one: Standing, action: str, day: date) -> None:
    """A signed authorization is an adult's to give."""
    if may(action, one, day).allowed and age_on(one.patient.dob, day) < 18:
        assert one.basis == GUARDIAN


@given(STANDINGS, st.sampled_from(ACTIONS), DAYS)
def test_for_a_teenager_nothing_but_appointments(one: Standing, action: str, day: date) -> None:
    """Between 12 and 17 the practice keeps the rest between itself and the teenager."""
    if 12 <= age_on(one.patient.dob, day) < 18 and may(action, one, day).allowed:
        assert action == "appointment"


@given(STANDINGS, st.sampled_from(ACTIONS), DAYS)
def test_for_an_adult_only_on_a_known_basis(one: Standing, action: str, day: date) -> None:
    """A row with a basis nobody knows is a slip of whoever typed it in, and allows nothing."""
    if may(action, one, day).allowed:
        assert one.basis in (GUARDIAN, SIGNED)


@given(STANDINGS, st.sampled_from(ACTIONS), DAYS)
def test_a_paper_that_has_ended_allows_nothing(one: Standing, action: str, day: date) -> None:
    """An end date on file holds for every age and every basis."""
    if one.until is not None and day > one.until:
        assert not may(action, one, day).allowed


@given(STANDINGS, st.sampled_from(ACTIONS), DAYS)
def test_a_refusal_always_says_why(one: Standing, action: str, day: date) -> None:
    """The reason is the key of the text that explains it; without one the patient would hear nothing."""
    verdict = may(action, one, day)
    assert bool(verdict.reason) is not verdict.allowed
