"""Every line that docs/flows/ draws is walked here with the real engine, and nothing is walked that is not drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from bot.conversation import Assurance, Facts, FlowState, Medicine, OwnItem, PatientId, Person, Provider, Standing
from bot.dialogue.registry import FLOWS
from bot.drawing import edges
from bot.flows.engine import Accept, Answer, Back, Correct, Fill, Resume, position, take_turn
from bot.flows.recovery import NEEDS
from bot.flows.spec import Ask, Flow, Phase
from tests.unit.nlu.entities.known import LEXICON, NOW

ANA = replace(
    Person(PatientId("A"), "Ana", "Vega", date(1980, 5, 1), "ana@example.com", "10549", "914-555-0100"),
    provider="Dr. Patel",
    medications=(Medicine("sertraline", "50 mg", "Dr. Patel"),),
)
KIM = replace(ANA, id=PatientId("K"), first_name="Kim", dob=date(2019, 5, 1))
FACTS = Facts(
    now=NOW,
    lexicon=LEXICON,
    providers=(Provider("Dr. Patel"),),
    pharmacies=("CVS Katonah",),
    level=Assurance.VERIFIED,
    me=ANA,
    acts_for=(Standing(KIM, "personal_representative", "pediatric", on_file=True),),
    mine=(OwnItem("K7M-4RXC", "message", "open", datetime(2026, 11, 20, tzinfo=UTC)),),
    telehealth=True,
    new_ref="R-1",
)
ANSWERS = {
    "patient": "Kim",
    "booked": "the one on Tuesday",
    "provider": "Dr. Patel",
    "reason": "a cough",
    "visit_type": "in person",
    "contact": "here",
    "medication": "sertraline",
    "dose": "50 mg",
    "quantity": "90 days",
    "missed_dose": "no",
    "pharmacy": "CVS Katonah",
    "recipient": "care team",
    "topic": "my brace",
    "body": "It is too tight.",
    "callback_number": "914-555-0100",
    "ref": "K7M-4RXC",
    "words": "And the other one.",
    "first_name": "Ana",
    "last_name": "Vega",
    "username": "avega80",
    "token": "7KQ2-M4XW-9RTD",
    "email": "ana@example.com",
    "zip": "10549",
    "trouble": "The page stays white.",
    "dob": "April 17, 1962",
    "contact_fact": "10549",
    "code": "12345678",
}
DECIDING = {"task": ("new", "move", "cancel"), "days_left": ("0", "9"), "how": ("here", "phone"), "path": tuple(NEEDS)}
WHEN = {"appointment": "tuesday morning", "callback": "any time"}


class Walk:
    """One run through a flow in which every question is really asked; `edges` are the ways that were taken."""

    def __init__(self, flow: Flow, choices: dict[str, str]) -> None:
        self.flow = flow
        self.answers = {**ANSWERS, **choices, "when": WHEN.get(flow.name, "")}
        every = tuple(ask.slot for ask in flow.asks)
        self.state = FlowState(flow.name, flow.version, 1, bare=every)
        self.edges: set[tuple[str, str]] = set()
        self.before = "[*]"

    def go(self) -> set[tuple[str, str]]:
        """Walk from the first question to the end."""
        self._move(Resume())
        for _ in range(40):
            if self.state.phase == Phase.CLOSED:
                self.edges.add((self.before, "[*]"))
                return self.edges
            if self.state.phase == Phase.REVIEW:
                self._review()
            else:
                self._question(position(self.flow, self.state, FACTS).open)
        raise AssertionError(f"{self.flow.name} never ends")

    def _question(self, ask: Ask | None) -> None:
        assert ask is not None
        self.edges.add((self.before, ask.slot))
        self.before = ask.slot
        if ask.awaited:
            self._move(Fill({ask.slot: "brought"}))
            return
        self._move(Resume())
        self._stays(ask)
        if ask.reasons:
            self._move(Answer("?"))
            self._stays(ask)
        self._move(Answer(self.answers[ask.slot]))

    def _stays(self, ask: Ask) -> None:
        here = position(self.flow, self.state, FACTS).open
        assert here is not None
        assert here.slot == ask.slot
        self.edges.add((ask.slot, ask.slot))

    def _review(self) -> None:
        self.edges.add((self.before, "review"))
        self.before = "review"
        for slot in list(self.state.slots):
            self._move(Correct(slot, self.answers[slot]))
            assert self.state.phase == Phase.REVIEW
            self.edges.add(("review", "review"))
        self._move(Accept())

    def _move(self, said: Resume | Answer | Fill | Correct | Accept) -> None:
        self.state, _effects = take_turn(self.flow, self.state, said, FACTS)


def combinations(flow: Flow) -> Iterator[dict[str, str]]:
    """Every combination of the answers that decide which questions are asked."""
    slots = [ask.slot for ask in flow.asks if ask.slot in DECIDING]
    for values in product(*(DECIDING[slot] for slot in slots)):
        yield dict(zip(slots, values, strict=True))


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_each_edge_that_is_drawn_is_walked_and_no_other(name: str) -> None:
    """A drawing that shows a way nobody can take, or hides one, misleads whoever checks the flow by it."""
    flow = FLOWS[name]
    walked = set().union(*(Walk(flow, choices).go() for choices in combinations(flow)))
    assert walked == set(edges(flow))


@pytest.mark.parametrize("name", sorted(set(FLOWS) - {"verify"}))
def test_from_each_question_one_step_back_leads_to_the_one_before(name: str) -> None:
    """*Back* undoes one answer and no more, from wherever it is said."""
    flow = FLOWS[name]
    for choices in combinations(flow):
        walk = Walk(flow, choices)
        asked: list[str] = []
        walk._move(Resume())
        while (ask := position(flow, walk.state, FACTS).open) is not None and not ask.awaited:
            if asked:
                state, _effects = take_turn(flow, walk.state, Back(), FACTS)
                here = position(flow, state, FACTS).open
                assert here is not None
                assert here.slot == asked[-1]
            asked.append(ask.slot)
            walk._move(Answer(walk.answers[ask.slot]))
