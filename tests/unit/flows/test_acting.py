"""For whom somebody writes: never for anybody else by accident, and only while the papers hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.conversation import Assurance, Facts, FlowState, PatientId, Person, Standing
from bot.effects import Enqueue, Say
from bot.flows.acting import ME, patient_for, patient_of
from bot.flows.appointment import APPOINTMENT
from bot.flows.engine import Accept, Resume, take_turn
from bot.flows.message import MESSAGE
from bot.flows.refill import REFILL
from bot.flows.spec import Flow, Invalid, Phase
from tests.unit.flows.sample import NOW
from tests.unit.nlu.entities.known import LEXICON

ANA = Person(PatientId("A"), "Ana", "Vega", date(1980, 5, 1))
KIM = Person(PatientId("K"), "Kim", "Vega", NOW.date().replace(year=NOW.year - 12) + timedelta(days=1))
"""Twelve years old tomorrow."""
PAPER = Standing(KIM, "personal_representative", "pediatric", on_file=True)
FACTS = Facts(now=NOW, lexicon=LEXICON, level=Assurance.VERIFIED, me=ANA, acts_for=(PAPER,), new_ref="R-1")
TOMORROW = replace(FACTS, now=NOW + timedelta(days=1))


@pytest.mark.parametrize("words", ["me", "Myself", "for me", "Ana", "ana vega"])
def test_oneself_is_meant_by_many_words(words: str) -> None:
    """Nobody should have to find the one word."""
    assert patient_for("refill")(words, FACTS, {}) == ME


@pytest.mark.parametrize("words", ["Kim", "Kim Vega", "my daughter Kim", "it's for kim"])
def test_a_child_with_papers_is_found_by_name(words: str) -> None:
    """As people say it, not as the list prints it."""
    assert patient_for("refill")(words, FACTS, {}) == "Kim Vega"


@pytest.mark.parametrize("words", ["", "my neighbour", "Leo", "Vega"])
def test_nobody_else_is_taken_instead(words: str) -> None:
    """A name that is not on the list is asked again, never guessed."""
    with pytest.raises(Invalid) as refused:
        patient_for("refill")(words, FACTS, {})
    assert refused.value.reason == "who"


def test_a_refusal_names_the_form() -> None:
    """The text says what would change it."""
    with pytest.raises(Invalid) as refused:
        patient_for("refill")("Kim", replace(FACTS, acts_for=(replace(PAPER, on_file=False),)), {})
    assert (refused.value.reason, refused.value.params) == ("child_no_form", {"form": "pediatric"})


def test_a_request_is_never_about_somebody_else_instead() -> None:
    """A name whose papers are gone must not turn into the person who writes."""
    assert patient_of({"patient": "Kim Vega"}, FACTS) is KIM
    assert patient_of({}, FACTS) is ANA
    with pytest.raises(LookupError):
        patient_of({"patient": "Kim Vega"}, replace(FACTS, acts_for=(replace(PAPER, patient=ANA),)))


def reviewed(flow: Flow, slots: dict[str, str | int | bool]) -> FlowState:
    """A flow that was read back today; what is known without asking fills itself in."""
    begun = FlowState(flow.name, flow.version, 1, phase="asking", slots={"patient": "Kim Vega", **slots})
    state, _effects = take_turn(flow, begun, Resume(), FACTS)
    assert state.phase == Phase.REVIEW
    return state


@pytest.mark.parametrize(
    ("flow", "slots"),
    [
        (REFILL, {"medication": "aspirin", "dose": "as_on_file", "days_left": 9, "pharmacy": "CVS"}),
        (MESSAGE, {"recipient": "team", "topic": "care", "body": "How is she?"}),
    ],
    ids=["refill", "message"],
)
def test_a_birthday_between_review_and_send_stops_the_request(flow: Flow, slots: dict[str, str | int | bool]) -> None:
    """From twelve on, visits only: what was read back the evening before is refused and not sent."""
    state = reviewed(flow, slots)
    assert any(isinstance(one, Enqueue) for one in take_turn(flow, state, Accept(), FACTS)[1])
    _state, effects = take_turn(flow, state, Accept(), TOMORROW)
    assert [one.key for one in effects if isinstance(one, Say)] == [f"{flow.name}.patient.teen_appointments_only"]
    assert not any(isinstance(one, Enqueue) for one in effects)


def test_a_visit_may_still_be_asked_for_after_the_twelfth_birthday() -> None:
    """The rule takes away what it must and no more."""
    slots = {"task": "new", "provider": "anyone", "reason": "check-up", "when": "{}", "contact": "here"}
    _state, effects = take_turn(APPOINTMENT, reviewed(APPOINTMENT, slots), Accept(), TOMORROW)
    items = [one for one in effects if isinstance(one, Enqueue)]
    assert [(one.patient_id, one.actor_id, one.basis) for one in items] == [("K", "A", "personal_representative")]
