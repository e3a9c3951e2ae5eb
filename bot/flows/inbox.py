"""Reading what staff answered: needs a verified person, asks nothing."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Effect, ShowWaiting
from bot.flows.spec import Flow, Slots


def show(_known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Show what waits in one's own requests, as far as the papers allow today."""
    return (ShowWaiting(tuple(one.ref for one in facts.mine)),)


INBOX = Flow(name="inbox", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=show)
