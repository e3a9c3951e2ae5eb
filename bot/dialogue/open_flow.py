"""Beginning, moving, interrupting and leaving a guided task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Facts, FlowState
from bot.dialogue import hints
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.instead import on_this_window
from bot.dialogue.registry import BY_INTENT, FLOWS, VERIFY
from bot.effects import Audit, Effect, Line, Say
from bot.flows import acting, engine
from bot.flows.acting import SAID
from bot.flows.answers.oneself import told_of_oneself
from bot.flows.spec import Ask, Flow, Phase

NEXT_TO_PASSWORDS = ("username", "token")
"""Questions at which people type a password by mistake."""

LINE_OF = {"email": "contact_fact", "zip": "contact_fact"}
"""Under which question's label a fact is read back."""


def flow_of(state: FlowState) -> Flow | None:
    """The flow a stored state belongs to, or None when this release has no such flow or an older version of it."""
    flow = FLOWS.get(state.flow)
    return flow if flow is not None and state.version <= flow.version else None


def open_ask(talk: Conversation, facts: Facts) -> Ask | None:
    """The question that is open now, if a flow is asking one."""
    state = talk.open_flow
    flow = flow_of(state) if state else None
    if state is None or flow is None or state.phase != Phase.ASKING:
        return None
    return engine.position(flow, state, facts).open


def begin(talk: Conversation, name: str, heard: Mapping[str, str | int | bool], facts: Facts) -> Decision:
    """Start the flow `name` with what the first message already says; verification comes first where it is needed."""
    flow = FLOWS[name]
    number = talk.runs + 1
    state = FlowState(
        name, flow.version, number, heard=dict(heard), began=facts.now.isoformat(), touched=facts.now.isoformat()
    )
    talk = replace(talk, flows=(*talk.flows, state), runs=number, unread=0, asked=None, suspended=False)
    return _entered(talk, flow, facts, (Audit("flow.begun", {"flow": name}),))


def _entered(talk: Conversation, flow: Flow, facts: Facts, before: tuple[Effect, ...] = ()) -> Decision:
    if flow.needs > facts.level and flow.name != VERIFY:
        told = _told_of_oneself(talk.flows[-1], facts)
        inner = begin(talk, VERIFY, {"why": flow.name, **told}, facts)
        again = any(isinstance(effect, Say) for effect in before)
        heard = (_heard(told),) if "last_name" in told and facts.private and not again else ()
        return Decision(inner.talk, (*before, *heard, *inner.effects))
    moved = run(talk, engine.Resume(), facts)
    return Decision(moved.talk, (*before, *moved.effects))


def _told_of_oneself(state: FlowState, facts: Facts) -> dict[str, str]:
    """What the first message says of who writes, so that proving it does not ask for that again."""
    return told_of_oneself(str(state.heard.get(SAID, "")), facts.now, facts.lexicon, facts.words)


def _heard(told: Mapping[str, str]) -> Say:
    """Read back what was taken from the first message: a slip in it is seen before a code is waited for."""
    lines = tuple(Line(f"verify.{LINE_OF.get(name, name)}.label", name, value) for name, value in told.items())
    return Say("verify.heard", lines=lines, private=True)


def run(talk: Conversation, said: engine.Said, facts: Facts) -> Decision:
    """Move the open flow by one turn; a flow that closed makes room for the one that waited beneath it."""
    state = talk.open_flow
    if state is None:
        return Decision(talk)
    flow = flow_of(state)
    if flow is None:
        return resume(replace(talk, flows=talk.flows[:-1]), facts, (Say("shared.flow_renewed"),))
    if flow.needs > facts.level and not isinstance(said, engine.Cancel):
        return _entered(talk, flow, facts, (Say("verify.again"),))
    if flow.sends and not isinstance(said, engine.Cancel) and (enough := acting.too_many_open(facts)):
        return resume(replace(talk, flows=talk.flows[:-1]), facts, enough)
    state, effects = engine.take_turn(flow, state, said, facts)
    state = replace(state, touched=facts.now.isoformat())
    effects = tuple(on_this_window(effect, facts) for effect in effects)
    if state.phase != Phase.CLOSED:
        return Decision(replace(talk, flows=(*talk.flows[:-1], state)), effects)
    return _closed(talk, flow, said, effects, facts)


def _closed(talk: Conversation, flow: Flow, said: engine.Said, effects: tuple[Effect, ...], facts: Facts) -> Decision:
    talk = replace(talk, flows=talk.flows[:-1], suspended=False)
    audit = Audit("flow.closed", {"flow": flow.name, "how": type(said).__name__.lower()})
    if flow.name == VERIFY and talk.flows:  # Who will not verify cannot go on with what needs it.
        talk = replace(talk, flows=talk.flows[:-1])
    if talk.flows:
        return resume(talk, facts, (*effects, audit))
    return Decision(talk, (*effects, audit))


def resume(talk: Conversation, facts: Facts, before: tuple[Effect, ...] = ()) -> Decision:
    """Ask the open question again, if there is one."""
    if not talk.flows or talk.suspended:
        return Decision(talk, before)
    moved = run(talk, engine.Resume(), facts)
    return Decision(moved.talk, (*before, *moved.effects))


def cancel(talk: Conversation, facts: Facts) -> Decision:
    """Stop the open flow."""
    return run(replace(talk, suspended=False), engine.Cancel(), facts)


def expire(talk: Conversation, facts: Facts) -> Decision:
    """Drop flows that were left alone for longer than they are kept, and say so."""
    kept = tuple(state for state in talk.flows if not is_expired(state, facts.now))
    if len(kept) == len(talk.flows):
        return Decision(talk)
    gone = replace(talk, flows=(), suspended=False)
    return Decision(gone, (Say("shared.expired"), Audit("flow.expired")))


def is_expired(state: FlowState, now: datetime) -> bool:
    """Whether an unfinished flow has lain for longer than it is kept."""
    flow = flow_of(state)
    touched = state.touched or state.began
    return flow is not None and bool(touched) and now - datetime.fromisoformat(touched) > flow.expires_after


def holds_password(text: str, talk: Conversation, facts: Facts) -> bool:
    """Whether a text gives a password, in words or as the bare answer to a question for something else that opens an account."""
    if facts.words.gives_password(text):
        return True
    ask = open_ask(talk, facts)
    return ask is not None and ask.slot in NEXT_TO_PASSWORDS and facts.words.is_like_password(text)


def hint(heard: Heard, facts: Facts) -> dict[str, str | int | bool]:
    """What a first message says beyond its wish, for the task that it begins."""
    name = BY_INTENT.get(heard.understanding.intent or "", "")
    return hints.hints(heard.text, name, facts, heard.slots) if heard.text else dict(heard.slots)
