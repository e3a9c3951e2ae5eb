"""Moves a flow by one turn. Pure: no clock, no database, no network.

The next question is derived from the answers and never stored. So a correction only drops a slot, an interruption only
asks again, and a restart or a release with one question more loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.conversation import Facts, FlowState
from bot.effects import Button, Effect, Line, Say
from bot.flows.position import Position, answered, derived_after, position
from bot.flows.spec import Ask, Choice, Flow, Invalid, Phase, Slots, Value
from nlu.understanding import JsonValue
from policies import disclosure
from policies.disclosure import Fact

__all__ = [
    "MAX_MISSES",
    "Accept",
    "Answer",
    "Back",
    "Cancel",
    "Correct",
    "Fill",
    "Position",
    "Refuse",
    "Resume",
    "Said",
    "ask_next",
    "cancel_button",
    "position",
    "question_buttons",
    "shown",
    "take_turn",
]

MAX_MISSES = 3
"""After so many answers in a row that could not be used, a person is offered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The patient answered the open question; `also` is what else the same words say, by reading slot."""

    text: str
    also: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Correct:
    """Change one answer: to `text` if given, else ask it again."""

    slot: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """An effect brought these values."""

    slots: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Refuse:
    """An effect refused the value of `slot`; say why and ask again."""

    slot: str
    reason: str


@dataclass(frozen=True, slots=True)
class Back:
    """Undo the last answer."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Ask the open question again; keep what was said for later ones meanwhile."""

    also: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accept:
    """The review is right: send it."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the flow and keep nothing."""


Said = Answer | Correct | Fill | Refuse | Back | Resume | Accept | Cancel
Moved = tuple[FlowState, tuple[Effect, ...]]


def take_turn(flow: Flow, state: FlowState, said: Said, facts: Facts) -> Moved:
    """Move `flow` by one turn and say what is to be done. A closed flow moves no more: a second tap sends nothing."""
    if state.phase == Phase.CLOSED:
        return state, ()
    match said:
        case Cancel():
            return replace(state, phase=Phase.CLOSED), (Say(f"{flow.name}.cancelled"),)
        case Accept():
            return _accept(flow, state, facts)
        case Answer():
            return _answer(flow, state, said, facts)
        case Correct():
            return _correct(flow, state, said, facts)
        case Back():
            return _back(flow, state, facts)
        case Fill():
            return ask_next(flow, _with(state, said.slots), facts)
        case Refuse():
            return _refuse(flow, state, said, facts)
        case Resume():
            return ask_next(flow, _noted(state, said.also) if said.also else state, facts)


def _with(state: FlowState, slots: Mapping[str, Value]) -> FlowState:
    return replace(state, slots={**state.slots, **slots}, misses=0)


def _without(state: FlowState, slot: str, fills: tuple[str, ...]) -> FlowState:
    """Forget an answer, and whatever else would bring it straight back: the first message, the file."""
    return replace(
        state,
        bare=(*(name for name in state.bare if name != slot), slot),
        slots={name: value for name, value in state.slots.items() if name != slot},
        heard={name: value for name, value in state.heard.items() if name not in (*fills, f"{slot}_kept")},
    )


def _accept(flow: Flow, state: FlowState, facts: Facts) -> Moved:
    here = position(flow, state, facts)
    unseen = not disclosure.shows(facts, _read_back([ask for ask in flow.asks if ask.slot in here.known]))
    if here.open is not None or state.phase != Phase.REVIEW or dict(here.known) != dict(state.slots) or unseen:
        return ask_next(flow, state, facts)  # Nothing is sent but exactly what was read back, where it can be read.
    return replace(state, phase=Phase.CLOSED, slots=here.known), flow.finish(here.known, facts)


