"""Adding to a request that was sent: to which one, the words; they go into its own thread, and a finished one opens again."""

from __future__ import annotations

from bot.conversation import Assurance, Facts, OwnItem
from bot.effects import Button, Effect, Enqueue, MoveItem, Relay, Say
from bot.flows import acting
from bot.flows.answers import besides
from bot.flows.spec import Ask, Choice, Flow, Invalid, Slots, Value
from policies import limits

KINDS = ("message", "appointment", "refill", "callback")
STANDING = ("open", "taken", "closed")
MOST = 5


def can_be_added_to(facts: Facts) -> tuple[OwnItem, ...]:
    """One's own requests that have a thread to add to, newest first."""
    return tuple(one for one in facts.mine if one.kind in KINDS and one.status in STANDING)[:MOST]


def named_in(text: str, own: tuple[OwnItem, ...]) -> list[str]:
    """Those of one's own references that a text names, however they are spaced."""
    said = signs(text)
    return [one.ref for one in own if signs(one.ref) in said]


def signs(text: str) -> str:
    """A text without all that is no letter or digit, as references are compared."""
    return "".join(char for char in text.upper() if char.isalnum())


def which(text: str, facts: Facts, _known: Slots) -> Value:
    """One of one's own requests, by its reference or as the only one of its kind."""
    own = can_be_added_to(facts)
    named = named_in(text, own)
    kinds = [one.ref for one in own if facts.words.names_kind(text) == one.kind]
    found = named or kinds
    if not own:
        raise Invalid("none")
    if len(found) != 1:
        raise Invalid("unknown")
    return found[0]


def the_only_one(_known: Slots, facts: Facts) -> Value | None:
    """The only request there is to add to."""
    own = can_be_added_to(facts)
    return own[0].ref if len(own) == 1 else None


def spoken_of(heard: Slots, _known: Slots, facts: Facts) -> str | None:
    """The request that earlier words name, if they name one; without any request, the words that say so."""
    words = str(heard.get("ref") or heard.get(acting.SAID) or "")
    try:
        which(words, facts, {})
    except Invalid as why:
        return words if why.reason == "none" else None
    return words


def told_already(heard: Slots, _known: Slots, _facts: Facts) -> str | None:
    """What earlier words say that is to be added."""
    return besides.added_in(str(heard.get(acting.SAID, "")))


def own_requests(_known: Slots, facts: Facts) -> tuple[Choice, ...]:
    """The requests that can be added to."""
    return tuple(Choice(one.ref) for one in can_be_added_to(facts))


def words(text: str, _facts: Facts, _known: Slots) -> Value:
    """What is to be added, exactly as written."""
    if not any(char.isalnum() for char in text):
        raise Invalid("empty")
    return text.strip()


def add_to_thread(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Put the words into the request's own thread. A finished one is opened again; one long finished is followed by a new one."""
    one = next((one for one in facts.mine if one.ref == known["ref"]), None)
    if one is not None and is_long_finished(one, facts):
        return acting.too_many_open(facts) or (*_anew(one, str(known["words"]), facts), *acting.read_later(facts))
    ref = str(known["ref"])
    again = (MoveItem(ref, "reopen"),) if one is not None and one.status == "closed" else ()
    sent = Say("follow_up.sent", {"ref": ref}, (Button("menu", "button.menu"),), both=True)
    return (*again, Relay(ref, str(known["words"])), sent, *acting.read_later(facts))


def is_long_finished(one: OwnItem, facts: Facts) -> bool:
    """Whether a request was closed so long ago that nobody would look for more in it."""
    return one.closed_at is not None and facts.now - one.closed_at > limits.REOPEN_WITHIN


def _anew(one: OwnItem, words: str, facts: Facts) -> tuple[Effect, ...]:
    me = facts.me.id if facts.me else None
    fields = {"text": words, "follows": one.ref}
    item = Enqueue(facts.new_ref, one.kind, "routine", fields, one.patient_id or me, me, one.basis, facts.level.name)
    about = {"ref": facts.new_ref, "earlier": one.ref}
    return (item, Say("follow_up.sent_anew", about, (Button("menu", "button.menu"),), both=True))


FOLLOW_UP = Flow(
    name="follow_up",
    version=1,
    needs=Assurance.VERIFIED,
    asks=(
        Ask(
            "ref",
            which,
            choices=own_requests,
            hears=spoken_of,
            default=the_only_one,
            reasons=("unknown", "none"),
            rechecked=True,
        ),
        Ask(
            "words",
            words,
            private=True,
            taken_down=True,
            hears=told_already,
            takes_any_text=True,
            verbatim=True,
            reasons=("empty",),
        ),
    ),
    finish=add_to_thread,
)
