"""Who is writing and for whom they may act today: needs a verified person, asks nothing."""

from __future__ import annotations

from bot.conversation import Assurance, Facts, Standing
from bot.effects import Button, Effect, Line, Say
from bot.flows.spec import Flow, Slots
from policies import proxy

ACTIONS = ("appointment", "refill", "message")


def tell(_known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """Name the person, and everybody they have papers for with what these allow today."""
    me = facts.me
    if me is None:
        raise LookupError("no verified person")
    lines = tuple(
        Line(f"standing.may.{_extent(one, facts)}", "full_name", one.patient.full_name) for one in facts.acts_for
    )
    key = "standing.others" if lines else "standing.self"
    return (Say(key, {"full_name": me.full_name}, (Button("sign_out", "button.sign_out"),), lines, private=True),)


def _extent(one: Standing, facts: Facts) -> str:
    allowed = [action for action in ACTIONS if proxy.may(action, one, facts.now.date()).allowed]
    return "everything" if len(allowed) == len(ACTIONS) else "visits" if allowed else "nothing"


STANDING = Flow(name="standing", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=tell)
