"""The open question and what the patient says to it: an answer, a correction, a question in between, another wish."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts, FlowState
from bot.dialogue import hints, open_flow, small_talk
from bot.dialogue.changing import SHORT, correction, name_anew, no_change
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.interrupting import other_wish, otherwise
from bot.dialogue.meant import plainly_another
from bot.dialogue.registry import VERIFY
from bot.effects import CONTINUE_SECURELY, Effect, Say
from bot.flows import engine
from bot.flows.answers.bareness import only_times
from bot.flows.spec import Ask, Flow, Invalid, Phase, Slots
from bot.steering import plain
from policies import disclosure, reading


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
    if flow.needs > facts.level:
        return _before_proof(talk, heard, facts)
    if state.phase == Phase.REVIEW:
        return _at_review(talk, flow, heard, meaning, facts)
    ask = open_flow.open_ask(talk, facts)
    if ask is None:
        return open_flow.resume(talk, facts)
    return _at_question(talk, flow, state, ask, heard, facts)


def _before_proof(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """The proof of who writes has lapsed meanwhile: a question is answered, and nothing is an answer before it is renewed."""
    question = facts.words.is_question(heard.text) and heard.understanding.confidence >= reading.OUTRANKS
    return (otherwise(talk, heard, facts) if question else None) or open_flow.resume(talk, facts)


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
        case "why":
            return open_flow.resume(talk, facts, (Say("shared.why"),))
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
    if facts.words.is_question(heard.text) and understood.confidence >= reading.OUTRANKS:
        other = otherwise(talk, heard, facts)
        if other is not None:
            return other
    corrected = correction(talk, flow, heard, facts, anything=True)
    if corrected is not None:
        return corrected
    if understood.intent == "chat.yes" and understood.confidence >= reading.OUTRANKS and len(heard.text) <= 30:
        return open_flow.run(talk, engine.Accept(), facts)
    told = no_change(talk, flow, heard, facts)
    if told is not None:
        return open_flow.resume(talk, facts, (told,))
    return otherwise(talk, heard, facts) or open_flow.resume(talk, facts, (Say("shared.review_help"),))


def _at_question(talk: Conversation, flow: Flow, state: FlowState, ask: Ask, heard: Heard, facts: Facts) -> Decision:
    if ask.verbatim:
        return open_flow.run(talk, engine.Answer(heard.text), facts)
    known = engine.position(flow, state, facts).known
    turned = flow.turns(heard.text, ask.slot, known)
    if turned is not None:
        return open_flow.run(talk, engine.Correct(*turned), facts)
    why_not = _why_not(flow, state, ask, heard, facts)
    other = _another_task(talk, ask, heard, facts)
    if other is not None:
        return other
    if why_not is None and _is_offered(ask, heard, facts, known):
        return _noted(open_flow.run(talk, engine.Answer(heard.text), facts), ask, facts)
    if _is_no_answer(ask, heard, facts, parses=why_not is None):
        other = otherwise(talk, heard, facts, ask)
        if other is not None:
            return other
    corrected = correction(talk, flow, heard, facts, anything=False, open_slot=ask.slot)
    if corrected is not None:
        return _heard_to(corrected, ask, facts)
    also = _for_later(flow, state, ask, heard, facts)
    if why_not is not None:
        other = _beside(talk, flow, ask, heard, also, facts, nothing=why_not in NOTHING_READ)
        if other is not None:
            return other
    return _noted(open_flow.run(talk, engine.Answer(heard.text, {} if why_not else also), facts), ask, facts)


def _another_task(talk: Conversation, ask: Ask, heard: Heard, facts: Facts) -> Decision | None:
    """Words for another task, though an answer could be picked out of them; None where they are none."""
    if ask.takes_any_text:
        return None
    if ask.slot in NAMES and _names_a_task(heard, facts):
        return otherwise(talk, heard, facts) or open_flow.resume(talk, facts)
    another = plainly_another(heard, _task_of(talk), facts)
    return other_wish(talk, another, heard, facts) if another is not None else None


NAMES = ("last_name", "first_name")


def _names_a_task(heard: Heard, facts: Facts) -> bool:
    """Whether a word that could be a name is none, but one for a task (*status*, *refill*)."""
    understood, lexicon = heard.understanding, facts.lexicon
    words = plain(heard.text).split()
    names = lexicon.first_names | lexicon.surnames | lexicon.plain_surnames
    everyday = all(lexicon.is_ordinary(word) and word not in names for word in words)
    return everyday and small_talk.is_wish(understood.intent or "") and understood.confidence >= reading.NEW_WISH


def _task_of(talk: Conversation) -> str:
    """The task that is under way, proving who one is aside."""
    return next((state.flow for state in reversed(talk.flows) if state.flow != VERIFY), "")


def _heard_to(corrected: Decision, ask: Ask, facts: Facts) -> Decision:
    """Where the same question follows, say that the change was heard: nothing else would show it."""
    again = open_flow.open_ask(corrected.talk, facts)
    asked = any(isinstance(effect, Say) and effect.key.endswith(f"{ask.slot}.ask") for effect in corrected.effects)
    if again is None or again.slot != ask.slot or not asked:
        return corrected
    return replace(corrected, effects=(Say("shared.noted"), *corrected.effects))


def _beside(
    talk: Conversation, flow: Flow, ask: Ask, heard: Heard, also: hints.Hints, facts: Facts, *, nothing: bool
) -> Decision | None:
    """What words are that do not answer the open question; `nothing`: there was nothing of the kind in them."""
    if nothing and _is_known(
        facts.words.amendment(heard.text) or heard.text, engine.position(flow, talk.flows[-1], facts).known
    ):
        return open_flow.resume(talk, facts)
    renamed = name_anew(talk, flow, heard, facts) if nothing else None
    if renamed is None and nothing and not also:
        renamed = _renamed(talk, flow, ask, heard, facts)
    noted = renamed or _noted_for_later(talk, flow, talk.flows[-1], also, facts)
    weigh = nothing and heard.understanding.confidence >= reading.AFTER_MISS
    return noted or (otherwise(talk, heard, facts, ask) if weigh else None)


def _is_offered(ask: Ask, heard: Heard, facts: Facts, known: Slots) -> bool:
    """Whether words that could be anything are one of the offered answers: nothing else can be meant then."""
    if not ask.takes_any_text:
        return False
    value = str(ask.parse(heard.text, facts, known))
    return value in {choice.value for choice in ask.choices(known, facts)} and len(heard.text) <= SHORT


def _is_known(text: str, known: Slots) -> bool:
    """Whether the words only repeat an earlier answer, as people do who are not sure that it came through."""
    return plain(text) in {plain(str(value)) for value in known.values()} - {""}


def _renamed(talk: Conversation, flow: Flow, ask: Ask, heard: Heard, facts: Facts) -> Decision | None:
    """A short text that answers an earlier question anew and not this one (*okonkwo*, when times were asked)."""
    if flow.name == VERIFY or len(heard.text) > SHORT or facts.words.is_question(heard.text):
        return None
    return correction(talk, flow, heard, facts, anything=True, open_slot=ask.slot)


def _is_no_answer(ask: Ask, heard: Heard, facts: Facts, *, parses: bool) -> bool:
    """Whether the words are weighed as a question, courtesy or another wish before they count as an answer."""
    understood, question = heard.understanding, facts.words.is_question(heard.text)
    name = understood.intent or ""
    if facts.words.wish(heard.text) is not None and not parses:
        return True
    if not ask.takes_any_text:
        return question and understood.confidence >= reading.OUTRANKS and not parses
    if facts.words.wish(heard.text) is not None:
        return True
    if understood.reader == "keywords":
        return question
    wish = small_talk.is_wish(name) and understood.confidence >= reading.NEW_WISH
    return wish or understood.confidence >= (reading.OUTRANKS if question else reading.OUTRANKS_FREE_TEXT)


def _for_later(flow: Flow, state: FlowState, ask: Ask, heard: Heard, facts: Facts) -> hints.Hints:
    """What the words say for the questions that are still to come."""
    said = hints.hints(heard.text, flow.name, facts, {} if ask.takes_any_text else heard.slots)
    known = engine.position(flow, state, facts).known
    ahead = {name for one in flow.asks if one.slot not in known and one.slot != ask.slot for name in one.fills}
    kept = {name: value for name, value in said.items() if name in ahead - set(ask.fills)}
    kept = {name: value for name, value in kept.items() if (name, value) != ("task", "new")}  # Said of everything else.
    if ask.takes_any_text:
        kept = {name: value for name, value in kept.items() if name in hints.NOT_IN_A_STORY}
        times = said if only_times(heard.text, facts.lexicon) else hints.trailing_times(heard.text, facts)
        kept |= {"when": times["when"]} if "when" in ahead and "when" in times else {}
    return kept


def _noted_for_later(
    talk: Conversation, flow: Flow, state: FlowState, also: hints.Hints, facts: Facts
) -> Decision | None:
    """Words that answer later questions only are kept, and the open question is asked again."""
    if not any(_usable(one, also, flow, state, facts) for one in flow.asks):
        return None
    moved = open_flow.run(talk, engine.Resume(also), facts)
    return replace(moved, effects=(Say("shared.noted"), *moved.effects))


def _usable(ask: Ask, also: hints.Hints, flow: Flow, state: FlowState, facts: Facts) -> bool:
    known = engine.position(flow, state, facts).known
    for name in ask.fills:
        if name in also:
            try:
                ask.parse(str(also[name]), facts, known)
            except (Invalid, LookupError):
                continue
            return True
    return False


def _noted(decision: Decision, ask: Ask, facts: Facts) -> Decision:
    """A private answer typed where it is not private is taken, not repeated, and the way to the safe place is shown."""
    if disclosure.shows(facts, engine.fact_of(ask)):
        return decision
    return replace(decision, effects=tuple(_thanked(effect) for effect in decision.effects))


def _thanked(effect: Effect) -> Effect:
    if isinstance(effect, Say) and effect.key == CONTINUE_SECURELY.key:
        return replace(effect, key="shared.private_typed")
    return effect


NOTHING_READ = frozenset(
    """unknown unclear unnamed choose days who yes_or_no empty not_phone not_email_or_zip digits not_a_date name
    not_set not_read""".split()
)
"""Reasons that mean: nothing of the kind was found. Any other is an answer, though one that cannot be used."""


def _why_not(flow: Flow, state: FlowState, ask: Ask, heard: Heard, facts: Facts) -> str | None:
    """Why the words are no answer to the open question; None when they are one."""
    try:
        ask.parse(heard.text, facts, engine.position(flow, state, facts).known)
    except Invalid as why:
        return why.reason
    return None
