"""Reading what staff answered: needs a verified person, asks nothing."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Effect, ShowWaiting
from bot.flows.spec import Flow, Slots


def show(_known: Slots, _facts: Facts) -> tuple[Effect, ...]:
    """Show what waits."""
    return (ShowWaiting(),)


INBOX = Flow(name="inbox", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=show)
