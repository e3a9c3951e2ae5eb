"""STOP and START in a chat that others may read: no more notices there, and notices again.

*Stop* in a task leaves the task, as it always did; in capitals, or with nothing to leave, it means us.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts
from bot.dialogue import open_flow, own, sharing
from bot.dialogue.heard import Decision, Heard
from bot.effects import Audit, Effect, Notices, Say
from policies import notices

OFF: tuple[Effect, ...] = (Notices(wanted=False), Say("notices.off"), Audit("notices.off"))
ON: tuple[Effect, ...] = (Notices(wanted=True), Say("notices.on"), Audit("notices.on"))


def asked(talk: Conversation, heard: Heard, facts: Facts) -> Decision | None:
    """Answer such a word; None for any other."""
    if facts.private or heard.kind != "text":
        return None
    match notices.said(heard.text):
        case False if notices.is_firm(heard.text):
            talk, over = sharing.ended(replace(talk, asked=None, offered=None), "asked", facts)
            left = open_flow.cancel(talk, replace(facts, agreed=False)) if talk.flows else Decision(talk)
            return Decision(left.talk, (*over, *left.effects, *OFF))
        case False if not _means_something_here(talk, facts):
            return Decision(talk, OFF)
        case True if not facts.told:
            return open_flow.resume(talk, facts, ON) if talk.flows else Decision(talk, ON)
        case _:
            return None


def _means_something_here(talk: Conversation, facts: Facts) -> bool:
    """Whether there is something else that *stop* could be meant of."""
    return bool(talk.flows or talk.suspended or talk.asked or talk.proposed) or own.just_sent(facts) is not None


def opened(facts: Facts) -> tuple[Effect, ...]:
    """Whoever presses Start once more wants to be written to again."""
    return () if facts.private or facts.told else ON