def _answer(flow: Flow, state: FlowState, said: Answer, facts: Facts) -> Moved:
    here = position(flow, state, facts)
    if here.open is None or here.open.awaited:
        return ask_next(flow, state, facts)  # Words are no answer to what only an effect can bring.
    try:
        value = here.open.parse(said.text, facts, {**state.heard, **here.known})
    except Invalid as why:
        return _missed(flow, state, here.open, why, facts)
    also = {name: word for name, word in said.also.items() if name not in here.open.fills}
    return ask_next(flow, _noted(_with(state, {**here.known, here.open.slot: value}), also), facts)


def fact_of(ask: Ask) -> Fact:
    """What kind of thing a question asks for."""
    return disclosure.fact_of(private=ask.private, page_only=ask.page_only)


def _noted(state: FlowState, also: Mapping[str, Value]) -> FlowState:
    """Keep words for the questions they answer; what was answered already stays as it is."""
    return replace(state, heard={**state.heard, **also}, misses=0)


def _missed(flow: Flow, state: FlowState, ask: Ask, why: Invalid, facts: Facts) -> Moved:
    """Say what to do next; after three misses in a row offer a person."""
    state = _keeping(replace(state, misses=state.misses + 1, phase=Phase.ASKING), ask, why)
    if state.misses >= MAX_MISSES:
        buttons = (Button("flow.human", "button.flow.human"), Button("office", "button.office"), cancel_button(state))
        return replace(state, misses=0), (_trouble(flow, state, ask, why, facts), Say("shared.stuck", buttons=buttons))
    return state, (_trouble(flow, state, ask, why, facts),)


def _keeping(state: FlowState, ask: Ask, why: Invalid) -> FlowState:
    """Keep what an answer that could not be used has to say for the next one."""
    kept = {}
    if "typed" in why.params:  # The same address typed again is meant as it stands.
        kept["email_typed"] = str(why.params["typed"])
    if "kept" in why.params:  # What was clear in it is not asked again.
        kept[f"{ask.slot}_kept"] = str(why.params["kept"])
    return replace(state, heard={**state.heard, **kept}) if kept else state


def _trouble(flow: Flow, state: FlowState, ask: Ask, why: Invalid, facts: Facts) -> Say:
    buttons = question_buttons(flow, state, ask, position(flow, state, facts).known, facts)
    return about(flow, ask, why.reason, why.params, buttons)


def about(flow: Flow, ask: Ask, name: str, params: Mapping[str, JsonValue], buttons: tuple[Button, ...] = ()) -> Say:
    """A text of a question, said where the question itself may be asked."""
    return Say(f"{flow.name}.{ask.slot}.{name}", params, buttons, private=ask.private, page_only=ask.page_only)


def _correct(flow: Flow, state: FlowState, said: Correct, facts: Facts) -> Moved:
    ask = flow.ask(said.slot)
    before = position(flow, state, facts)
    stale = derived_after(flow, state, ask, facts) | {one.slot for one in flow.asks if one.awaited}
    kept = {name: value for name, value in {**before.known, **state.slots}.items() if name not in stale}
    dropped = _without(replace(state, slots=kept, phase=Phase.ASKING), ask.slot, ask.fills)
    if said.text is None or ask.awaited:
        return ask_next(flow, dropped, facts)
    try:
        value = ask.parse(said.text, facts, before.known)
    except Invalid as why:
        return _keeping(dropped, ask, why), (_trouble(flow, dropped, ask, why, facts),)
    return ask_next(flow, _with(dropped, {ask.slot: value}), facts)


def _back(flow: Flow, state: FlowState, facts: Facts) -> Moved:
    here = position(flow, state, facts)
    before = answered(flow, state, here.known, facts)
    if not before:
        first = ask_next(flow, state, facts)
        return first[0], (Say("shared.back.first"), *first[1])
    last = before[-1]
    state = _without(replace(state, slots=here.known, phase=Phase.ASKING), last.slot, last.fills)
    awaited = {ask.slot for ask in flow.asks if ask.awaited}
    kept = {name: value for name, value in state.slots.items() if name not in awaited}
    return ask_next(flow, replace(state, slots=kept), facts)


