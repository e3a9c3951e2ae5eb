"""The open question and what the patient says to it: an answer, a correction, a question in between, another wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation import Conversation, Facts, FlowState
from bot.dialogue import open_flow, small_talk
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.registry import BY_INTENT, SAYS
from bot.effects import CONTINUE_SECURELY, Button, Say
from bot.flows import engine
from bot.flows.answers import read_slots
from bot.flows.spec import Ask, Flow, Invalid, Phase
from policies import reading


def answer_open_question(talk: Conversation, heard: Heard, meaning: str | None, facts: Facts) -> Decision:
    """Take what was said while a flow is open."""
    state = talk.flows[-1]
    flow = open_flow.flow_of(state)
    if flow is None:
        return open_flow.resume(talk, facts)
    if talk.asked == "switch":
        answered = _switch(replace(talk, asked=None), meaning, facts)
        if answered is not None:
            return answered
        talk = replace(talk, asked=None)
    steered = _steer(talk, flow, meaning, facts)
    if steered is not None:
        return steered
    if state.phase == Phase.REVIEW:
        return _at_review(talk, flow, heard, meaning, facts)
    ask = open_flow.open_ask(talk, facts)
    if ask is None:
        return open_flow.resume(talk, facts)
    return _at_question(talk, flow, state, ask, heard, facts)


def _switch(talk: Conversation, meaning: str | None, facts: Facts) -> Decision | None:
    """*Yes* begins the other wish, *no* goes on with the open question."""
    if meaning in ("yes", "accept") and talk.offered:
        return small_talk.begin_offered(talk, talk.offered, facts)
    return open_flow.resume(talk, facts) if meaning in ("no", "go_on") else None


def _steer(talk: Conversation, flow: Flow, meaning: str | None, facts: Facts) -> Decision | None:
    match meaning:
        case "stop":
            return open_flow.cancel(talk, facts)
        case "back":
            return open_flow.run(talk, engine.Back(), facts)
        case "restart":
            fresh = replace(talk, flows=talk.flows[:-1])
            begun = open_flow.begin(fresh, flow.name, {}, facts)
            return Decision(begun.talk, (Say("shared.restarted"), *begun.effects))
        case "menu":
            return open_flow.resume(talk, facts, (Say("shared.in_flow_help"),))
        case "again" if any(ask.awaited for ask in flow.asks):
            return resend(talk, flow, facts)
        case _:
            return None


def resend(talk: Conversation, flow: Flow, facts: Facts) -> Decision:
    """Ask the effect again that brings the awaited value: a new code."""
    awaited = next(ask.slot for ask in flow.asks if ask.awaited)
    return open_flow.run(talk, engine.Correct(awaited), facts)


def _at_review(talk: Conversation, flow: Flow, heard: Heard, meaning: str | None, facts: Facts) -> Decision:
    understood = heard.understanding
    if meaning in ("yes", "accept"):
        return open_flow.run(talk, engine.Accept(), facts)
    if meaning == "no":
        return open_flow.resume(talk, facts, (Say("shared.what_to_change"),))
    corrected = _correction(talk, flow, heard, facts, anything=True)
    if corrected is not None:
        return corrected
    if understood.intent == "chat.yes" and understood.confidence >= reading.OUTRANKS and len(heard.text) <= 30:
        return open_flow.run(talk, engine.Accept(), facts)
    return _otherwise(talk, heard, facts) or open_flow.resume(talk, facts, (Say("shared.review_help"),))


def _at_question(talk: Conversation, flow: Flow, state: FlowState, ask: Ask, heard: Heard, facts: Facts) -> Decision:
    if ask.verbatim:
        return open_flow.run(talk, engine.Answer(heard.text), facts)
    turned = flow.turns(heard.text, ask.slot, engine.position(flow, state, facts).known)
    if turned is not None:
        slot, value = turned
        return open_flow.run(talk, engine.Correct(slot, None if value is None else str(value)), facts)
    bar = reading.OUTRANKS_FREE_TEXT if ask.takes_any_text else reading.OUTRANKS
    question = facts.words.is_question(heard.text)
    parses = _parses(flow, state, ask, heard, facts)
    if question and heard.understanding.confidence >= bar and (not parses or ask.takes_any_text):
        other = _otherwise(talk, heard, facts)
        if other is not None:
            return other
    corrected = _correction(talk, flow, heard, facts, anything=False)
    if corrected is not None:
        return corrected
    if not parses and heard.understanding.confidence >= reading.AFTER_MISS:
        other = _otherwise(talk, heard, facts)
        if other is not None:
            return other
    return _noted(open_flow.run(talk, engine.Answer(heard.text, heard.slots), facts), ask, facts)


def _noted(decision: Decision, ask: Ask, facts: Facts) -> Decision:
    """A private answer typed where it is not private is taken, not repeated, and the way to the safe place is shown."""
    if facts.private or not ask.private:
        return decision
    noted = replace(CONTINUE_SECURELY, key="shared.private_typed")
    return replace(
        decision, effects=tuple(noted if effect == CONTINUE_SECURELY else effect for effect in decision.effects)
    )


def _parses(flow: Flow, state: FlowState, ask: Ask, heard: Heard, facts: Facts) -> bool:
    try:
        ask.parse(heard.text, facts, engine.position(flow, state, facts).known)
    except Invalid:
        return False
    return True


def _otherwise(talk: Conversation, heard: Heard, facts: Facts) -> Decision | None:
    """What the words are, if they are no answer: a question, courtesy, or another wish."""
    understood = heard.understanding
    name = understood.intent or ""
    if small_talk.is_wish(name):
        sure = (
            understood.confidence >= reading.NEW_WISH or understood.reader == "keywords"
        )  # Keywords are few and plain.
        return _other_wish(talk, name, heard, facts) if sure else None
    if name.startswith(("faq.", "oos.")) and name != "oos.gibberish":
        return small_talk.answer(talk, name, facts)
    if name in ("chat.greet", "chat.thanks", "chat.help", "chat.bot_question", "chat.language", "chat.goodbye"):
        return small_talk.answer(talk, name, facts)
    return None


def _other_wish(talk: Conversation, name: str, heard: Heard, facts: Facts) -> Decision | None:
    """Another wish in the middle: it may be begun now while this one waits, or the open one goes on."""
    state = talk.flows[-1]
    if BY_INTENT.get(name) == state.flow:
        said = {} if facts.words.is_question(heard.text) else SAYS.get(name, {})
        return _said_of_itself(talk, state, said, facts)
    open_name = next((state.flow for state in reversed(talk.flows) if state.flow != "verify"), "")
    if name.removeprefix("flow.").startswith(open_name):
        return None
    buttons = (Button(name, f"button.{name}"), Button("resume", "button.resume"))
    talk = replace(talk, asked="switch", offered=name, offered_slots=open_flow.hint(heard, facts))
    return Decision(talk, (Say("shared.switch", buttons=buttons),))


def _said_of_itself(talk: Conversation, state: FlowState, said: Mapping[str, str], facts: Facts) -> Decision | None:
    """A wish for the very flow that is open: its name may change what was answered so far, else it is no news."""
    changed = [(slot, value) for slot, value in said.items() if state.slots.get(slot) != value]
    return open_flow.run(talk, engine.Correct(*changed[0]), facts) if changed else None


def _correction(talk: Conversation, flow: Flow, heard: Heard, facts: Facts, *, anything: bool) -> Decision | None:
    """Read a change of an earlier answer: by name, by *actually ...*, or at the review by whatever names a value."""
    answered = _answered(talk, flow, facts)
    named = facts.words.change(heard.text, answered)
    if named is not None:
        return open_flow.run(talk, engine.Correct(*named), facts)
    amended = facts.words.amendment(heard.text)
    text = amended if amended is not None else heard.text if anything else None
    if text is None:
        return None
    decision = None
    for slot, words in _values(talk, flow, answered, text, facts):
        decision = open_flow.run(talk, engine.Correct(slot, words), facts)
        talk = decision.talk  # Only the last one speaks: it reads back all of them.
    return decision


def _answered(talk: Conversation, flow: Flow, facts: Facts) -> list[str]:
    known = engine.position(flow, talk.flows[-1], facts).known
    return [ask.slot for ask in flow.asks if ask.slot in known and ask.shown]


def _values(talk: Conversation, flow: Flow, answered: list[str], text: str, facts: Facts) -> list[tuple[str, str]]:
    """The answered slots for which `text` holds a usable value."""
    intent = f"flow.{flow.name}"
    said = read_slots(text, asked=None, now=facts.now, lexicon=facts.lexicon, intent=intent)
    named = {*said.slots, *(("when",) if said.when else ())}
    found: list[tuple[str, str]] = []
    known = engine.position(flow, talk.flows[-1], facts).known
    for ask in flow.asks:
        if ask.slot not in answered or ask.takes_any_text or not any(name in named for name in ask.fills):
            continue
        try:
            ask.parse(text, facts, known)
        except Invalid:
            continue
        found.append((ask.slot, text))
    return found
