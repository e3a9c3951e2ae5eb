"""Who answers a turn, in which order. The order is the safety argument; `decide` is pure.

Red flag, held by staff, stop words, a question that outranks the open flow, the answer to the open flow, a new flow,
a question, not understood.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import Assurance, Conversation, Facts
from bot.dialogue import guidance, open_flow, own, press, privacy, proposals, sharing, small_talk, telling
from bot.dialogue.answering import answer_open_question
from bot.dialogue.changing import SHORT
from bot.dialogue.heard import Decision, Heard, Outcome
from bot.dialogue.meant import meant
from bot.dialogue.outcomes import BOT_BACK, outcome
from bot.dialogue.typed import taken_down, told_too_soon
from bot.effects import OPEN_IN_BROWSER, Effect, Relay, Say
from policies import reading
from policies.triage import ACUTE, LEARNED, Disposition

__all__ = ["Decision", "Heard", "Outcome", "decide"]
_NONE_YET = re.compile(r"n't|\b(?:no|not|never|without|another|new|need|send|yet)\b", re.IGNORECASE)


def decide(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Decide one turn: the conversation afterwards and the effects. Never looks at anything but its arguments."""
    if heard.screening.disposition is not Disposition.NONE and not _only_half_believed(talk, heard):
        return _alive(guidance.guide(talk, heard, facts), facts)
    if heard.outcome is not None:
        return outcome(talk, heard.outcome, facts)
    anew = (Say("shared.unlinked"),) if talk.unlinked else ()
    expired = open_flow.expire(replace(talk, unlinked=False), facts)
    over = sharing.expire(expired.talk, facts)
    agreed = privacy.gone_on(over.talk, heard, facts)
    decision = _speak(agreed.talk, heard, facts)
    before: tuple[Effect, ...] = (*anew, *_trouble(heard), *expired.effects, *over.effects, *agreed.effects)
    after = taken_down(talk, heard, facts)
    unasked = () if after else told_too_soon(talk, decision.talk, heard, facts)
    return _alive(Decision(decision.talk, (*before, *unasked, *decision.effects, *after)), facts)


def _alive(decision: Decision, facts: Facts) -> Decision:
    """A verified person who does something stays verified until the idle limit."""
    identity = decision.talk.identity
    if facts.level is Assurance.VERIFIED and identity.patient_id is not None:
        identity = replace(identity, active_at=facts.now.isoformat())
    return replace(decision, talk=replace(decision.talk, identity=identity))


def _trouble(heard: Heard) -> tuple[Effect, ...]:
    """What is said ahead of an answer: that it comes late, or that the message was too long to be read whole."""
    late = (Say("shared.late"),) if heard.late else ()
    beside = (Say(f"media.{heard.media}"),) if heard.media and heard.kind == "text" else ()  # A caption came with it.
    return (*late, *beside, *((Say("shared.too_long"),) if heard.cut else ()))


