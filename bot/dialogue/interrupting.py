"""What words in the middle of a task are, if they are no answer: a question, courtesy, or another wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation import Conversation, Facts, FlowState
from bot.dialogue import open_flow, own, small_talk
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.meant import instead, meant
from bot.dialogue.registry import BY_INTENT, SAYS
from bot.effects import Button, Say
from bot.flows import engine
from bot.flows.spec import Ask
from policies import reading

NOTHING = ("-",)
COURTESY = ("chat.greet", "chat.thanks", "chat.help", "chat.bot_question", "chat.language", "chat.goodbye")


def otherwise(talk: Conversation, heard: Heard, facts: Facts, ask: Ask | None = None) -> Decision | None:
    """Answer the words and come back to the open question; None where they are nothing that is known."""
    wish = own.own_wish(talk, heard, facts)
    if wish is not None:
        return wish
    understood = heard.understanding
    name = understood.intent or ""
    if (
        ask is not None
        and name.startswith(ask.mistaken_for or NOTHING)
        and not (facts.words.is_question(heard.text) and understood.confidence >= reading.OUTRANKS_FREE_TEXT)
    ):
        return None
    task = meant(heard, facts) if name != "chat.cancel" else None
    if (task := task or instead(heard, facts)) is not None:
        return other_wish(talk, task, replace(heard, understanding=replace(understood, intent=task)), facts)
    if small_talk.is_wish(name):
        sure = (
            understood.confidence >= reading.NEW_WISH or understood.reader == "keywords"
        )  # Keywords are few and plain.
        return other_wish(talk, name, heard, facts) if sure else None
    if name.startswith(("faq.", "oos.")) and name != "oos.gibberish" or name in COURTESY:
        return small_talk.answer(talk, name, facts)
    return None


def other_wish(talk: Conversation, name: str, heard: Heard, facts: Facts) -> Decision | None:
    """Another wish in the middle: it may be begun now while this one waits, or the open one goes on."""
    if name == "flow.human":  # Needs no task of its own: the ways to a person are told, and the open question waits.
        return small_talk.wish(talk, name, heard, facts)
    state = talk.flows[-1]
    if BY_INTENT.get(name) == state.flow:
        said = {} if facts.words.is_question(heard.text) else SAYS.get(name, {})
        return _said_of_itself(talk, state, said, facts)
    open_name = next((state.flow for state in reversed(talk.flows) if state.flow != "verify"), "")
    if BY_INTENT.get(name, name) == open_name:
        return None
    buttons = (Button(name, f"button.{name}"), Button("resume", "button.resume"))
    talk = replace(talk, asked="switch", offered=name, offered_slots=open_flow.hint(heard, facts))
    return Decision(talk, (Say("shared.switch", buttons=buttons),))


def _said_of_itself(talk: Conversation, state: FlowState, said: Mapping[str, str], facts: Facts) -> Decision | None:
    """A wish for the very flow that is open: its name may change what was answered so far, else it is no news."""
    changed = [(slot, value) for slot, value in said.items() if state.slots.get(slot) != value]
    return open_flow.run(talk, engine.Correct(*changed[0]), facts) if changed else None
