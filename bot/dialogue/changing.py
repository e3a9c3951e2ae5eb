"""Changing earlier answers in words: by name, by *actually ...*, or at the review by whatever names a value."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts
from bot.dialogue import hints, open_flow
from bot.dialogue.heard import Decision, Heard
from bot.effects import Say
from bot.flows import engine
from bot.flows.acting import SAID
from bot.flows.answers import read_slots
from bot.flows.answers.bareness import is_bare, is_code
from bot.flows.answers.oneself import FACTS
from bot.flows.spec import Ask, Flow, Invalid, Slots

MOST_NAMES = 2
SHORT = 40
"""A text so short names a thing and tells no story."""
Named = tuple[str, str | None]
"""A slot that was named to be changed, and the new words if any were said."""


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
    decision = _changed(talk, flow, answered, text, facts, named) if text is not None else None
    if decision is None and named is not None:
        return open_flow.run(talk, engine.Correct(*named), facts)
    return decision


def no_change(talk: Conversation, flow: Flow, heard: Heard, facts: Facts) -> Say | None:
    """Why short words at the review change nothing: it is so already, or it cannot be so (*by video* where nobody is seen by video)."""
    if len(heard.text) > SHORT:
        return None
    said = hints.hints(heard.text, flow.name, facts, {})
    known = engine.position(flow, talk.flows[-1], facts).known
    for ask in flow.asks:
        words = next((str(said[name]) for name in ask.fills if name in said), None)
        if words is None or ask.slot not in known or ask.takes_any_text or ask.slot == "task":
            continue
        try:
            value = ask.parse(words, facts, known)
        except Invalid as why:
            return engine.about(flow, ask, why.reason, why.params)
        if value == known[ask.slot]:
            return Say("shared.so_already")
    return None


def name_anew(talk: Conversation, flow: Flow, heard: Heard, facts: Facts) -> Decision | None:
    """The last name in place of one given before, at a later question: *Sorry, Vega*, or *my last name is Vega*."""
    known = engine.position(flow, talk.flows[-1], facts).known
    fact = _fact_anew(talk, flow, heard, known, facts)
    if fact is not None or "last_name" not in known:
        return fact
    amended = facts.words.amendment(heard.text) or ""
    told = _last_name(heard.text, None, facts)
    if told is None and _is_a_name(amended, facts):
        told = _last_name(amended, "ask:last_name", facts)
    if told is None or told == known["last_name"]:
        return None
    changed = open_flow.run(talk, engine.Correct("last_name", told), facts)
    return replace(changed, effects=(Say("shared.noted"), *changed.effects))


def _fact_anew(talk: Conversation, flow: Flow, heard: Heard, known: Slots, facts: Facts) -> Decision | None:
    """An address, a ZIP code or a birth date alone, other than the one given before, at a later question."""
    if not (is_code(heard.text) or is_bare(heard.text, facts.lexicon)):
        return None
    said = hints.hints(heard.text, flow.name, facts, {})
    for ask in flow.asks:
        words = next((str(said[name]) for name in ask.fills if name in said and name in FACTS), None)
        if words is not None and ask.slot in known and words != str(known[ask.slot]):
            return open_flow.run(talk, engine.Correct(ask.slot, words), facts)
    return None


def _last_name(text: str, asked: str | None, facts: Facts) -> str | None:
    return read_slots(text, asked=asked, now=facts.now, lexicon=facts.lexicon).slots.get("last_name")


def _is_a_name(text: str, facts: Facts) -> bool:
    """Whether all that is left can hardly be anything but a name: two words at most, none of everyday use in small letters."""
    words = text.strip(" .,!").split()
    if not 0 < len(words) <= MOST_NAMES or facts.words.means(text) is not None:
        return False
    return all(word[:1].isupper() or not facts.lexicon.is_ordinary(word.casefold()) for word in words)


def _changed(
    talk: Conversation, flow: Flow, answered: list[str], text: str, facts: Facts, named: Named | None
) -> Decision | None:
    decision = None
    for slot, words in _values(talk, flow, answered, text, facts, named):
        decision = open_flow.run(talk, engine.Correct(slot, words), facts)
        talk = decision.talk  # Only the last one speaks: it reads back all of them.
    return decision


def _answered(talk: Conversation, flow: Flow, facts: Facts) -> list[str]:
    known = engine.position(flow, talk.flows[-1], facts).known
    return [ask.slot for ask in flow.asks if ask.slot in known and ask.shown(known, facts)]


def _values(
    talk: Conversation, flow: Flow, answered: list[str], text: str, facts: Facts, named: Named | None
) -> list[tuple[str, str]]:
    """The answered slots for which `text` holds a usable value other than the one they have."""
    said = hints.hints(text, flow.name, facts, {})
    if named is not None and named[1]:  # *Change the time to Wednesday*: what is kept as said begins after the *to*.
        told = hints.hints(named[1], flow.name, facts, {})
        said |= {name: told[name] for name in flow.ask(named[0]).fills if name in told}
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
    if overheard is not None and ask.hears and overheard == ask.hears({SAID: ""}, known, facts):
        overheard = None  # It is so without these words, and so was not said in them.
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
