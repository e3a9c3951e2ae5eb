"""Times that staff propose: shown with two buttons, taken or turned down by button or in words."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts
from bot.dialogue import small_talk
from bot.dialogue.heard import Decision
from bot.effects import CONTINUE_SECURELY, AnswerProposal, Audit, Button, Say

WORDS = {"yes": True, "accept": True, "no": False}


def proposal_buttons(ref: str) -> tuple[Button, ...]:
    """The two answers to a proposed time."""
    return (
        Button(f"proposal.accept.{ref}", "button.proposal_accept"),
        Button(f"proposal.decline.{ref}", "button.proposal_decline"),
    )


def in_words(talk: Conversation, meaning: str | None, facts: Facts) -> Decision | None:
    """*Yes* or *no* while a proposed time waits for an answer; None for anything else."""
    if talk.proposed is None or meaning not in WORDS or facts.me is None:
        return None
    if not facts.private:  # The time was shown on the private side only.
        return Decision(talk, (CONTINUE_SECURELY,))
    return settle(talk, talk.proposed, accepted=WORDS[meaning], facts=facts)


def pressed(talk: Conversation, name: str, facts: Facts) -> Decision:
    """A pressed answer. Only while the proposal stands, only by who may see the request; twice is once."""
    verb, _, ref = name.removeprefix("proposal.").partition(".")
    if facts.me is None:
        return Decision(talk, (small_talk.inbox_notice(),))
    if not facts.private:
        return Decision(talk, (CONTINUE_SECURELY,))
    if talk.proposed != ref:
        return Decision(talk, (Say("shared.stale"),))
    return settle(talk, ref, accepted=verb == "accept", facts=facts)


def settle(talk: Conversation, ref: str, *, accepted: bool, facts: Facts) -> Decision:
    """Note the answer on the item, so that staff see it, and say what happens next."""
    talk = replace(talk, proposed=None)
    if ref not in {one.ref for one in facts.mine}:
        return Decision(talk, (Say("shared.stale"),))
    said = Say(f"thread.proposal_{'accepted' if accepted else 'declined'}", {"ref": ref})
    return Decision(talk, (AnswerProposal(ref, accepted), said, Audit("proposal", {"ref": ref})))
