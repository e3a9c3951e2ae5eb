"""What messages say in passing: how long a medicine lasts, missed doses, how to be reached, which visit, the letter itself."""

from __future__ import annotations

import json

import pytest

from bot.flows import answers
from bot.flows.answers import AnswerContext, besides
from bot.flows.spec import Invalid
from tests.unit.nlu.entities.known import LEXICON, NOW

CONTEXT = AnswerContext(now=NOW, lexicon=LEXICON)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("refill sertraline, 3 days left", 3),
        ("I ran out of my lisinopril yesterday", 0),
        ("im out of metformin", 0),
        ("I have about a week left", 7),
        ("it will last until friday", 4),
        ("I have two pills left and need more", 2),
        ("my insulin runs out tomorrow", 1),
        ("refill for 90 days please", None),
        ("I'm almost out", None),
        ("I have 2 refills left", None),
        ("I'll be out of town for 3 weeks", None),
        ("", None),
    ],
)
def test_how_long_it_lasts_is_heard_in_passing(said: str, days: int | None) -> None:
    """A number that is no rest must not become one: it decides whether the request is today's work."""
    assert besides.days_left_in(said, CONTEXT) == days


@pytest.mark.parametrize(
    ("said", "missed"),
    [
        ("I missed one dose", True),
        ("I've skipped two days", True),
        ("I have not missed any", False),
        ("never missed a dose", False),
        ("I need a refill", None),
    ],
)
def test_missed_doses_are_heard(said: str, missed: bool | None) -> None:
    """What was said is not asked again, and a *not* is not lost."""
    assert besides.missed_in(said) is missed


@pytest.mark.parametrize(
    ("said", "amount"),
    [("make it 90 days", "90 days"), ("a 3 month supply", "3 month supply"), ("3 days", None), ("30 days left", None)],
)
def test_an_amount_is_a_pack_and_never_a_rest(said: str, amount: str | None) -> None:
    """Ninety days is what is wanted; three days is what is left."""
    assert besides.amount_in(said) == amount


@pytest.mark.parametrize(
    ("said", "anyone"),
    [
        ("an appointment with anyone", True),
        ("whoever is available", True),
        ("the first available doctor", True),
        ("is anyone there", False),
        ("with Dr. Patel", False),
    ],
)
def test_anyone_will_do(said: str, anyone: bool) -> None:
    """Only where a clinician is meant."""
    assert besides.anyone_in(said) is anyone


@pytest.mark.parametrize(
    ("said", "slots", "way"),
    [
        ("call me at 914-555-0100", {"phone": "+19145550100"}, "+19145550100"),
        ("please email me", {}, "email"),
        ("don't call me", {}, None),
        ("I called you yesterday", {}, None),
    ],
)
def test_how_to_be_reached_is_heard(said: str, slots: dict[str, str], way: str | None) -> None:
    """A wish not to be called is the opposite of one to be called."""
    assert besides.contact_in(said, slots) == way


def test_the_booked_visit_is_told_from_the_wish_for_another() -> None:
    """The old day must not be taken for the new one."""
    said = "I need to move my appointment with Dr. Patel on December 3rd to December 10"
    booked = besides.booked_in(said, LEXICON)
    assert booked is not None
    assert "December 3rd" in booked
    assert "December 10" not in booked


@pytest.mark.parametrize(
    ("said", "letter"),
    [
        ("please tell Dr. Patel that my brace fits well now", True),
        ("can you let my doctor know I stopped the diet", True),
        ("I want to send a message to my doctor", False),
        ("message Dr. Patel", False),
    ],
)
def test_a_letter_is_found_in_the_first_words(said: str, letter: bool) -> None:
    """Whoever has said it all is not asked to type it again."""
    assert bool(besides.letter_in(said)) is letter


@pytest.mark.parametrize(
    ("before", "change", "windows"),
    [
        ("tuesday morning", "wednesday", [{"date": "2026-11-25", "part": "morning"}]),
        ("tuesday", "after 2", [{"date": "2026-11-24", "time_from": "14:00"}]),
        ("december 8", "wednesday", [{"date": "2026-12-09"}]),
        ("tuesday morning", "thursday afternoon", [{"date": "2026-11-26", "part": "afternoon"}]),
    ],
)
def test_a_changed_time_keeps_what_was_not_changed(before: str, change: str, windows: list[dict[str, str]]) -> None:
    """Who changes the day has not changed the hour, and means the same week."""
    kept = answers.preferred_times(before, CONTEXT)
    changed = AnswerContext(now=NOW, lexicon=LEXICON, known={"when": kept})
    wish = json.loads(answers.preferred_times(change, changed))
    assert [{k: v for k, v in window.items() if k != "weekday"} for window in wish["windows"]] == windows


def test_hours_when_nobody_is_there_are_refused() -> None:
    """An evening in an office that closes in the afternoon would never be answered."""
    closes_early = AnswerContext(
        now=NOW, lexicon=LEXICON, opening=lambda day: day.weekday() < 5, hours=lambda _day: HALF_DAY
    )
    with pytest.raises(Invalid) as refused:
        answers.preferred_times("tuesday at 8 pm", closes_early)
    assert refused.value.reason == "closed_hours"
    assert json.loads(answers.preferred_times("tuesday at 8 am", closes_early))["windows"]


HALF_DAY = ((NOW.replace(hour=8, minute=0).time(), NOW.replace(hour=12, minute=0).time()),)


@pytest.mark.parametrize(
    ("said", "purposes"),
    [
        ("my sertraline and the blood pressure one", "blood pressure"),
        ("sertraline plus my water pill", "water pill"),
        ("refill for my blood pressure and sertraline", "blood pressure"),
        ("lisinopril for my blood pressure", None),
        ("lisinopril for blood pressure and the cholesterol pill", "cholesterol"),
        ("sertraline", None),
    ],
)
def test_what_other_medicines_are_for(said: str, purposes: str | None) -> None:
    """Both were asked for; and what only says why one is taken is no second one."""
    assert besides.purposes_beside(said, LEXICON) == purposes


@pytest.mark.parametrize(
    ("said", "one"),
    [
        ("sertraline and the other one", "other"),
        ("sertraline and my little white pill", "little white"),
        ("sertraline and the 50 mg one", None),
        ("sertraline, the generic one", None),
        ("sertraline and the lisinopril one", None),
        ("sertraline and lisinopril", None),
    ],
)
def test_a_further_medicine_that_is_not_named_is_noticed(said: str, one: str | None) -> None:
    """What is not understood is asked about; dropped in silence it is missed at the pharmacy."""
    assert besides.one_unnamed(said, LEXICON) == one
