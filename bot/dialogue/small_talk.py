"""Questions, courtesy, out-of-scope wishes, and what was not understood. Everything here is content under a key."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts
from bot.dialogue import open_flow, privacy
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.registry import BY_INTENT, ELSEWHERE, said_by
from bot.dialogue.sharing import STOP as SHARE_STOP
from bot.effects import Button, Effect, Say
from nlu.understanding import Understanding
from policies import reading

CALL_OFFICE = Button("call.support", "button.call_office", link="tel:support")
IN_A_TASK = {"chat.thanks": "chat.thanks_open", "chat.greet": "chat.greet_open"}
"""Courtesy in the middle of a task does not ask what else there is."""
MENU = (
    "flow.appointment",
    "flow.refill",
    "flow.secure_message",
    "flow.recover",
    "flow.request_status",
    "faq",
    "flow.human",
)


def menu(facts: Facts) -> Say:
    """What the patient can do here, one tap each; also to take back that private things may be said in this chat."""
    buttons = tuple(Button(name, f"button.{name}") for name in MENU)
    return Say("shared.menu", buttons=(*buttons, SHARE_STOP) if facts.agreed and not facts.private else buttons)


def welcome(talk: Conversation, facts: Facts) -> Decision:
    """Greet whoever opens the chat: what this is, what it is not, and where they left off."""
    now = privacy.told(talk, facts)
    if talk.flows:
        return open_flow.resume(replace(now.talk, suspended=False), facts, (Say("shared.welcome_back"), *now.effects))
    waiting = (inbox_notice(),) if talk.waiting else ()
    return Decision(now.talk, (Say("shared.welcome"), *now.effects, *waiting, menu(facts)))


def inbox_notice() -> Say:
    """Something waits, never what."""
    return Say("inbox.waiting", buttons=(Button("inbox", "button.inbox"),))


def answer(talk: Conversation, name: str, facts: Facts) -> Decision:
    """Say the text of a topic and come back to the open question."""
    talk = replace(talk, unread=0)
    if name in ("chat.help", "chat.greet") and not talk.flows:
        return Decision(talk, (Say(name), menu(facts)))
    if name == "chat.goodbye" and talk.flows:  # Whoever leaves is not asked the question once more.
        return Decision(talk, (Say("chat.goodbye_open"),))
    name = IN_A_TASK.get(name, name) if talk.flows else name
    return open_flow.resume(talk, facts, (Say(name),))


def wish(talk: Conversation, name: str, heard: Heard, facts: Facts) -> Decision:
    """Begin what was asked for, or say where the practice does it instead."""
    if name in BY_INTENT:
        said = said_by(name, open_flow.hint(heard, facts))
        return open_flow.begin(talk, BY_INTENT[name], said, facts)
    return open_flow.resume(replace(talk, unread=0), facts, (person(facts),))


def person(facts: Facts, *, ways: bool = True) -> Say:
    """How to reach a person: the phone first, then a chat with one while the office is open, a call back or a message."""
    live = (Button("flow.live", "button.flow.live"),) if facts.open_now else ()
    others = (
        *live,
        Button("flow.callback", "button.flow.callback"),
        Button("flow.secure_message", "button.flow.secure_message"),
    )
    opens = facts.opens_next.isoformat() if facts.opens_next else None
    buttons = (CALL_OFFICE, *others) if ways else (CALL_OFFICE,)
    return Say(f"person.{'open' if facts.open_now else 'closed'}", {"opens": opens}, buttons)


def begin_offered(talk: Conversation, name: str, facts: Facts) -> Decision:
    """Begin the wish that was offered, with what its words said."""
    slots, talk = talk.offered_slots, replace(talk, asked=None, offered=None, offered_slots={})
    if name in BY_INTENT:
        return open_flow.begin(talk, BY_INTENT[name], said_by(name, slots), facts)
    return wish(talk, name, Heard("press"), facts)


def is_wish(name: str) -> bool:
    """Whether an intent is a wish for something to be done."""
    return name in BY_INTENT or name in ELSEWHERE


def not_understood(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Own up, offer the two best guesses or the menu; after three times in a row a person first."""
    talk = replace(talk, unread=talk.unread + 1)
    if talk.unread >= reading.NOT_UNDERSTOOD_LIMIT:
        person = (
            Button("flow.human", "button.flow.human"),
            Button("office", "button.office"),
            Button("menu", "button.menu"),
        )
        return Decision(replace(talk, unread=0), (Say("shared.offer_person", buttons=person),))
    guesses = tuple(Button(name, f"button.{name}") for name in _guesses(heard.understanding))
    say: Effect = (
        Say("shared.did_you_mean", buttons=(*guesses, Button("menu", "button.menu")))
        if guesses
        else Say("shared.not_understood")
    )
    return open_flow.resume(talk, facts, (say, *(() if guesses or talk.flows else (menu(facts),))))


def _guesses(understood: Understanding) -> list[str]:
    """The names worth offering as a button: wishes and questions only."""
    close = [
        name
        for name, sure in understood.ranking
        if sure >= reading.GUESS and (is_wish(name) or name.startswith("faq."))
    ]
    return close[:2]
