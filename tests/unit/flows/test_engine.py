"""The engine that moves every guided task: each input in each phase, and what it must never do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Facts, FlowState
from bot.effects import Effect, Enqueue, Say, TryCode
from bot.flows.engine import (
    MAX_MISSES,
    Accept,
    Answer,
    Back,
    Cancel,
    Correct,
    Fill,
    Refuse,
    Resume,
    Said,
    position,
    take_turn,
)
from bot.flows.spec import Ask, Flow, Invalid, Phase, Slots, Value
from tests.unit.flows.sample import FACTS, TRIAL, WAITING_ROOM, new, stored

FULL = {"medicine": "aspirin", "days": 9, "shop": "CVS", "place": "home"}


def play(state: FlowState, *said: Said, flow: Flow = TRIAL) -> tuple[FlowState, tuple[Effect, ...]]:
    """Every turn is stored and read again before the next, as a restart would."""
    effects: tuple[Effect, ...] = ()
    for one in said:
        state, effects = take_turn(flow, stored(state), one, FACTS)
    return state, effects


def keys(effects: tuple[Effect, ...]) -> list[str]:
    """What was said, by key; other effects by their kind."""
    return [one.key if isinstance(one, Say) else type(one).__name__ for one in effects]


def buttons(effects: tuple[Effect, ...]) -> list[str]:
    """The buttons under the last thing said."""
    return [one.id for one in [say for say in effects if isinstance(say, Say)][-1].buttons]


IN_PHASE = {
    Phase.NEW: new(),
    Phase.ASKING: replace(new(), phase="asking", slots={"medicine": "aspirin"}),
    Phase.REVIEW: replace(new(), phase="review", slots=FULL),
    Phase.CLOSED: replace(new(), phase="closed", slots=FULL),
}

TABLE = [
    # phase, what comes in, phase afterwards, what is said or done
    (Phase.NEW, Resume(), Phase.ASKING, ["trial.medicine.ask"]),
    (Phase.NEW, Answer("aspirin"), Phase.ASKING, ["trial.days.ask"]),
    (Phase.NEW, Accept(), Phase.ASKING, ["trial.medicine.ask"]),
    (Phase.NEW, Back(), Phase.ASKING, ["shared.back.first", "trial.medicine.ask"]),
    (Phase.NEW, Correct("shop", "CVS"), Phase.ASKING, ["trial.medicine.ask"]),
    (Phase.NEW, Cancel(), Phase.CLOSED, ["trial.cancelled"]),
    (Phase.NEW, Fill(FULL), Phase.REVIEW, ["trial.review"]),
    (Phase.ASKING, Resume(), Phase.ASKING, ["trial.days.ask"]),
    (Phase.ASKING, Answer("9"), Phase.ASKING, ["trial.shop.ask"]),
    (Phase.ASKING, Answer("2"), Phase.ASKING, ["trial.missed.ask"]),
    (Phase.ASKING, Answer("many"), Phase.ASKING, ["trial.days.number"]),
    (Phase.ASKING, Accept(), Phase.ASKING, ["trial.days.ask"]),
    (Phase.ASKING, Back(), Phase.ASKING, ["trial.medicine.ask"]),
    (Phase.ASKING, Correct("medicine"), Phase.ASKING, ["trial.medicine.ask"]),
    (Phase.ASKING, Correct("medicine", "ibuprofen"), Phase.ASKING, ["trial.days.ask"]),
    (Phase.ASKING, Correct("medicine", "two at once"), Phase.ASKING, ["trial.medicine.one_at_a_time"]),
    (Phase.ASKING, Refuse("medicine", "empty"), Phase.ASKING, ["trial.medicine.empty"]),
    (Phase.ASKING, Cancel(), Phase.CLOSED, ["trial.cancelled"]),
    (Phase.REVIEW, Resume(), Phase.REVIEW, ["trial.review"]),
    (Phase.REVIEW, Answer("whatever"), Phase.REVIEW, ["trial.review"]),
    (Phase.REVIEW, Accept(), Phase.CLOSED, ["Enqueue", "trial.sent"]),
    (Phase.REVIEW, Back(), Phase.ASKING, ["trial.shop.ask"]),
    (Phase.REVIEW, Correct("days"), Phase.ASKING, ["trial.days.ask"]),
    (Phase.REVIEW, Correct("days", "5"), Phase.REVIEW, ["trial.review"]),
    (Phase.REVIEW, Correct("days", "1"), Phase.ASKING, ["trial.missed.ask"]),
    (Phase.REVIEW, Correct("days", "few"), Phase.ASKING, ["trial.days.number"]),
    (Phase.REVIEW, Cancel(), Phase.CLOSED, ["trial.cancelled"]),
]


@pytest.mark.parametrize(("phase", "said", "after", "done"), TABLE)
def test_each_input_in_each_phase_does_what_the_table_says(
    phase: Phase, said: Said, after: Phase, done: list[str]
) -> None:
    """The whole behaviour of the engine at a glance: whoever changes it changes a line here."""
    state, effects = play(IN_PHASE[phase], said)
    assert (state.phase, keys(effects)) == (after, done)


EVERY_INPUT = [
    Resume(), Answer("aspirin"), Accept(), Back(), Cancel(), Correct("days"), Correct("days", "1"), Fill({"days": 1}),
    Refuse("days", "number"),
]  # fmt: skip


@pytest.mark.parametrize("said", EVERY_INPUT)
def test_a_closed_flow_moves_no_more(said: Said) -> None:
    """A second tap on Send, or on any button of a finished request, must not send twice."""
    before = IN_PHASE[Phase.CLOSED]
    assert play(before, said) == (before, ())


def test_an_unknown_question_raises_and_changes_nothing() -> None:
    """A slot that the flow does not have is a fault of ours, and loud."""
    before = IN_PHASE[Phase.REVIEW]
    with pytest.raises(KeyError):
        take_turn(TRIAL, before, Correct("colour", "red"), FACTS)
    assert before == IN_PHASE[Phase.REVIEW]


def test_accept_before_the_review_sends_nothing() -> None:
    """Everything may be answered, but what was not read back was not agreed to."""
    state, effects = play(replace(new(), phase="asking", slots=FULL), Accept())
    assert (state.phase, keys(effects)) == (Phase.REVIEW, ["trial.review"])


def test_a_changed_answer_reopens_only_what_depends_on_it() -> None:
    """A patient who corrects one line must not answer the others again."""
    state, effects = play(IN_PHASE[Phase.REVIEW], Correct("days", "2"))
    assert keys(effects) == ["trial.missed.ask"]
    state, effects = play(state, Answer("yes"))
    assert keys(effects) == ["trial.review"]
    assert state.slots == {**FULL, "days": 2, "missed": True}


def test_an_answer_that_no_longer_applies_is_not_sent() -> None:
    """What was said of a missed dose does not go to staff once ten days are left."""
    state, effects = play(
        new(), Answer("aspirin"), Answer("1"), Answer("yes"), Answer("CVS"), Correct("days", "10"), Accept()
    )
    item = next(one for one in effects if isinstance(one, Enqueue))
    assert state.phase == Phase.CLOSED
    assert item.fields == {"medicine": "aspirin", "days": 10, "shop": "CVS", "place": "home"}


def test_what_the_first_message_says_is_never_asked_again() -> None:
    """Somebody who wrote it all at once sees the review at once."""
    state, effects = play(new(medicine="aspirin", days="9", shop="CVS"), Resume())
    assert (state.phase, keys(effects)) == (Phase.REVIEW, ["trial.review"])
    assert state.slots["days"] == 9


def test_a_hint_that_cannot_be_used_is_explained_once_and_then_asked() -> None:
    """Two medicines in the first message: say so, then take the answer, without saying it again."""
    state, effects = play(new(medicine="aspirin and tea"), Resume())
    assert keys(effects) == ["trial.medicine.one_at_a_time"]
    _state, effects = play(state, Resume())
    assert keys(effects) == ["trial.medicine.ask"]


def test_a_changed_default_is_asked_and_does_not_come_back_by_itself() -> None:
    """Where a value is known without asking, *change* must not bring the same value straight back."""
    state, effects = play(IN_PHASE[Phase.REVIEW], Correct("place"))
    assert keys(effects) == ["trial.place.ask"]
    state, _effects = play(state, Answer("work"))
    assert state.slots["place"] == "work"


def test_a_changed_hint_does_not_come_back_by_itself() -> None:
    """The same for a value out of the first message."""
    state, _effects = play(new(medicine="aspirin", days="9", shop="CVS"), Resume())
    _state, effects = play(state, Correct("shop"))
    assert keys(effects) == ["trial.shop.ask"]


def test_many_changes_of_one_line_leave_the_state_small() -> None:
    """The state is stored at every turn; it must not grow with how often somebody changes their mind."""
    state = IN_PHASE[Phase.REVIEW]
    for _ in range(50):
        state, _effects = play(state, Correct("shop"), Answer("CVS"))
    assert state.bare == ("shop",)


def test_after_three_misses_in_a_row_a_person_is_offered() -> None:
    """Nobody should have to fight a question."""
    state = IN_PHASE[Phase.ASKING]
    for _ in range(MAX_MISSES - 1):
        state, effects = play(state, Answer("?"))
        assert keys(effects) == ["trial.days.number"]
    state, effects = play(state, Answer("?"))
    assert keys(effects) == ["trial.days.number", "shared.stuck"]
    assert "flow.human" in buttons(effects)
    assert position(TRIAL, state, FACTS).open is TRIAL.ask("days")
    _state, effects = play(state, Answer("?"))
    assert keys(effects) == ["trial.days.number"]  # Who goes on all the same is helped with the question again.


def test_an_answer_that_fits_starts_the_count_again() -> None:
    """Three misses in a row, not three in all."""
    state, _effects = play(IN_PHASE[Phase.ASKING], Answer("?"), Answer("?"), Answer("1"))
    assert state.misses == 0


def test_every_question_offers_its_choices_a_way_back_and_a_way_out() -> None:
    """Whoever cannot or will not type can still go on, go back and stop."""
    _state, effects = play(replace(IN_PHASE[Phase.ASKING], slots={"medicine": "aspirin", "days": 9}), Resume())
    assert buttons(effects) == ["1.a.shop.CVS", "1.a.shop.other", "1.back", "1.cancel"]


def test_the_first_question_offers_no_way_back() -> None:
    """A button that does nothing is worse than none."""
    _state, effects = play(new(), Resume())
    assert buttons(effects) == ["1.cancel"]


def test_every_line_of_the_review_can_be_changed() -> None:
    """The review is the exact record, line by line, each with its own button."""
    _state, effects = play(IN_PHASE[Phase.REVIEW], Resume())
    say = next(one for one in effects if isinstance(one, Say))
    assert [(line.slot, line.value) for line in say.lines] == list(FULL.items())
    assert buttons(effects) == ["1.accept", *(f"1.change.{slot}" for slot in FULL), "1.cancel"]


def test_a_review_with_a_private_line_is_private() -> None:
    """One private answer is enough to keep the whole record off a channel that is not private."""
    _state, effects = play(IN_PHASE[Phase.REVIEW], Resume())
    assert [one.private for one in effects if isinstance(one, Say)] == [True]


def test_button_ids_fit_the_channel_with_the_smallest_limit() -> None:
    """Telegram takes 64 bytes; a longer id would make the whole reply fail."""
    flow = replace(TRIAL, asks=(replace(TRIAL.asks[3], slot="s" * 70),))
    _state, effects = take_turn(flow, FlowState("trial", 1, 1), Resume(), FACTS)
    assert all(len(ident.encode()) <= 64 for ident in buttons(effects))


def only_while_on_file(text: str, facts: Facts, _known: Slots) -> Value:
    """A paper that may end: here, with the channel's name."""
    if facts.channel != "web":
        raise Invalid("ended")
    return text


