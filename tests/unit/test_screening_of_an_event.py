"""What the turn makes of an event for which guidance has gone out already."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.channels.base import Inbound
from bot.doors.screening import by_both
from bot.hearing import hear, screening_of
from nlu.understanding import Understanding
from policies.triage import Disposition, compile_red_flags, unite
from tests.unit.test_half_believed import FACTS

RULES = compile_red_flags(
    [{"presentations": [{"id": "heart", "disposition": "emergency", "parts": {"said": ["chest pain"]}}]}]
)


def row(text, disposition, *, guided):
    event = Inbound("web", "1", "1", "text", datetime(2026, 11, 24, tzinfo=UTC), text=text)
    return SimpleNamespace(event=event, rule="poison.said", disposition=disposition, guided=guided)


def test_guidance_given_for_less_does_not_hide_a_graver_suspicion():
    """Poison Control was named at once; that the message also speaks of the heart must still lead to 911."""
    found = screening_of(row("chest pain", "poison", guided=True), RULES)
    assert found.firm().disposition is Disposition.POISON
    assert unite(found, {}).disposition is Disposition.EMERGENCY


def test_what_guidance_went_out_for_is_not_taken_back():
    """A number that is on the screen stays there, whatever a second reader thinks."""
    found = screening_of(row("hello", "poison", guided=True), RULES)
    assert unite(found, {Disposition.EMERGENCY: 0.0}).disposition is Disposition.POISON


HALF = Understanding("flow.appointment", 0.9, danger={"emergency": 0.5}, reader="rasa")
BRIEF, LONG = "a creaky finger", "there is something the matter with a finger of mine that I cannot describe"


@pytest.mark.parametrize(("text", "level"), [(BRIEF, Disposition.NONE), (LONG, Disposition.EMERGENCY)])
def test_of_a_brief_text_the_learned_reader_has_to_be_surer_wherever_the_two_are_joined(text, level):
    """What a visit is for comes in a few words; 911 in answer to it teaches people not to believe it."""
    found = screening_of(row(text, "none", guided=False), RULES)
    assert hear(row(text, "none", guided=False), found, HALF, FACTS, None).screening.disposition is level
    assert by_both(text, found, HALF).disposition is level
