"""Every action on a request against every role and a stranger: what is not theirs is not even there."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot import logs
from bot.queue.item import Kind, Status
from bot.views import DeskError
from policies import roles
from tests.integration.desk_kit import EVERYBODY, FELIX, LENA, NORA, PAUL, PETRA, STRANGER, practice
from tests.integration.store_kit import Place, begun, item

MAY = {
    "message": {NORA, FELIX, LENA},
    "appointment": {FELIX, LENA},
    "refill": {NORA, LENA},
    "recovery": {PETRA, LENA},
    "callback": {NORA, FELIX, PETRA, LENA},
    "red_flag": {NORA, LENA},
}
"""Who may see a request of each kind. Written out, so that a change of the rules is a change of this table."""

TIME = "2026-12-01T10:00"
ACTIONS = {
    "open": lambda desk, who, ref: desk.item(who, ref),
    "look around": lambda desk, who, ref: desk.around(who, ref),
    "read the chat": lambda desk, who, ref: desk.story(who, ref),
    "take": lambda desk, who, ref: desk.act(who, ref, "take"),
    "release": lambda desk, who, ref: desk.act(who, ref, "release"),
    "reply": lambda desk, who, ref: desk.act(who, ref, "reply", "hello"),
    "propose": lambda desk, who, ref: desk.propose(who, ref, [TIME], 20),
    "book": lambda desk, who, ref: desk.book(who, ref, TIME, 20),
    "approve": lambda desk, who, ref: desk.decide(who, ref, approve=True),
    "decline": lambda desk, who, ref: desk.decide(who, ref, approve=False, words="no"),
    "file": lambda desk, who, ref: desk.visit_file(who, ref),
    "note": lambda desk, who, ref: desk.act(who, ref, "note", "hello"),
    "close": lambda desk, who, ref: desk.act(who, ref, "close", "done"),
    "reopen": lambda desk, who, ref: desk.act(who, ref, "reopen"),
    "hand on": lambda desk, who, ref: desk.transfer(who, ref, "role:lead"),
    "take back": lambda desk, who, ref: desk.take_back(who, ref, 1),
    "be seen": lambda desk, who, ref: desk.looks(who, ref, "page"),
    "type": lambda desk, who, ref: desk.types(who, ref, typing=True),
    "see who is there": lambda desk, who, ref: desk.present(who, ref),
    "token": lambda desk, who, ref: desk.issue_token(who, ref),
}


@pytest.fixture
async def desk(tmp_path):
    async with practice(Place(f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "keys"), tmp_path) as app:
        talk = await begun(app.services.store)
        async with app.services.store.begin() as unit:
            for kind in Kind:
                for status in (Status.OPEN, Status.TAKEN, Status.CLOSED):
                    holder = None if status is Status.OPEN else "Somebody"
                    ref = f"{kind.value.replace('_', '-')}-{status.value}"
                    await unit.queue.add(item(talk, ref, kind=kind, status=status, assignee=holder))
        yield app.desk


async def outcome(action, desk, who, ref):
    """What comes of it: nothing wrong, or the key of the refusal."""
    try:
        await ACTIONS[action](desk, who, ref)
    except DeskError as refused:
        return refused.key
    return None


@pytest.mark.parametrize("action", ACTIONS)
async def test_what_is_not_of_ones_role_is_not_there_for_any_action(desk, action):
    """Forbidden and unknown read the same, whatever is tried and however the request stands."""
    for kind, allowed in MAY.items():
        for status in ("open", "taken", "closed"):
            ref = f"{kind.replace('_', '-')}-{status}"
            for who in (*EVERYBODY, STRANGER):
                found = await outcome(action, desk, who, ref)
                assert (found == "staff.error.no_such_item") == (who not in allowed), (who.role, kind, status, found)
    assert await outcome(action, desk, LENA, "NO-SUCH") == "staff.error.no_such_item"


@pytest.mark.parametrize(
    "action", ["release", "reply", "propose", "book", "approve", "decline", "close", "take back", "token"]
)
async def test_what_only_the_holder_may_do_nobody_else_may_not_even_a_lead(desk, action):
    """The patient has one person who answers."""
    for kind in Kind:
        before = await desk.item(LENA, f"{kind.value.replace('_', '-')}-taken")
        found = await outcome(action, desk, LENA, before.row.ref)
        assert found in ("staff.error.not_holder", "staff.error.not_possible_now", "staff.error.sent_already"), (
            kind,
            found,
        )
        assert await desk.item(LENA, before.row.ref) == before


async def test_who_tries_what_is_not_theirs_stands_in_the_log(desk, capfd):
    """The page tells them nothing; whoever looks after the machine is told who tries doors, by ids alone."""
    logs.configure()
    await desk.item(PETRA, "recovery-open")
    assert await outcome("open", desk, PETRA, "refill-open") == "staff.error.no_such_item"
    assert await outcome("open", desk, PETRA, "NO-SUCH") == "staff.error.no_such_item"
    with pytest.raises(DeskError, match="not_your_role"):
        await desk.board(PETRA, date(2026, 11, 1), date(2026, 11, 2))
    said = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    tried = [(one["staff"], one["kind"], one.get("ref")) for one in said if one["event"] == "desk.refused"]
    assert tried == [(PETRA.id, "refill", "refill-open"), (PETRA.id, "board.read", None)]


async def test_handing_on_what_others_hold_is_for_leads(desk):
    """And a stranger, or somebody of another role, is told that there is no such request."""
    for who in (*EVERYBODY, STRANGER):
        found = await outcome("hand on", desk, who, "callback-taken")
        if who.role in roles.LEADS:
            assert found is None
        elif who in MAY["callback"]:
            assert found == "staff.error.not_holder"
        else:
            assert found == "staff.error.no_such_item"


async def test_what_was_handed_to_a_role_is_seen_by_it_and_by_whose_kind_it_is(desk):
    """The provider sees this one request, and only while it is theirs."""
    assert await outcome("open", desk, PAUL, "message-open") == "staff.error.no_such_item"
    await desk.transfer(LENA, "message-open", "role:provider")
    for who in (PAUL, NORA, FELIX, LENA):
        assert await outcome("open", desk, who, "message-open") is None
    assert await outcome("open", desk, PETRA, "message-open") == "staff.error.no_such_item"
    await desk.act(PAUL, "message-open", "take")
    await desk.transfer(PAUL, "message-open", "role:front_desk")
    assert await outcome("open", desk, PAUL, "message-open") == "staff.error.no_such_item"


async def test_every_action_leaves_a_line_in_the_audit_and_a_refused_one_none(tmp_path):
    """Who did what is known afterwards; what was not done was not done by anybody."""
    async with practice(Place(f"sqlite:///{tmp_path / 'y.db'}", tmp_path / "keys"), tmp_path / "2") as app:
        talk = await begun(app.services.store)
        async with app.services.store.begin() as unit:
            await unit.queue.add(item(talk, "R1", kind=Kind.MESSAGE))
        steps = ("open", "take", "reply", "take back", "note", "hand on")
        for step in steps:
            assert await outcome(step, app.desk, NORA, "R1") is None
        for who in (PETRA, STRANGER):
            await outcome("open", app.desk, who, "R1")
        async with app.services.store.begin() as unit:
            moves = (await unit.queue.get("R1")).moves
        await app.desk.undo(NORA, "R1", moves)
        async with app.services.store.begin() as unit:
            lines = [(line.event, line.actor) for line in await unit.audit.of_subject("R1", 30)]
    events = ("read", "take", "note", "reply", "take_back", "transfer", "undo")
    assert sorted(lines) == sorted((f"item.{event}", "s-nora") for event in events)
