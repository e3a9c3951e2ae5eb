"""What a pressed button means. A button of a flow carries the number of its run, so that one from last week is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversation import Conversation, Facts, Identity
from bot.dialogue import guidance, open_flow, own, proposals, sharing, small_talk
from bot.dialogue.answering import resend
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.registry import BY_INTENT
from bot.effects import Audit, Button, Effect, Say
from bot.flows import engine
from policies.triage import Disposition

STAFF_BACK = Button("staff_back", "button.staff_back")


def press(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Answer a pressed button; an unknown or old one is answered with where things stand."""
    run, _, verb = heard.button.partition(".")
    if run.isascii() and run.isdigit():  # a superscript two is a digit too, and no number
        return _of_flow(talk, int(run), verb, facts)
    return _of_dialogue(talk, heard, facts)


def _of_flow(talk: Conversation, run: int, verb: str, facts: Facts) -> Decision:
    state = talk.open_flow
    if state is None or state.run != run:
        return _stale(talk, facts)
    talk = replace(talk, suspended=False)
    verb, _, rest = verb.partition(".")
    match verb:
        case "accept":
            return open_flow.run(talk, engine.Accept(), facts)
        case "cancel":
            return open_flow.cancel(talk, facts)
        case "back":
            return open_flow.run(talk, engine.Back(), facts)
        case "change" if _has(talk, rest):
            return open_flow.run(talk, engine.Correct(rest), facts)
        case "a":
            return _choice(talk, rest, facts)
        case _:
            return _stale(talk, facts)


def _has(talk: Conversation, slot: str) -> bool:
    state = talk.open_flow
    flow = open_flow.flow_of(state) if state else None
    return flow is not None and any(ask.slot == slot for ask in flow.asks)


def _choice(talk: Conversation, rest: str, facts: Facts) -> Decision:
    """A choice of the open question answers it; one of an earlier question changes that answer."""
    slot, _, value = rest.partition(".")
    ask = open_flow.open_ask(talk, facts)
    flow = open_flow.flow_of(talk.flows[-1])
    if flow is not None and value == "again" and any(one.awaited for one in flow.asks):
        return resend(talk, flow, facts)  # The button for a new code.
    if ask is not None and ask.slot == slot:
        return open_flow.run(talk, engine.Answer(value), facts)
    if _has(talk, slot):
        return open_flow.run(talk, engine.Correct(slot, value), facts)
    return _stale(talk, facts)


def _stale(talk: Conversation, facts: Facts) -> Decision:
    said: tuple[Effect, ...] = (Say("shared.stale"),)
    return open_flow.resume(talk, facts, said) if talk.flows else Decision(talk, (*said, small_talk.menu(facts)))


def _of_dialogue(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    answer = PLAIN.get(heard.button)
    if answer is not None:
        return answer(talk, facts)
    name = heard.button
    if name == talk.offered:
        return small_talk.begin_offered(replace(talk, suspended=False), name, facts)
    if any(state.flow == BY_INTENT.get(name) for state in talk.flows):  # It is under way: where it was left.
        return open_flow.resume(replace(talk, suspended=False), facts)
    if small_talk.is_wish(name):
        return small_talk.wish(replace(talk, suspended=False), name, heard, facts)
    for prefix, hand in OF_AN_ITEM.items():
        if name.startswith(prefix):
            return hand(talk, name.removeprefix(prefix), facts)
    if name.startswith("faq."):
        return small_talk.answer(talk, name, facts)
    return _stale(talk, facts)


def _menu(talk: Conversation, facts: Facts) -> Decision:
    return Decision(talk, (small_talk.menu(facts),))


def _topics(talk: Conversation, _facts: Facts) -> Decision:
    return Decision(talk, (Say("shared.topics"),))


def _happening(talk: Conversation, _facts: Facts) -> Decision:
    said = Say("guidance.emergency", buttons=guidance.CALLS[Disposition.EMERGENCY])
    return Decision(replace(talk, asked=None), (said, Audit("red_flag", {"rule": "confirmed"})))


def _office(talk: Conversation, facts: Facts) -> Decision:
    return Decision(talk, (guidance.office(facts),))


def _resume(talk: Conversation, facts: Facts) -> Decision:
    declined = own.answered(talk, "no", facts)
    if declined is not None:
        return declined
    return open_flow.resume(talk, facts) if talk.flows else small_talk.welcome(talk, facts)


def _to_bot(talk: Conversation, facts: Facts) -> Decision:
    return open_flow.resume(replace(talk, aside=True), facts, (Say("thread.aside", buttons=(STAFF_BACK,)),))


def _to_staff(talk: Conversation, _facts: Facts) -> Decision:
    return Decision(replace(talk, aside=False), (Say("thread.listening"),))


def go_on(talk: Conversation, facts: Facts) -> Decision:
    """The patient says that it is not an emergency: the suspended flow goes on at its open question."""
    talk = replace(talk, suspended=False, asked=None)
    if talk.flows:
        return open_flow.resume(talk, facts, (Say("shared.going_on"),))
    return Decision(talk, (Say("shared.going_on"), small_talk.menu(facts)))


def inbox(talk: Conversation, facts: Facts) -> Decision:
    """Show waiting replies; who is not verified verifies first."""
    return open_flow.begin(talk, "inbox", {}, facts)


def sign_out(talk: Conversation, facts: Facts) -> Decision:
    """Forget who is writing, and whatever was under way; private lines are hidden from here on."""
    talk, over = sharing.ended(talk, "signed_out", facts)
    talk = replace(talk, identity=Identity(), flows=(), suspended=False, hide_before=facts.now.isoformat())
    return Decision(talk, (*over, Say("shared.signed_out"), Audit("signed_out")))


def _add(talk: Conversation, ref: str, facts: Facts) -> Decision:
    return open_flow.begin(talk, "follow_up", {"ref": ref}, facts)


def _proposal(talk: Conversation, rest: str, facts: Facts) -> Decision:
    return proposals.pressed(talk, rest, facts)


def _erase(talk: Conversation, facts: Facts) -> Decision:
    return own.ask_erase(talk, Heard("press"), facts)


OF_AN_ITEM: Mapping[str, Callable[[Conversation, str, Facts], Decision]] = {
    "withdraw.": own.withdraw,
    "add.": _add,
    "proposal.": _proposal,
}
"""Buttons that carry the reference of a request."""

PLAIN: Mapping[str, Callable[[Conversation, Facts], Decision]] = {
    "menu": _menu,
    "faq": _topics,
    "go_on": go_on,
    "now.no": go_on,
    "now.yes": _happening,
    "resume": _resume,
    "office": _office,
    "bot_back": _to_bot,
    "staff_back": _to_staff,
    "inbox": inbox,
    "sign_out": sign_out,
    "erase": _erase,
    "erase_now": own.erase,
}
"""Buttons that mean the same whatever is under way."""
