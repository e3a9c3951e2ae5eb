"""What comes back from effects and from staff, as the next input."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Assurance, Conversation, Facts
from bot.dialogue import open_flow, small_talk
from bot.dialogue.heard import (
    ChallengeRefused,
    ChallengeStarted,
    CodeAccepted,
    CodeRefused,
    Decision,
    Outcome,
    RecoveryAnswered,
    StaffMoved,
    TimePassed,
)
from bot.dialogue.registry import VERIFY
from bot.dialogue.staff_words import said_by_staff
from bot.effects import Audit, Button, Say
from bot.flows import engine
from policies import disclosure

BOT_BACK = Button("bot_back", "button.bot_back")


def outcome(talk: Conversation, what: Outcome, facts: Facts) -> Decision:
    """Take one outcome into the conversation."""
    match what:
        case ChallengeStarted(challenge):
            return open_flow.run(talk, engine.Fill({"challenge": challenge}), facts)
        case ChallengeRefused():
            return _verification_over(talk, "verify.too_many")
        case CodeAccepted():
            return _verified(talk, facts)
        case CodeRefused(over=True):
            return _verification_over(talk, "verify.over")
        case CodeRefused():
            return open_flow.run(talk, engine.Refuse("code", "wrong"), facts)
        case RecoveryAnswered(how):
            return open_flow.run(talk, engine.Fill({"portal": how}), facts)
        case StaffMoved():
            return _staff(talk, what, facts)
        case TimePassed():
            return _time(talk, what, facts)


def _verification_over(talk: Conversation, key: str) -> Decision:
    """Verification cannot go on for now; what needed it is dropped, and the phone is offered."""
    call = (Button("office", "button.office"), Button("menu", "button.menu"))
    return Decision(replace(talk, flows=()), (Say(key, buttons=call), Audit("verify.over")))


def _verified(talk: Conversation, facts: Facts) -> Decision:
    """The code was right: say so and go on with what waited for it, at that very question."""
    talk = replace(talk, flows=tuple(state for state in talk.flows if state.flow != VERIFY))
    first = facts.me.first_name if facts.me else ""
    done = Say("verify.done", {"first_name": first}, private=True)
    if not talk.flows:
        return Decision(talk, (done, Audit("verify.done"), small_talk.menu(facts)))
    resumed = open_flow.resume(talk, facts, (done, Audit("verify.done")))
    return _in_the_chat_too(resumed) if _shared_elsewhere(talk, facts) else resumed


def _shared_elsewhere(talk: Conversation, facts: Facts) -> bool:
    """Whether the code was typed on the page by somebody who agreed to go on in a chat."""
    consent = talk.consent
    return (
        consent is not None
        and facts.private
        and disclosure.is_agreed(
            consent,
            channel=consent.channel,
            level=facts.level,
            patient_id=talk.identity.patient_id,
            warning=facts.warning,
        )
    )


def _in_the_chat_too(decision: Decision) -> Decision:
    """Both windows are at the same question: whoever goes back to the chat need not ask for it."""
    said = (replace(one, both=True) if isinstance(one, Say) and one.private else one for one in decision.effects)
    return replace(decision, effects=tuple(said))


def _staff(talk: Conversation, what: StaffMoved, facts: Facts) -> Decision:
    others = tuple(ref for ref in talk.held_by if ref != what.ref)
    match what.move:
        case "taken":
            told = Say("thread.taken", {"ref": what.ref}, (BOT_BACK,))
            return Decision(replace(talk, held_by=(*others, what.ref), aside=False, told_held=False), (told,))
        case "proposed":
            return _reply(replace(talk, aside=False, proposed=what.ref, proposed_times=what.times), what, facts)
        case "booked" if talk.proposed == what.ref:
            return _reply(replace(talk, aside=False, proposed=None, proposed_times=()), what, facts)
        case "replied" | "booked" | "approved" | "declined":
            return _reply(replace(talk, aside=False), what, facts)
        case "reopened":
            held = (*others, what.ref) if what.by else others  # `by`: who has it now, if anybody.
            return Decision(
                replace(talk, held_by=held, aside=False, told_held=False), (Say("thread.reopened", {"ref": what.ref}),)
            )
        case "released" | "forwarded" | "closed":
            return _let_go(talk, what, others, facts)
        case _:
            return Decision(talk)


def _let_go(talk: Conversation, what: StaffMoved, others: tuple[str, ...], facts: Facts) -> Decision:
    """Nobody at the office has the item now: the bot has the next word again, unless staff hold another one."""
    if talk.proposed == what.ref and what.move == "closed":
        talk = replace(talk, proposed=None, proposed_times=())
    talk = replace(talk, held_by=others, aside=False, told_held=False)
    if what.move == "forwarded":
        said = Say("thread.forwarded", {"ref": what.ref, "handed_to": what.text})
    else:
        add = (Button(f"add.{what.ref}", "button.add", {"ref": what.ref}),) if what.move == "closed" else ()
        said = Say(f"thread.{what.move}", {"ref": what.ref}, add)
    return Decision(talk, (said,)) if talk.held_by else open_flow.resume(talk, facts, (said,))


def _reply(talk: Conversation, what: StaffMoved, facts: Facts) -> Decision:
    """A reply is shown where the person is verified now on a private window; elsewhere it is said that it waits."""
    if facts.level is Assurance.VERIFIED and facts.private and _may_see(what, facts):
        said = said_by_staff(what.move, what.ref, what.by, what.text, what.times)
        return Decision(talk, (replace(said, both=True),))
    return Decision(replace(talk, waiting=talk.waiting + 1), (small_talk.inbox_notice(),))


def _may_see(what: StaffMoved, facts: Facts) -> bool:
    """Whether what staff wrote may be shown to who is verified here: papers may have ended since the request was sent."""
    return what.about is None or what.ref in {one.ref for one in facts.mine}


def _time(talk: Conversation, what: TimePassed, facts: Facts) -> Decision:
    if what.why == "expire":
        return open_flow.expire(talk, facts)
    state = talk.open_flow
    if state is None or state.nudged or talk.suspended or talk.held_by:
        return Decision(talk)
    talk = replace(talk, flows=(*talk.flows[:-1], replace(state, nudged=True)))
    return Decision(
        talk, (Say("shared.nudge", buttons=(Button("resume", "button.resume"), Button("menu", "button.menu"))),)
    )
