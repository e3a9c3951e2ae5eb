"""Every event of the audit has words, so that whoever reads the audit page need not know the program."""

from __future__ import annotations

import ast

from bot.checks.source import patterns
from bot.checks.world import World
from bot.web.items import VERBS
from tests.house.source import calls, python_files

VERBS_OF_A_REQUEST = (*VERBS, "approved", "declined")


def events() -> set[str]:
    """The events that the source writes into the audit."""
    found: set[str] = set()
    for path in python_files("bot"):
        for name, call in calls(path):
            last = name.rpartition(".")[2]
            at = {"audit": 1, "self.doing": 2}.get(name, 0)
            writes = name.endswith("audit.append") or last == "Audit" or name in ("audit", "self.doing")
            if writes and len(call.args) > at:
                found.update(patterns(call.args[at]) if not isinstance(call.args[at], ast.Name) else ())
    return {event for event in found if event}


def test_every_event_of_the_audit_has_words(world: World) -> None:
    """A lead who sees a name of the program instead of what was done cannot judge it."""
    known = events()
    assert {"item.read", "staff.signed_in", "red_flag", "directory.imported", "item.{}"} <= known
    wanted = {event for event in known if "{}" not in event} | {f"item.{verb}" for verb in VERBS_OF_A_REQUEST}
    assert {event for event in wanted if f"staff.audit.event.{event}" not in world.content.texts["en"]} == set()