def _refuse(flow: Flow, state: FlowState, said: Refuse, facts: Facts) -> Moved:
    ask = flow.ask(said.slot)
    state = _without(replace(state, phase=Phase.ASKING), ask.slot, ask.fills)
    return state, (_trouble(flow, state, ask, Invalid(said.reason), facts),)


def ask_next(flow: Flow, state: FlowState, facts: Facts) -> Moved:
    """Ask the first open question; with none open, read the answers back, or finish where there is nothing to review."""
    here = position(flow, state, facts)
    if here.open is not None and not here.open.awaited:
        return _ask(flow, state, here, here.open, facts)
    if here.open is not None or not flow.review:
        phase = Phase.WAITING if here.open is not None else Phase.CLOSED
        return replace(state, phase=phase, slots={**state.slots, **here.known}), flow.finish(here.known, facts)
    return _review(flow, state, here, facts)


def _ask(flow: Flow, state: FlowState, here: Position, ask: Ask, facts: Facts) -> Moved:
    state = replace(state, phase=Phase.ASKING, slots={**state.slots, **here.known})
    if here.trouble is not None:
        heard = {k: v for k, v in state.heard.items() if k not in ask.fills}
        state = replace(state, heard=heard, bare=(*state.bare, ask.slot) if ask.hears else state.bare)
        return _keeping(state, ask, here.trouble), (_trouble(flow, state, ask, here.trouble, facts),)
    buttons = question_buttons(flow, state, ask, here.known, facts)
    return state, (about(flow, ask, "ask", shown(here.known), buttons),)


def shown(known: Slots) -> Mapping[str, JsonValue]:
    """Earlier answers as parameters of a text."""
    return dict(known)


def _review(flow: Flow, state: FlowState, here: Position, facts: Facts) -> Moved:
    state = replace(state, phase=Phase.REVIEW, slots=dict(here.known), misses=0)
    asks = [ask for ask in flow.asks if ask.slot in here.known and ask.shown(here.known, facts)]
    lines = tuple(Line(f"{flow.name}.{ask.slot}.label", ask.slot, here.known[ask.slot]) for ask in asks)
    change = tuple(
        Button(f"{state.run}.change.{ask.slot}", "button.change", {"label": f"@{flow.name}.{ask.slot}.label"})
        for ask in asks
    )
    send = Button(f"{state.run}.accept", f"{flow.name}.send")
    said = Say(f"{flow.name}.review", shown(here.known), (send, *change, cancel_button(state)), lines)
    fact = _read_back(asks)
    return state, (replace(said, private=fact is not Fact.OPEN, page_only=fact is Fact.PAGE_ONLY),)


def _read_back(asks: list[Ask]) -> Fact:
    """What a review is that reads these answers back. What is taken out of a chat is not put into it again."""
    kept_off = any(ask.page_only or ask.taken_down for ask in asks)
    return disclosure.fact_of(private=any(ask.private for ask in asks), page_only=kept_off)


def question_buttons(flow: Flow, state: FlowState, ask: Ask, known: Slots, facts: Facts) -> tuple[Button, ...]:
    """The buttons under a question: its choices, one step back where there is one, and stop."""
    offered = tuple(_choice(state, ask, choice) for choice in ask.choices(known, facts))
    back = (Button(f"{state.run}.back", "button.back"),) if answered(flow, state, known, facts) else ()
    return (*offered, *back, cancel_button(state))


def _choice(state: FlowState, ask: Ask, choice: Choice) -> Button:
    ident = f"{state.run}.a.{ask.slot}.{choice.value}".encode()[:64].decode(errors="ignore")
    if choice.label is None:
        return Button(ident, "button.choice", {"label": choice.value})
    return Button(ident, choice.label)


def cancel_button(state: FlowState) -> Button:
    """The button that stops the flow."""
    return Button(f"{state.run}.cancel", "button.cancel")
