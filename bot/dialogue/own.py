"""Wishes that the dialogue itself answers: who am I acting for, what do you hold, delete it, add to a request, take one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.conversation import Assurance, Conversation, Facts, OwnItem
from bot.dialogue import open_flow, sharing, small_talk
from bot.dialogue.changing import SHORT
from bot.dialogue.heard import Decision, Heard
from bot.dialogue.hours import hours
from bot.effects import Audit, Button, ForgetWords, MoveItem, Say
from bot.flows.acting import SAID
from bot.flows.answers.besides import booked_in
from bot.flows.follow_up import named_in
from bot.queue.refs import read_ref
from policies import reading

MOST = 120
A_MOMENT = timedelta(minutes=15)
A_WHILE = timedelta(hours=1)
AGAIN = frozenset({"appointment", "refill"})
"""The kinds that somebody asks for a second time in the same way; the flow bears the name of the kind."""
ALIKE = ("provider", "reason", "when", "visit_type", "contact")
"""What two requests that are *the same* have in common; which medicine is another patient's own matter."""

NO = Button("resume", "button.keep")
CONFIRM = "button.confirm_me"
KIND_OF = {"refill": "refill", "appointment": "appointment", "secure_message": "message", "callback": "callback"}


def _is_a_ref(text: str) -> bool:
    """A reference alone, or nearly so, asks where that request stands."""
    return any(read_ref(word) for word in text[:MOST].split())


def own_wish(talk: Conversation, heard: Heard, facts: Facts) -> Decision | None:
    """Answer such a wish; None where the words hold none, or are surely something else."""
    name = facts.words.wish(heard.text)
    if name is None and not talk.flows and _is_a_ref(heard.text):
        return open_flow.begin(talk, "request_status", {}, facts)
    if name is None and not talk.flows and (asked_for := unconfirmed(heard, facts)) is not None:
        return ask_back(talk, asked_for.ref)
    if name is None or _surely_else(heard) or name == "hours" and not _may_be_hours(heard):
        return None
    return WISHES[name](replace(talk, unread=0), heard, facts)


def _may_be_hours(heard: Heard) -> bool:
    """*Anything open on Friday?* asks for a visit; *are you open on Friday?* is a question for the office."""
    return not (heard.understanding.intent or "").startswith("flow.")


def _surely_else(heard: Heard) -> bool:
    understood = heard.understanding
    return (understood.intent or "").startswith("faq.") and understood.confidence >= reading.SURELY


def _who(talk: Conversation, _heard: Heard, facts: Facts) -> Decision:
    if facts.level is Assurance.VERIFIED:
        return open_flow.begin(talk, "standing", {}, facts)
    known = "linked" if facts.level is Assurance.LINKED else "unknown"
    return open_flow.resume(talk, facts, (Say(f"standing.{known}", buttons=(Button("flow.standing", CONFIRM),)),))


def _held(talk: Conversation, _heard: Heard, facts: Facts) -> Decision:
    if facts.level is Assurance.VERIFIED:
        return open_flow.begin(talk, "my_data", {}, facts)
    buttons = (Button("flow.my_data", CONFIRM), Button("erase", "button.erase"))
    return open_flow.resume(talk, facts, (Say("my_data.general", buttons=buttons),))


def ask_erase(talk: Conversation, _heard: Heard, _facts: Facts) -> Decision:
    """Nothing is deleted on one word."""
    said = Say("my_data.erase_ask", buttons=(Button("erase_now", "button.erase_now"), NO))
    return Decision(replace(talk, asked="erase"), (said,))


def erase(talk: Conversation, facts: Facts) -> Decision:
    """Delete the words of this conversation and forget who writes, and what they agreed to; requests stay with staff."""
    _, over = sharing.ended(talk, "erased", facts)
    kept = Conversation(talk.id, talk.lang, runs=talk.runs, held_by=talk.held_by, told_held=talk.told_held)
    return Decision(kept, (ForgetWords(), *over, Audit("words.deleted"), Say("my_data.erased")))


