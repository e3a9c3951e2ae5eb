"""What was typed in a chat that others may read and has to go from there: answers to private questions, and passwords."""

from __future__ import annotations

from bot.conversation import Conversation, Facts
from bot.dialogue import open_flow
from bot.dialogue.heard import Heard
from bot.effects import Effect, TakeDown
from bot.flows import engine
from bot.flows.spec import Ask
from policies import disclosure, reading

BESIDE = ("faq.", "chat.", "oos.")
"""How the names begin of what is said in the middle of a task and answers no question."""


def taken_down(talk: Conversation, heard: Heard, facts: Facts) -> tuple[Effect, ...]:
    """Have the words deleted from the chat where they answer such a question, or hold a password. What was kept stays kept."""
    if facts.private or heard.kind not in ("text", "edit") or not heard.text.strip():
        return ()
    if open_flow.holds_password(heard.text, talk, facts):
        return (TakeDown(),)
    ask = None if talk.speaker == "staff" else open_flow.open_ask(talk, facts)
    if ask is None or not disclosure.takes_down(engine.fact_of(ask), facts, identity_or_body=ask.taken_down):
        return ()
    return (TakeDown(),) if _answers(ask, heard, facts) else ()


def _answers(ask: Ask, heard: Heard, facts: Facts) -> bool:
    """Whether words are an answer, also one that cannot be used, and not the way back, a question or courtesy."""
    if facts.words.means(heard.text) is not None:
        return False
    understood = heard.understanding
    beside = (understood.intent or "").startswith(BESIDE) and understood.confidence >= reading.OUTRANKS
    return ask.verbatim or not (beside or facts.words.is_question(heard.text))
