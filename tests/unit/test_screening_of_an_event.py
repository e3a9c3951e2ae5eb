"""What the turn makes of an event for which guidance has gone out already."""

from datetime import UTC, datetime
from types import SimpleNamespace

from bot.channels.base import Inbound
from bot.hearing import screening_of
from policies.triage import Disposition, compile_red_flags, unite

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
