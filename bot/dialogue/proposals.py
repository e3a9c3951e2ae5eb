"""Times that staff propose: taken or turned down by button or in words, noted on the request."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Conversation, Facts
from bot.dialogue import small_talk
from bot.dialogue.heard import Decision
from bot.dialogue.staff_words import proposal_buttons, visit_file
from bot.effects import CONTINUE_SECURELY, AnswerProposal, Audit, Say

WORDS = {"yes": True, "accept": True, "no": False}
LONGEST_NUMBER = 2


def in_words(talk: Conversation, text: str, facts: Facts) -> Decision | None:
    """*Yes*, *no* or the number of one while proposed times wait for an answer; None for anything else."""
    if talk.proposed is None or facts.me is None:
        return None
    times, number = talk.proposed_times, text.strip().rstrip(".)")
    chosen = number.isdecimal() and len(number) < LONGEST_NUMBER and 0 < int(number) <= len(times)
    willing = WORDS.get(facts.words.means(text) or "")
    if not chosen and willing is None:
        return None
    if not facts.private:  # The times were shown on the private side only.
        return Decision(talk, (CONTINUE_SECURELY,))
    if chosen:
        return settle(talk, talk.proposed, number, facts)
    if willing and len(times) > 1:
        return Decision(talk, (Say("thread.proposal_which", buttons=proposal_buttons(talk.proposed, times)),))
    return settle(talk, talk.proposed, "1" if willing else "", facts)


def pressed(talk: Conversation, name: str, facts: Facts) -> Decision:
    """A pressed answer. Only while the proposal stands, only by who may see the request; twice is once."""
    verb, _, rest = name.removeprefix("proposal.").partition(".")
    ref, _, number = rest.partition(".")
    if facts.me is None:
        return Decision(talk, (small_talk.inbox_notice(),))
    if not facts.private:
        return Decision(talk, (CONTINUE_SECURELY,))
    if talk.proposed != ref:
        return Decision(talk, (Say("shared.stale"),))
    return settle(talk, ref, (number or "1") if verb == "accept" else "", facts)


def settle(talk: Conversation, ref: str, number: str, facts: Facts) -> Decision:
    """Note the answer on the item, so that staff see it, and say what happens next. `number` of the time; none: turned down."""
    times = talk.proposed_times
    known = not number or (number.isdecimal() and 0 < int(number) <= max(1, len(times)))
    if ref not in {one.ref for one in facts.mine} or not known:
        return Decision(talk, (Say("shared.stale"),))
    talk = replace(talk, proposed=None, proposed_times=())
    audit = Audit("proposal", {"ref": ref})
    if not number:
        return Decision(
            talk, (AnswerProposal(ref, accepted=False), Say("thread.proposal_declined", {"ref": ref}), audit)
        )
    if not times:  # Proposed in words, by an older release.
        return Decision(talk, (AnswerProposal(ref, accepted=True), Say("thread.proposal_taken", {"ref": ref}), audit))
    at = times[int(number) - 1]
    said = Say(
        "thread.proposal_accepted", {"ref": ref, "visit_time": at}, (visit_file(ref),), private=True, page_only=True
    )
    return Decision(talk, (AnswerProposal(ref, accepted=True, time=at), said, audit))
