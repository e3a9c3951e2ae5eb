"""What only the learned reader half sees is asked back; what a rule found beside it is answered at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.steering import load_steering
from bot.conversation import Conversation, ConversationId
from bot.dialogue import decide
from bot.dialogue.heard import Heard
from bot.dialogue.open_flow import begin
from bot.effects import Say
from policies.triage import Disposition, Finding, Screening, unite
from tests.conftest import DATA
from tests.unit.flows.test_every_edge import FACTS as EDGE

FACTS = replace(EDGE, words=load_steering(DATA / "lexicon" / "en" / "steering.yml"), private=True)
NOTHING = Screening(Disposition.NONE, None, ())
TODAY = Screening(Disposition.URGENT, "pain_today.pain", (Finding("pain_today.pain", Disposition.URGENT, firm=True),))
HALF = {Disposition.EMERGENCY: 0.42}
LONG = "it is heavy and goes into the arm when I carry the shopping up the stairs and I sweat"


def keys(text: str, rules: Screening = NOTHING, *, task: bool) -> list[str]:
    """What is said to a text that the learned reader half believes in, with or without a task under way."""
    talk = Conversation(ConversationId("T"), "en")
    talk = begin(talk, "refill", {}, FACTS).talk if task else talk
    effects = decide(talk, Heard("text", text, screening=unite(rules, HALF), danger=HALF), FACTS).effects
    return [effect.key for effect in effects if isinstance(effect, Say)]


@pytest.mark.parametrize("task", [False, True])
def test_what_a_rule_found_for_today_is_not_lost_in_a_half_belief(task: bool) -> None:
    """A reader that suspects worse must not take away the guidance that a rule would have given alone."""
    assert keys("it hurts", TODAY, task=task)[0] == "guidance.emergency"


def test_a_half_belief_is_asked_back() -> None:
    """One question with the number in view, in place of an alarm."""
    assert keys("it hurts", task=False)[0] == "guidance.maybe.emergency"


def test_in_a_task_a_long_text_is_asked_back_and_a_short_answer_is_not() -> None:
    """*The other one* means little on its own; a whole tale at the question for a medicine does."""
    assert keys(LONG, task=True)[0] == "guidance.maybe.emergency"
    assert not keys("the other one", task=True)[0].startswith("guidance")