def test_an_answer_whose_ground_has_gone_is_asked_again_and_not_sent() -> None:
    """A right to act may end between the review and the tap on Send: on a birthday, with a form's last day."""
    flow = replace(TRIAL, asks=(Ask("patient", only_while_on_file, rechecked=True), *TRIAL.asks))
    reviewed = replace(IN_PHASE[Phase.REVIEW], slots={"patient": "Kim", **FULL})
    _state, effects = take_turn(flow, reviewed, Accept(), FACTS)
    assert keys(effects) == ["Enqueue", "trial.sent"]
    state, effects = take_turn(flow, reviewed, Accept(), replace(FACTS, channel="ended"))
    assert (state.phase, keys(effects)) == (Phase.ASKING, ["trial.patient.ended"])


def test_what_would_be_sent_is_exactly_what_was_read_back() -> None:
    """Where a question no longer applies by the time of the tap, the record is read back once more instead of sent."""
    asks = (Ask("patient", only_while_on_file, when=lambda _known, facts: facts.channel == "web"), *TRIAL.asks)
    flow = replace(TRIAL, asks=asks)
    reviewed = replace(IN_PHASE[Phase.REVIEW], slots={"patient": "Kim", **FULL})
    state, effects = take_turn(flow, reviewed, Accept(), replace(FACTS, channel="ended"))
    assert (state.phase, keys(effects)) == (Phase.REVIEW, ["trial.review"])


