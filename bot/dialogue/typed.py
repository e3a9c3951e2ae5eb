"""What was typed in a chat that others may read and has to go from there: private answers, what came unasked, passwords."""

from __future__ import annotations

from bot.conversation import Conversation, Facts
from bot.dialogue import open_flow
from bot.dialogue.heard import Heard
from bot.effects import Effect, Say, TakeDown
from bot.flows import engine
from bot.flows.spec import Ask
from policies import disclosure, reading
from policies.disclosure import Fact

TELLING = frozenset({"medication", "dose", "dob", "email", "phone", "username", "token"})
"""What nobody should read over a shoulder, in whatever sentence it stands."""
TOLD_FOR_A_TASK = TELLING | {"first_name", "last_name", "reason"}
"""What is that where it begins a task: elsewhere a name may be anybody's and a reason is a topic."""
BESIDE = ("faq.", "chat.")
"""How the names begin of what is said in the middle of a task and answers no question. A rare surname looks like no word at all, so
what seems to be none of ours may be an answer.
"""


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


def told_too_soon(before: Conversation, after: Conversation, heard: Heard, facts: Facts) -> tuple[Effect, ...]:
    """Have a message deleted that tells private things before anybody asked for them, and say why; it was heard all the same."""
    asked = before.speaker == "staff" or open_flow.open_ask(before, facts) is not None
    if (
        asked
        or heard.kind not in ("text", "edit")
        or not disclosure.takes_down(Fact.PRIVATE, facts, identity_or_body=False)
    ):
        return ()
    telling = TOLD_FOR_A_TASK if after.runs > before.runs else TELLING
    return (TakeDown(), Say("shared.taken_out")) if telling & heard.slots.keys() else ()


def _answers(ask: Ask, heard: Heard, facts: Facts) -> bool:
    """Whether words are an answer, also one that cannot be used, and not the way back, a question or courtesy."""
    if facts.words.means(heard.text) is not None:
        return False
    understood = heard.understanding
    beside = (understood.intent or "").startswith(BESIDE) and understood.confidence >= reading.OUTRANKS
    return ask.verbatim or not (beside or facts.words.is_question(heard.text))
