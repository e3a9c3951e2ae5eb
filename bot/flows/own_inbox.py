"""The way to the patient's own page of messages: needs a verified person, asks nothing."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Say
from bot.flows.spec import Flow, Slots


def lead(_known: Slots, _facts: Facts) -> tuple[Effect, ...]:
    """Say that the page is open to this person now, with the way to it."""
    return (
        Say(
            "own_inbox.ready",
            buttons=(Button("own_inbox", "button.own_inbox", link="page:inbox"),),
            private=True,
            page_only=True,
        ),
    )


OWN_INBOX = Flow(name="own_inbox", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=lead)
