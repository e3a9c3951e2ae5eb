"""Red flags: guidance before anything else, the open flow suspended, the episode put before staff.

Nothing said here suggests that anybody is watching the chat.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation import Assurance, Conversation, Facts
from bot.dialogue.heard import Decision, Heard
from bot.effects import Audit, Button, Effect, Enqueue, Relay, Say
from policies.triage import ACUTE, Disposition

SAME_EPISODE = timedelta(hours=12)

CALLS = {
    Disposition.EMERGENCY: (Button("call.911", "button.call_911", link="tel:911"),),
    Disposition.CRISIS: (
        Button("call.988", "button.call_988", link="tel:988"),
        Button("text.988", "button.text_988", link="sms:988"),
        Button("call.911", "button.call_911", link="tel:911"),
    ),
    Disposition.POISON: (
        Button("call.poison", "button.call_poison", link="tel:+18002221222"),
        Button("call.911", "button.call_911", link="tel:911"),
    ),
    Disposition.URGENT: (),
}
GO_ON = Button("go_on", "button.go_on")
NOW = (Button("now.yes", "button.now_yes"), Button("now.no", "button.now_no"))
OFFICE = Button("office", "button.office")
OFFERED = {one.id: one for some in (*CALLS.values(), (OFFICE, GO_ON), NOW) for one in some}
"""Every button of guidance, by its name."""


def guidance(disposition: Disposition, *, open_now: bool) -> Say:
    """The guidance for a disposition: fixed words, ready before anything is loaded or saved."""
    key = f"guidance.{disposition.value}"
    if disposition is Disposition.URGENT:
        key = f"{key}.{'open' if open_now else 'closed'}"
    return Say(key, buttons=(*CALLS[disposition], OFFICE, GO_ON))


def guide(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Answer a red flag: guidance, suspension, and the follow-up item for staff."""
    found = heard.screening
    late = (Say("guidance.late"),) if heard.late else ()
    say = guidance(found.disposition, open_now=facts.open_now)
    audit = Audit("red_flag", {"rule": found.rule or "model", "disposition": found.disposition.value})
    heard = replace(heard, text="") if facts.words.gives_password(heard.text) else heard  # A password goes to nobody.
    talk, follow = _follow_up(talk, heard, facts)
    held = (Relay(talk.held_by[-1], heard.text),) if talk.held_by and heard.text else ()
    talk = replace(talk, suspended=bool(talk.flows), unread=0, asked=None)
    return Decision(talk, (*late, say, audit, *follow, *held))


def _follow_up(talk: Conversation, heard: Heard, facts: Facts) -> tuple[Conversation, tuple[Effect, ...]]:
    """One item an episode; who is not verified is put before staff without identity and without their words."""
    words = {"said": heard.text} if facts.level is Assurance.VERIFIED and heard.text else {}
    if talk.alarm_ref and talk.alarm_at and facts.now - datetime.fromisoformat(talk.alarm_at) < SAME_EPISODE:
        again = (Relay(talk.alarm_ref, heard.text),) if words else ()
        return talk, again
    talk = replace(talk, alarm_ref=facts.new_ref, alarm_at=facts.now.isoformat())
    fields = {"disposition": heard.screening.disposition.value, "rule": heard.screening.rule or "model", **words}
    known = facts.me.id if facts.me and facts.level is Assurance.VERIFIED else None
    item = Enqueue(facts.new_ref, "red_flag", "now", fields, known, known, "self", facts.level.name)
    return talk, (item,)


def maybe(talk: Conversation, heard: Heard) -> Decision:
    """Only the learned reader is worried: one question whose every answer is safe, with the guidance already in view."""
    likeliest = max(ACUTE, key=lambda level: heard.danger.get(level, 0.0))
    say = Say(f"guidance.maybe.{likeliest.value}", buttons=(*CALLS[likeliest], *NOW))
    talk = replace(talk, suspended=bool(talk.flows), asked="now", unread=0)
    return Decision(talk, (say, Audit("red_flag_asked", {"rule": "model"})))


def office(facts: Facts) -> Say:
    """How to reach the office by phone, open or closed."""
    call = Button("call.support", "button.call_office", link="tel:support")
    return Say(f"office.{'open' if facts.open_now else 'closed'}", {"opens": _iso(facts.opens_next)}, (call,))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
