"""The way to the patient's page of devices: needs a verified person, asks nothing."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Say
from bot.flows.spec import Flow, Slots


def lead(_known: Slots, _facts: Facts) -> tuple[Effect, ...]:
    """Say that the page is open to this person now, with the way to it."""
    return (
        Say(
            "own_devices.ready",
            buttons=(Button("own_devices", "button.own_devices", link="page:devices"),),
            private=True,
            page_only=True,
        ),
    )


OWN_DEVICES = Flow(name="own_devices", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=lead)
