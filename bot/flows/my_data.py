"""What the practice's assistant holds about whoever writes: needs a verified person, asks nothing."""

from __future__ import annotations

from bot.conversation import Assurance, Facts
from bot.effects import Button, Effect, Line, Say
from bot.flows.spec import Flow, Slots

FACTS = ("full_name", "dob", "email", "zip", "phone", "provider", "pharmacy")


def tell(_known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """List it: facts of the directory, the medicines, the papers, the requests; and how to have the words deleted."""
    me = facts.me
    if me is None:
        raise LookupError("no verified person")
    values = {name: getattr(me, name) for name in FACTS} | {"dob": me.dob.isoformat()}
    lines = [Line(f"my_data.label.{name}", name, str(value)) for name, value in values.items() if value]
    medicines = ", ".join(one.name for one in me.medications)
    papers = ", ".join(one.patient.full_name for one in facts.acts_for)
    requests = ", ".join(one.ref for one in facts.mine)
    more = {"medications": medicines, "acts_for": papers, "requests": requests}
    lines += [Line(f"my_data.label.{name}", name, value) for name, value in more.items() if value]
    erase = (Button("erase", "button.erase"), Button("menu", "button.menu"))
    return (Say("my_data.held", buttons=erase, lines=tuple(lines), private=True, page_only=True), Say("my_data.kept"))


MY_DATA = Flow(name="my_data", version=1, needs=Assurance.VERIFIED, review=False, asks=(), finish=tell)
