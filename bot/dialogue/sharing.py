"""Private things in a chat that others may read: asked for after a warning, agreed to, taken back at any time.

Only where the practice allows it. What is agreed to, and when that ends, is `policies.disclosure`; here are the words for it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Assurance, Consent, Conversation, Facts
from bot.dialogue import open_flow
from bot.dialogue.heard import Decision, Heard
from bot.effects import CONTINUE_SECURELY, Audit, Button, Effect, Say
from policies import disclosure

STOP = Button("share.stop", "button.share_stop")
AGREE = "share.yes."
"""How the button begins that agrees; behind it stands the version of the warning that it was under."""
ASKED = "share"


def answered(talk: Conversation, heard: Heard, facts: Facts) -> Decision | None:
    """Answer a word or a button about this; None for any other."""
    if facts.private:
        return None
    if heard.kind == "press":
        return _pressed(talk, heard.button, facts)
    meaning = facts.words.means(heard.text) if heard.kind == "text" else None
    if meaning == "share_stop":
        return _stopped(talk, facts)
    if talk.speaker == "staff":
        return None
    if not facts.warning:  # Where it is not to be had, the wish is no answer to the open question.
        return open_flow.resume(talk, facts) if meaning == "share_here" and talk.flows else None
    if talk.asked == ASKED and meaning in ("yes", "accept"):
        return _agreed(talk, talk.offered or "", facts)
    if talk.asked == ASKED and meaning in ("no", "stop", "back"):
        return open_flow.resume(calm(talk), facts, (Say("sharing.declined"),))
    return _warned(talk, facts) if meaning == "share_here" else None


def calm(talk: Conversation) -> Conversation:
    """Whatever else was said is no answer to the warning: a later *yes* must not count for it."""
    return replace(talk, asked=None, offered=None) if talk.asked == ASKED else talk


def _pressed(talk: Conversation, button: str, facts: Facts) -> Decision | None:
    if button == STOP.id:
        return _stopped(talk, facts)
    if not facts.warning:
        return None
    if button.startswith(AGREE):
        return _agreed(talk, button.removeprefix(AGREE), facts)
    return _warned(talk, facts) if button == "share.ask" else None


def _warned(talk: Conversation, facts: Facts) -> Decision:
    """What this chat is, who sees it, and that it can be taken back; and the question."""
    if facts.agreed:
        return open_flow.resume(calm(talk), facts, (Say("sharing.agreed_before", buttons=(STOP,)),))
    agree = Button(f"{AGREE}{facts.warning}", "button.share_agree")
    said = Say("sharing.warning", buttons=(agree, *CONTINUE_SECURELY.buttons))
    return Decision(replace(talk, asked=ASKED, offered=facts.warning), (said,))


def _agreed(talk: Conversation, version: str, facts: Facts) -> Decision:
    """Keep it, with the version of the warning, the time and whose it is; and go on at the open question."""
    if facts.agreed or version != facts.warning:  # A warning of last week says what is not so any more.
        return _warned(talk, facts)
    who = talk.identity.patient_id if facts.level >= Assurance.LINKED else None
    consent = Consent(version, facts.now.isoformat(), facts.channel, who)
    noted = Audit("sharing.agreed", {"version": version, "channel": facts.channel})
    said = (noted, Say("sharing.agreed", buttons=(STOP,)))
    return open_flow.resume(replace(calm(talk), consent=consent), replace(facts, agreed=True), said)


def _stopped(talk: Conversation, facts: Facts) -> Decision:
    """From now on the secure page is the place again, also for what is under way."""
    if talk.consent is None or talk.consent.ended_at is not None:
        return open_flow.resume(calm(talk), facts, (Say("sharing.not_shared"),))
    talk, noted = ended(calm(talk), "asked", facts)
    return open_flow.resume(talk, replace(facts, agreed=False), (*noted, Say("sharing.stopped")))


def ended(talk: Conversation, why: str, facts: Facts) -> tuple[Conversation, tuple[Effect, ...]]:
    """End what was agreed to, if anything is; the line for the audit."""
    over = disclosure.ended(talk.consent, why, facts.now)
    if over is None:
        return talk, ()
    return replace(talk, consent=over), (Audit("sharing.ended", {"why": why, "channel": over.channel}),)


def expire(talk: Conversation, facts: Facts) -> Decision:
    """End what does not hold any more, and say so once, where it was agreed to."""
    consent = talk.consent
    if consent is None or consent.ended_at is not None or consent.channel != facts.channel:
        return Decision(talk)
    why = disclosure.why_over(
        consent,
        channel=facts.channel,
        level=facts.level,
        patient_id=talk.identity.patient_id,
        warning=facts.warning,
    )
    if why is None:
        return Decision(talk)
    talk, noted = ended(talk, why.value, facts)
    return Decision(talk, (*noted, Say(f"sharing.over.{why.value}")))
