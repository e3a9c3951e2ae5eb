"""Where the answers leave a flow: what is known, which question is open. Derived every time, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation import Facts, FlowState
from bot.flows.spec import Ask, Flow, Invalid, Slots, Value


@dataclass(frozen=True, slots=True)
class Position:
    """Where the answers leave the flow: what is known, what is open, what of the first message could not be used."""

    known: Mapping[str, Value]
    open: Ask | None
    trouble: Invalid | None = None


def position(flow: Flow, state: FlowState, facts: Facts) -> Position:
    """Derive the open question from the answers; with none open, `open` is None."""
    known: dict[str, Value] = {}
    for ask in flow.asks:
        if not ask.when(known, facts):
            continue  # Not asked, and any old answer is left behind.
        find = _kept if ask.slot in state.slots else _unasked
        value, trouble = find(ask, state, known, facts)
        if value is None:
            return Position(known, ask, trouble)
        known[ask.slot] = value
    return Position(known, None)


def _kept(ask: Ask, state: FlowState, known: Slots, facts: Facts) -> tuple[Value | None, Invalid | None]:
    """An answer given before; one that may end overnight must still be good today."""
    value = state.slots[ask.slot]
    if not ask.rechecked:
        return value, None
    try:
        return ask.parse(str(value), facts, known), None
    except Invalid as why:
        return None, why


def _unasked(ask: Ask, state: FlowState, known: Slots, facts: Facts) -> tuple[Value | None, Invalid | None]:
    """What is known without asking: said in the first message, or on file."""
    trouble = None
    for name in ask.fills:
        if name in state.heard:
            try:
                return ask.parse(str(state.heard[name]), facts, known), None
            except Invalid as why:
                trouble = trouble or why
    value, why_not = _overheard(ask, state, known, facts)
    if value is not None:
        return value, None
    trouble = trouble or why_not
    if trouble is None and ask.default is not None and ask.slot not in state.bare:
        return ask.default(known, facts), None
    return None, trouble


def _overheard(ask: Ask, state: FlowState, known: Slots, facts: Facts) -> tuple[Value | None, Invalid | None]:
    """What earlier words hold for this question, once the facts tell how to read them."""
    words = ask.hears(state.heard, known, facts) if ask.hears and ask.slot not in state.bare else None
    if words is None:
        return None, None
    try:
        return ask.parse(words, facts, known), None
    except Invalid as why:
        return None, why


def derived_after(flow: Flow, state: FlowState, changed: Ask, facts: Facts) -> frozenset[str]:
    """Answers that nobody gave: known without asking, after `changed`. They are derived anew once it has changed.

    An answer to a question that is not asked just now is still an answer: it waits until it is asked for again.
    """
    known = position(flow, state, facts).known
    later = flow.asks[flow.asks.index(changed) + 1 :]
    return frozenset(ask.slot for ask in later if _is_derived(ask, {**state.slots, **known}, state, facts))


def _is_derived(ask: Ask, values: Slots, state: FlowState, facts: Facts) -> bool:
    if ask.default is None or ask.slot in state.bare or ask.slot not in values:
        return False
    return ask.default(values, facts) == values[ask.slot]


def answered(flow: Flow, state: FlowState, known: Slots, facts: Facts) -> list[Ask]:
    """Questions that the patient answered. What was known without asking is passed over on the way back."""
    before: dict[str, Value] = {}
    found = []
    for ask in flow.asks:
        if ask.slot not in known:
            continue
        given = ask.default(before, facts) if ask.default and ask.slot not in state.bare else None
        if not ask.awaited and given != known[ask.slot]:
            found.append(ask)
        before[ask.slot] = known[ask.slot]
    return found