def test_a_flow_that_waits_asks_the_shell_and_goes_on_with_what_it_brings() -> None:
    """Effects come back as the next input, never as a return value inside the core."""
    state, effects = play(new(WAITING_ROOM), Answer("ana"), flow=WAITING_ROOM)
    assert (state.phase, keys(effects)) == (Phase.WAITING, ["TryCode"])
    state, effects = play(state, Fill({"ticket": "t"}), flow=WAITING_ROOM)
    assert (state.phase, keys(effects)) == (Phase.ASKING, ["room.code.ask"])
    state, effects = play(state, Answer("7"), flow=WAITING_ROOM)
    assert (state.phase, effects) == (Phase.WAITING, (TryCode("t", "7"),))
    state, effects = play(state, Refuse("code", "wrong"), flow=WAITING_ROOM)
    assert (state.phase, keys(effects)) == (Phase.ASKING, ["room.code.wrong"])
    assert "code" not in state.slots


@pytest.mark.parametrize("said", [Answer("anything"), Correct("ticket", "forged"), Correct("proof", "true")])
def test_words_never_stand_in_for_what_an_effect_brings(said: Said) -> None:
    """A forged button must neither prove anything nor break the turn."""
    waiting, _effects = play(new(WAITING_ROOM), Answer("ana"), flow=WAITING_ROOM)
    state, _effects = play(waiting, said, flow=WAITING_ROOM)
    assert not {"ticket", "proof"} & set(state.slots)


def test_back_at_an_awaited_answer_asks_the_question_before_it() -> None:
    """From the code back to the fact that was mistyped; the old challenge is forgotten."""
    state, _effects = play(new(WAITING_ROOM), Answer("ana"), Fill({"ticket": "t"}), flow=WAITING_ROOM)
    state, effects = play(state, Back(), flow=WAITING_ROOM)
    assert keys(effects) == ["room.name.ask"]
    assert "ticket" not in state.slots