def _speak(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    told = telling.asked(talk, heard, facts)
    told = told or sharing.answered(talk, heard, facts)
    if told is not None:
        return told
    talk = sharing.calm(talk)
    if talk.speaker == "staff":
        if heard.kind != "press":
            return _held(talk, heard, facts)
        # A button is a word to the bot; one that takes up a task turns the conversation to the bot until staff write again.
        talk = replace(talk, aside=heard.button.startswith("flow.") or heard.button[:1].isdigit())
    match heard.kind:
        case "press":
            return press.press(talk, heard, facts)
        case "media":
            return open_flow.resume(talk, facts, (Say(f"media.{heard.media}"),))
        case "edit":
            return open_flow.resume(talk, facts, (Say("shared.edited"),))
        case "open":
            return _opened(talk, heard, facts)
        case _:
            return _text(talk, heard, facts)


def _held(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    """Staff hold the thread: what the patient writes goes to them, and the bot says so once. A password goes to nobody."""
    if not heard.text or heard.kind not in ("text", "edit"):
        return Decision(talk, (Say("thread.words_only", buttons=(BOT_BACK,)),))
    if open_flow.holds_password(heard.text, talk, facts):
        return Decision(talk, (Say("shared.password_typed", buttons=(BOT_BACK,)),))
    if _brings_token(heard, facts):  # It is for the portal and not for anybody's eyes: the bot takes it.
        return _text(replace(talk, aside=True), heard, facts)
    settled = proposals.in_words(talk, heard.text, facts)
    if settled is not None:
        return settled
    told = () if talk.told_held else (Say("thread.relayed", buttons=(BOT_BACK,)),)
    return Decision(replace(talk, told_held=True), (Relay(talk.held_by[-1], heard.text), *told))


def _brings_token(heard: Heard, facts: Facts) -> bool:
    """Whether somebody comes with the reset token that staff have just read out to them."""
    understood = heard.understanding
    told = understood.intent == "flow.recover.token" and understood.confidence >= reading.NEW_WISH
    return (
        "token" in heard.slots or told and not facts.words.is_question(heard.text) and not _NONE_YET.search(heard.text)
    )


def _opened(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    # Telegram allows no dot in such a link: `recover-password` stands for it.
    name = f"flow.{heard.text.casefold().replace('-', '.')}" if heard.text else ""
    wished = small_talk.is_wish(name)
    if not wished:
        begun = small_talk.welcome(talk, facts)
    else:
        first = privacy.first(talk, facts)
        begun = small_talk.wish(first.talk, name, replace(heard, text=""), facts)
        begun = replace(begun, effects=(*first.effects, *begun.effects))
    return replace(begun, effects=(*telling.opened(facts), *begun.effects))


def _text(talk: Conversation, heard: Heard, facts: Facts) -> Decision:
    if not heard.text.strip():
        return open_flow.resume(replace(talk, unread=0), facts, (Say("shared.empty"),))
    if open_flow.holds_password(heard.text, talk, facts):
        return open_flow.resume(talk, facts, (Say("shared.password_typed"),))
    meaning = facts.words.means(heard.text)
    if talk.suspended or talk.asked == "now":
        return _suspended(talk, heard, meaning, facts)
    if meaning == "sign_out":
        return press.sign_out(talk, facts)
    if meaning == "link" and not facts.private:
        return Decision(replace(talk, unread=0), (OPEN_IN_BROWSER,))
    settled = own.answered(talk, heard.text, facts) or proposals.in_words(_idle(talk), heard.text, facts)
    if settled is not None:
        return settled
    talk = replace(talk, asked=None, offered=None) if talk.asked in ("erase", "take_back") else talk
    if meaning == "menu" and not talk.flows:
        return Decision(talk, (small_talk.menu(facts),))
    if _half_believed(heard) and _tells(talk, heard, facts) or not talk.flows and _named_danger(heard):
        return guidance.maybe(talk, heard)
    if talk.flows:
        return answer_open_question(talk, heard, meaning, facts)
    return _fresh(talk, heard, meaning, facts)


def _idle(talk: Conversation) -> Conversation:
    """A proposed time is answered in words only while no question of a flow is open."""
    return replace(talk, proposed=None) if talk.flows else talk


def _only_half_believed(talk: Conversation, heard: Heard) -> bool:
    """Whether it can be asked back: words to the bot in which the learned reader alone half sees a danger."""
    return heard.kind == "text" and talk.speaker != "staff" and _half_believed(heard)


def _half_believed(heard: Heard) -> bool:
    """Whether the learned reader alone, and not surely, sees a danger in words that no rule found one in."""
    found = heard.screening
    if found.disposition not in ACUTE or {found.rule, *(one.rule for one in found.findings)} != {LEARNED}:
        return False  # What a rule found beside it, be it for the same day, is answered at once.
    return sum(heard.danger.get(level, 0.0) for level in ACUTE) < reading.DANGER_SURE


def _tells(talk: Conversation, heard: Heard, facts: Facts) -> bool:
    """Whether words are more than a short answer to a short question (*both Lucia and Mateo*), which mean little on their own."""
    ask = open_flow.open_ask(talk, facts)
    return not talk.flows or len(heard.text) > SHORT or ask is not None and ask.takes_any_text


def _named_danger(heard: Heard) -> bool:
    """Whether understanding takes the words for a cry for help."""
    understood = heard.understanding
    return understood.intent == "safety.emergency" and understood.confidence >= reading.DANGER


def _suspended(talk: Conversation, heard: Heard, meaning: str | None, facts: Facts) -> Decision:
    """After guidance the flow goes on only when the patient says so."""
    if meaning == "go_on" or (talk.asked == "now" and meaning == "no"):
        return press.go_on(talk, facts)
    if talk.asked == "now" and meaning == "yes":
        return press.press(talk, replace(heard, button="now.yes"), facts)
    if meaning == "stop":
        return open_flow.cancel(talk, facts)
    name = heard.understanding.intent or ""
    if name.startswith("faq.") and heard.understanding.confidence >= reading.OUTRANKS:
        return Decision(talk, (Say(name), _still_suspended(talk)))
    return Decision(talk, (_still_suspended(talk),))


def _still_suspended(talk: Conversation) -> Say:
    """What it waits for: the answer whether it is happening now, or the word to go on."""
    if talk.asked == "now":
        return Say("guidance.maybe.again", buttons=guidance.NOW)
    return Say("guidance.suspended", buttons=(guidance.GO_ON, guidance.OFFICE))


def _fresh(talk: Conversation, heard: Heard, meaning: str | None, facts: Facts) -> Decision:
    """No flow is open: a new flow, a question, courtesy, or not understood."""
    understood = heard.understanding
    name = understood.intent or ""
    sent = own.just_sent(facts) if meaning == "stop" or own.undoes(heard.text, meaning) else None
    if sent is not None:
        return own.ask_back(talk, sent.ref)
    if meaning in ("stop", "back", "restart"):
        return Decision(talk, (Say("chat.cancel"), small_talk.menu(facts)))
    if meaning == "go_on":
        return press.go_on(talk, facts)
    if meaning == "again":  # Nothing is open that could be sent once more.
        return Decision(talk, (Say("shared.nothing_came"),))
    own_wish = own.own_wish(talk, heard, facts)
    if own_wish is not None:
        return own_wish
    task = meant(heard, facts)
    if task is not None:
        return small_talk.wish(talk, task, replace(heard, understanding=replace(understood, intent=task)), facts)
    if understood.confidence < reading.UNDERSTOOD or not name:
        return small_talk.not_understood(talk, heard, facts)
    if small_talk.is_wish(name):
        return small_talk.wish(talk, name, heard, facts)
    if name in ("chat.yes", "chat.no", "chat.back", "oos.gibberish"):
        return small_talk.not_understood(talk, heard, facts)
    return small_talk.answer(talk, name, facts)
