"""Changing earlier answers in words: by name, by *actually ...*, or at the review by whatever names a value."""

from __future__ import annotations

from bot.conversation import Conversation, Facts
from bot.dialogue import hints, open_flow
from bot.dialogue.heard import Decision, Heard
from bot.flows import engine
from bot.flows.acting import SAID
from bot.flows.spec import Ask, Flow, Invalid, Slots


def correction(
    talk: Conversation, flow: Flow, heard: Heard, facts: Facts, *, anything: bool, open_slot: str = ""
) -> Decision | None:
    """The flow with what was to be changed changed, or None where nothing was."""
    answered = _answered(talk, flow, facts)
    named = facts.words.change(heard.text, [slot for slot in answered if slot != open_slot])
    if named is None and anything and (slot := facts.words.names_slot(heard.text, answered)):
        named = slot, None
    if named is not None and flow.ask(named[0]).takes_any_text and named[1]:
        return open_flow.run(talk, engine.Correct(*named), facts)
    amended = facts.words.amendment(heard.text)
    text = amended if amended is not None else heard.text if anything or named is not None else None
    decision = _changed(talk, flow, answered, text, facts) if text is not None else None
    if decision is None and named is not None:
        return open_flow.run(talk, engine.Correct(*named), facts)
    return decision


def _changed(talk: Conversation, flow: Flow, answered: list[str], text: str, facts: Facts) -> Decision | None:
    decision = None
    for slot, words in _values(talk, flow, answered, text, facts):
        decision = open_flow.run(talk, engine.Correct(slot, words), facts)
        talk = decision.talk  # Only the last one speaks: it reads back all of them.
    return decision


def _answered(talk: Conversation, flow: Flow, facts: Facts) -> list[str]:
    known = engine.position(flow, talk.flows[-1], facts).known
    return [ask.slot for ask in flow.asks if ask.slot in known and ask.shown(known, facts)]


def _values(talk: Conversation, flow: Flow, answered: list[str], text: str, facts: Facts) -> list[tuple[str, str]]:
    """The answered slots for which `text` holds a usable value other than the one they have."""
    said = hints.hints(text, flow.name, facts, {})
    known = engine.position(flow, talk.flows[-1], facts).known
    found = []
    for ask in flow.asks:
        words = _words_for(ask, said, known, facts) if ask.slot in answered else None
        if words is not None:
            found.append((ask.slot, words))
    others = [one for one in found if one[0] != "task"]
    return others or found  # *Change the doctor* moves no visit: the kind of request changes by words of its own only.


def _words_for(ask: Ask, said: hints.Hints, known: Slots, facts: Facts) -> str | None:
    if ask.slot == "task" and said.get("task") == "new" or ask.takes_any_text and ask.slot != "booked":
        return None  # Words that merely do not speak of moving a visit do not ask for a new one.
    offered = [str(said[name]) for name in ask.fills if name in said]
    overheard = ask.hears({SAID: said[SAID]}, known, facts) if ask.hears else None
    for words in (*offered, overheard) if overheard else offered:
        try:
            value = ask.parse(words, facts, known)
        except Invalid as why:
            if why.reason in ("ambiguous", "not_set_up", "closed_day", "closed_hours", "past"):
                return words
            continue
        if value != known.get(ask.slot):
            return words
    return None
