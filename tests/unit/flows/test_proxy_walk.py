"""Whoever writes, whatever their papers and the patient's age: what the flows let through is what the practice's table says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Assurance, Facts, FlowState, Medicine, PatientId, Person, Provider, Standing
from bot.effects import Enqueue, Say
from bot.flows.appointment import APPOINTMENT
from bot.flows.engine import Accept, Answer, Resume, take_turn
from bot.flows.message import MESSAGE
from bot.flows.refill import REFILL
from bot.flows.spec import Flow, Phase
from tests.unit.nlu.entities.known import LEXICON, NOW

TODAY = NOW.date()
FLOWS = {"appointment": APPOINTMENT, "refill": REFILL, "message": MESSAGE}
ANSWERS = {
    "provider": "anyone",
    "reason": "a cough",
    "when": "tuesday",
    "medication": "ibuprofen",
    "days_left": "9",
    "pharmacy": "CVS Katonah",
    "recipient": "care team",
    "topic": "a brace",
    "body": "It is too tight.",
}
ANA = Person(PatientId("A"), "Ana", "Vega", date(1980, 5, 1), provider="Dr. Patel")
GUARDIAN, SIGNED = "personal_representative", "signed_authorization"


def allowed(action: str, age: int, basis: str, form: str, on_file: bool, ended: bool) -> bool:
    """The practice's table, written down a second time and in another way than the rule."""
    if not on_file or ended:
        return False
    if age < 12:
        return basis == GUARDIAN
    if age < 18:
        return basis == GUARDIAN and action == "appointment"
    return basis == SIGNED or basis == GUARDIAN and form != "pediatric"


def born(age: int, days: int) -> date:
    """Somebody who is `age` today and has had that birthday for so many days; leap days included."""
    try:
        birthday = TODAY.replace(year=TODAY.year - age)
    except ValueError:
        birthday = date(TODAY.year - age, 3, 1)
    return birthday - timedelta(days=days)


def sent(flow: Flow, facts: Facts, who: str) -> tuple[list[Enqueue], list[str]]:
    """Walk a flow to its end as far as it lets one; what was put before staff, and the last thing said."""
    state = FlowState(flow.name, flow.version, 1)
    state, effects = take_turn(flow, state, Resume(), facts)
    for _ in range(12):
        if state.phase == Phase.REVIEW:
            state, effects = take_turn(flow, state, Accept(), facts)
            break
        open_slot = next(one.key.split(".")[1] for one in effects if isinstance(one, Say))
        if open_slot == "patient" and "patient" in state.slots:
            break
        state, effects = take_turn(flow, state, Answer(who if open_slot == "patient" else ANSWERS[open_slot]), facts)
        if any(isinstance(one, Say) and one.key.split(".")[1] == "patient" for one in effects):
            break
    said = [one.key for one in effects if isinstance(one, Say)]
    return [one for one in effects if isinstance(one, Enqueue)], said


PEOPLE = st.tuples(st.integers(0, 90), st.integers(0, 364))
PAPERS = st.tuples(
    st.sampled_from([GUARDIAN, SIGNED]),
    st.sampled_from(["pediatric", "care_manager", "representative"]),
    st.booleans(),
    st.sampled_from([None, -1, 0, 400]),
)


@given(st.sampled_from(sorted(FLOWS)), PEOPLE, PAPERS)
def test_a_flow_sends_for_somebody_else_exactly_what_the_table_allows(
    action: str, person: tuple[int, int], papers: tuple[str, str, bool, int | None]
) -> None:
    """No path through the questions may lead around the rule, nor stop somebody who may."""
    (age, days), (basis, form, on_file, left) = person, papers
    kim = Person(PatientId("K"), "Kim", "Vega", born(age, days), medications=(Medicine("ibuprofen"),))
    until = None if left is None else TODAY + timedelta(days=left)
    facts = Facts(
        now=NOW,
        lexicon=LEXICON,
        providers=(Provider("Dr. Patel"),),
        pharmacies=("CVS Katonah",),
        level=Assurance.VERIFIED,
        me=ANA,
        acts_for=(Standing(kim, basis, form, on_file, until),),
        new_ref="R-1",
    )
    items, said = sent(FLOWS[action], facts, "Kim")
    wanted = allowed(action, age, basis, form, on_file, left == -1)
    assert bool(items) == wanted
    if wanted:
        assert [(one.patient_id, one.actor_id, one.basis) for one in items] == [("K", "A", basis)]
    else:
        assert said[0].startswith(f"{FLOWS[action].name}.patient.")


@given(st.sampled_from(sorted(FLOWS)), PEOPLE)
def test_for_oneself_anybody_from_twelve_on(action: str, person: tuple[int, int]) -> None:
    """A teenager may write for themselves; a younger child's record needs a grown-up."""
    age, days = person
    me = replace(ANA, dob=born(age, days))
    facts = Facts(
        now=NOW,
        lexicon=LEXICON,
        providers=(Provider("Dr. Patel"),),
        pharmacies=("CVS Katonah",),
        level=Assurance.VERIFIED,
        me=me,
        new_ref="R-1",
    )
    items, _said = sent(FLOWS[action], facts, "me")
    assert bool(items) == (age >= 12)
    assert all((one.patient_id, one.basis) == ("A", "self") for one in items)


@given(st.integers(1, 5), st.sampled_from(["Leo", "my neighbor", "my brother", "Walter Smith"]))
def test_nobody_without_papers_is_ever_written_for(others: int, name: str) -> None:
    """However many people somebody may act for, a stranger is none of them."""
    standings = tuple(
        Standing(
            Person(PatientId(f"K{n}"), f"Kim{n}", "Vega", born(9, n)), GUARDIAN, "pediatric", on_file=True, until=None
        )
        for n in range(others)
    )
    facts = Facts(now=NOW, lexicon=LEXICON, level=Assurance.VERIFIED, me=ANA, acts_for=standings, new_ref="R-1")
    items, said = sent(REFILL, facts, name)
    assert not items
    assert said[0].startswith("refill.patient.")
