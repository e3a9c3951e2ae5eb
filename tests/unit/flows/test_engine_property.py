"""What no conversation, however odd, may make a flow do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.effects import Enqueue
from bot.flows.engine import Accept, Answer, Back, Cancel, Correct, Fill, Refuse, Resume, Said, position, take_turn
from bot.flows.spec import Phase
from tests.unit.flows.sample import FACTS, TRIAL, new, stored

SLOTS = st.sampled_from([ask.slot for ask in TRIAL.asks])
WORDS = st.one_of(
    st.sampled_from(["aspirin", "1", "2", "9", "yes", "no", "CVS", "home", "two words", "", "?"]), st.text(max_size=8)
)
ALL_AT_ONCE = {"medicine": "aspirin", "days": "9", "shop": "CVS"}
HINTS = st.one_of(
    st.dictionaries(st.sampled_from(["medicine", "days", "shop"]), WORDS, max_size=3), st.just(ALL_AT_ONCE)
)
VALUES = {"medicine": "aspirin", "days": 3, "missed": True, "shop": "CVS", "place": "home"}
INPUTS: st.SearchStrategy[Said] = st.one_of(
    st.builds(Answer, WORDS, HINTS),
    st.builds(Answer, st.sampled_from(["aspirin", "1", "9", "yes", "CVS", "home"])),
    st.builds(Correct, SLOTS, st.one_of(st.none(), WORDS)),
    st.builds(Refuse, SLOTS, st.just("empty")),
    SLOTS.map(lambda slot: Fill({slot: VALUES[slot]})),
    st.sampled_from([Accept(), Accept(), Back(), Resume()]),
    st.just(Cancel()),
)
CONVERSATIONS = st.lists(INPUTS, max_size=40)


@settings(max_examples=300, deadline=None)
@given(HINTS, CONVERSATIONS)
def test_a_flow_sends_at_most_once_and_never_with_a_question_open(hints: dict[str, str], said: list[Said]) -> None:
    """The promise behind every request: one request per request, and exactly what was read back."""
    state, sent = new(**hints), 0
    for one in said:
        before = position(TRIAL, state, FACTS)
        reviewed = dict(state.slots) if state.phase == Phase.REVIEW else None
        state, effects = take_turn(TRIAL, state, one, FACTS)
        items = [effect for effect in effects if isinstance(effect, Enqueue)]
        sent += len(items)
        for item in items:
            assert before.open is None
            assert reviewed == item.fields
    assert sent <= 1


@settings(max_examples=300, deadline=None)
@given(HINTS, CONVERSATIONS)
def test_a_restart_after_any_turn_changes_nothing(hints: dict[str, str], said: list[Said]) -> None:
    """The process may be killed after each turn; the stored state alone must carry the conversation on."""
    kept, restarted = new(**hints), new(**hints)
    for one in said:
        kept, said_by_kept = take_turn(TRIAL, kept, one, FACTS)
        restarted, said_by_restarted = take_turn(TRIAL, stored(restarted), one, FACTS)
        assert said_by_kept == said_by_restarted
        assert stored(kept) == stored(restarted)


@settings(max_examples=300, deadline=None)
@given(HINTS, CONVERSATIONS)
def test_a_flow_that_is_not_closed_always_has_something_to_say(hints: dict[str, str], said: list[Said]) -> None:
    """Silence is the one answer that nobody can act on."""
    state = new(**hints)
    for one in said:
        was_closed = state.phase == Phase.CLOSED
        state, effects = take_turn(TRIAL, state, one, FACTS)
        assert bool(effects) is not was_closed
