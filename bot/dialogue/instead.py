"""What is said in place of a private thing where it may not be: the way to the secure page, and perhaps a choice."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Facts
from bot.effects import CONTINUE_SECURELY, PAGE_ONLY, Button, Effect, Say
from policies import disclosure

SHARE = Button("share.ask", "button.share_here")
"""Where the practice allows it: to stay in this chat, after a warning."""


def on_this_window(effect: Effect, facts: Facts) -> Effect:
    """An effect as it may be where this turn came from: a private text that may not be said there becomes the way to where it may."""
    if not isinstance(effect, Say):
        return effect
    fact = disclosure.fact_of(private=effect.private, page_only=effect.page_only and effect.private)
    if disclosure.shows(facts, fact):
        return effect
    if facts.agreed:
        return replace(PAGE_ONLY, instead_of=effect)
    choice = (SHARE,) if disclosure.may_offer(facts, fact) else ()
    return replace(CONTINUE_SECURELY, buttons=(*CONTINUE_SECURELY.buttons, *choice), instead_of=effect)
