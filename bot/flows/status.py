"""Status: what this person has sent and where it stands, in words that tell the truth."""

from __future__ import annotations

from bot.conversation import Assurance, Facts, OwnItem
from bot.effects import Button, Effect, Line, Say
from bot.flows.spec import Flow, Slots

SHOWN_KINDS = ("appointment", "refill", "message", "callback", "recovery")
MOST = 5
MOST_TO_ADD = 3
PAGE = Button("own_inbox", "button.own_inbox", link="page:inbox")


def tell(_known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """List the newest requests, with a way to take back what nobody has picked up."""
    mine = tuple(one for one in facts.mine if one.kind in SHOWN_KINDS)[:MOST]
    if not mine:
        return (Say("status.none", private=True),)
    lines = tuple(Line(f"status.kind.{one.kind}", "status", f"{one.status}:{one.ref}") for one in mine)
    return (
        Say(
            "status.list",
            lines=lines,
            buttons=(*(_withdraw(one) for one in mine if one.status == "open"), *_add(mine), PAGE),
            private=True,
        ),
    )


def _withdraw(one: OwnItem) -> Button:
    return Button(f"withdraw.{one.ref}", "button.withdraw", {"ref": one.ref})


def _add(mine: tuple[OwnItem, ...]) -> tuple[Button, ...]:
    """A way to add to the newest requests that have a thread."""
    standing = [one for one in mine if one.status != "withdrawn" and one.kind != "recovery"]
    return tuple(Button(f"add.{one.ref}", "button.add", {"ref": one.ref}) for one in standing[:MOST_TO_ADD])


STATUS = Flow(name="request_status", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=tell)
