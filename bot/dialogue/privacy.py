"""What a newcomer is told of privacy, and that they went on after it: with the version of the words, kept and in the audit."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts
from bot.dialogue.heard import Decision, Heard
from bot.effects import Audit, Say


def told(talk: Conversation, facts: Facts) -> Decision:
    """Say it where others may read along, once for each version."""
    if facts.private or talk.privacy_told == facts.privacy:
        return Decision(talk)
    said = (Say("shared.privacy"), Audit("privacy.told", {"version": facts.privacy}))
    return Decision(replace(talk, privacy_told=facts.privacy), said)


def first(talk: Conversation, facts: Facts) -> Decision:
    """Whoever comes by a link straight to a task hears first what this is, and what it is not, if they never did."""
    now = told(talk, facts)
    return replace(now, effects=(Say("shared.welcome"), *now.effects)) if now.effects else now


def gone_on(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Whoever writes or taps after it was said has agreed to that version."""
    version = talk.privacy_told
    if facts.private or heard.kind not in ("text", "press") or version in ("", talk.privacy_agreed):
        return Decision(talk)
    talk = replace(talk, privacy_agreed=version, privacy_at=facts.now.isoformat())
    return Decision(talk, (Audit("privacy.agreed", {"version": version}),))