def _add(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    return open_flow.begin(talk, "follow_up", {SAID: heard.text}, facts)


def _call_me(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """The phone number first, and then the call back."""
    number = {"callback_number": heard.slots["phone"]} if "phone" in heard.slots else {}
    begun = open_flow.begin(talk, "callback", {"how": "phone", **number, SAID: heard.text}, facts)
    return replace(begun, effects=(small_talk.person(facts, ways=False), *begun.effects))


def _newcomer(talk: Conversation, _heard: Heard, facts: Facts) -> Decision:
    """Whoever is no patient yet cannot confirm who they are: the office is where that begins."""
    return open_flow.resume(talk, facts, (Say("person.newcomer", buttons=(small_talk.CALL_OFFICE,)),))


def _same(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """*The same for Lucia*: what was just asked for, for somebody else; it is read back before it is sent."""
    last = next((one for one in facts.mine if one.kind in AGAIN and facts.now - one.sent_at < A_WHILE), None)
    if talk.flows:
        return open_flow.resume(talk, facts)
    if last is None:
        return small_talk.not_understood(talk, heard, facts)
    alike = {name: value for name, value in last.fields.items() if name in ALIKE and isinstance(value, str)}
    return open_flow.begin(talk, last.kind, {**alike, SAID: heard.text}, facts)


def _take_back(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    mine = tuple(one for one in facts.mine if one.kind != "red_flag")
    refs, kind = named_in(heard.text, mine), facts.words.names_kind(heard.text)
    fits = [one for one in mine if one.ref in refs or not refs and kind in (None, one.kind)]
    still = [one for one in fits if one.status == "open"]
    if talk.flows and (not still or kind in (None, KIND_OF.get(talk.flows[-1].flow))):
        return open_flow.cancel(talk, facts)  # It is meant of what is under way, and nothing of that was sent.
    if len(still) == 1:
        return ask_back(talk, still[0].ref)
    if not still and fits:
        return too_late(talk, fits[0])
    return open_flow.begin(talk, "request_status", {}, facts)


def unconfirmed(heard: Heard, facts: Facts) -> OwnItem | None:
    """The one request for a visit that nobody has picked up, where *cancel my appointment* names no booked one."""
    meant_so = heard.understanding.intent in ("flow.appointment", "chat.cancel")
    kind, task = facts.words.names_kind(heard.text), facts.words.visit_task(heard.text)
    if not meant_so or (kind, task) != ("appointment", "cancel") or booked_in(heard.text, facts.lexicon):
        return None
    still = [one for one in facts.mine if (one.kind, one.status) == ("appointment", "open")]
    still = [one for one in still if one.fields.get("task", "new") == "new"]
    return still[0] if len(still) == 1 else None


def ask_back(talk: Conversation, ref: str) -> Decision:
    """Ask before a request is taken back in words; the button says already which one."""
    said = Say("status.take_back_ask", {"ref": ref}, (Button(f"withdraw.{ref}", "button.withdraw", {"ref": ref}), NO))
    return Decision(replace(talk, asked="take_back", offered=ref), (said,))


def undoes(text: str, meaning: str | None) -> bool:
    """Whether *undo that* was said, which is more than one step back."""
    return meaning == "back" and "undo" in text.casefold()


def just_sent(facts: Facts) -> OwnItem | None:
    """The request that was sent a moment ago and that nobody has picked up: *cancel* after it is meant of it."""
    newest = next((one for one in facts.mine if one.kind != "red_flag"), None)
    fresh = newest is not None and newest.status == "open" and facts.now - newest.sent_at < A_MOMENT
    return newest if fresh else None


def too_late(talk: Conversation, one: OwnItem) -> Decision:
    """It cannot be taken back any more: why, and what can be done."""
    if one.status == "withdrawn":
        return Decision(talk, (Say("status.withdrawn", {"ref": one.ref}),))
    add = Button(f"add.{one.ref}", "button.add", {"ref": one.ref})
    return Decision(talk, (Say(f"status.too_late.{one.status}", {"ref": one.ref}, (add,)),))


def withdraw(talk: Conversation, ref: str, facts: Facts) -> Decision:
    """Take back a request that nobody has picked up; only one's own, and only while verified."""
    talk = replace(talk, asked=None, offered=None)
    mine = next((one for one in facts.mine if one.ref == ref), None)
    if mine is None:
        return open_flow.begin(talk, "request_status", {}, facts)
    if mine.status != "open":
        return too_late(talk, mine)
    effects = (MoveItem(ref, "withdraw"), Say("status.withdrawn", {"ref": ref}), Audit("item.withdrawn", {"ref": ref}))
    return Decision(talk, effects)


def answered(talk: Conversation, text: str, facts: Facts) -> Decision | None:
    """*Yes* or *no* to a question of this module; None where none is open, or the words are no answer."""
    if talk.asked not in ("erase", "take_back"):
        return None
    first = text.split(maxsplit=1)[0] if text.split() and len(text) <= SHORT else ""
    meaning = facts.words.means(text) or facts.words.means(first)  # *Yes, delete it.*
    question, ref, calm = talk.asked, talk.offered or "", replace(talk, asked=None, offered=None)
    if meaning in ("yes", "accept"):
        return erase(calm, facts) if question == "erase" else withdraw(calm, ref, facts)
    if meaning in ("no", "stop", "back"):
        return open_flow.resume(calm, facts, (Say("status.kept" if question == "take_back" else "my_data.not_erased"),))
    return None


def _own_page(flow: str) -> Callable[[Conversation, Heard, Facts], Decision]:
    """One of the patient's own pages, by its flow: it confirms who asks, then leads there."""

    def lead(talk: Conversation, _heard: Heard, facts: Facts) -> Decision:
        return open_flow.begin(talk, flow, {}, facts)

    return lead


WISHES: Mapping[str, Callable[[Conversation, Heard, Facts], Decision]] = {
    "inbox": _own_page("own_inbox"),
    "devices": _own_page("own_devices"),
    "who": _who,
    "held": _held,
    "erase": ask_erase,
    "add": _add,
    "take_back": _take_back,
    "call_me": _call_me,
    "newcomer": _newcomer,
    "hours": hours,
    "same": _same,
}
