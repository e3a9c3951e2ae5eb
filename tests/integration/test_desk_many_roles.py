"""The route that does the same with several requests, for each role, a stranger, a session that ended, and a form of others."""

from __future__ import annotations

import pytest

from bot.queue.item import Kind, Status
from bot.web.app import OPEN, WebSettings, build
from policies import roles
from tests.integration.store_kit import Clock, Place, begun, item
from tests.integration.test_oversight_roles import BASE, TOKEN, WHO, inside
from tests.integration.truth_kit import practice

REFS = {kind.value: f"K-{kind.value.replace('_', '-')}" for kind in Kind}
WORDS = "There is no such request, or it is not one for your role."


@pytest.fixture
async def house(tmp_path):
    """The pages over a real desk with one request of each kind, handed to nobody."""
    async with practice(Place("sqlite", tmp_path / "keys"), tmp_path, Clock()) as desk:
        talk = await begun(desk.app.services.store)
        async with desk.app.services.store.begin() as unit:
            for kind, ref in REFS.items():
                await unit.queue.add(item(talk, ref, kind=Kind(kind)))
        web = WebSettings(BASE, "A practice", "+15550100199", secure_cookies=False)
        yield desk, build(desk.app.office, desk.app.desk, web)


async def posts(browser, verb, csrf=None, **fields):
    """One press with a request of every kind ticked, and one that does not exist."""
    found = TOKEN.search((await browser.get("/staff/reminders")).text)
    token = csrf if csrf is not None else found[1] if found else ""
    boxes = {f"item.{ref}": "0" for ref in (*REFS.values(), "K-none")}
    return await browser.post("/staff/many", data={"csrf": token, "verb": verb, **boxes, **fields})


async def stand(desk):
    """How each stands: who has it."""
    async with desk.app.services.store.look() as unit:
        kept = {kind: await unit.queue.get(ref) for kind, ref in REFS.items()}
    return {kind: one.assignee if one.status is Status.TAKEN else one.status.value for kind, one in kept.items()}


async def audited(desk):
    async with desk.app.services.store.begin() as unit:
        return [(one.event, one.actor, one.subject) for one in await unit.audit.list(1000)]


@pytest.mark.parametrize("role", WHO)
async def test_each_role_moves_only_what_is_of_its_kinds(house, role):
    """What is not theirs reads like what is not there, and leaves no line in the audit."""
    desk, pages = house
    who, mine = WHO[role], roles.kinds(role)
    async with await inside(desk, pages, who) as browser:
        answer = await posts(browser, "take")
        assert answer.status_code == 200
        assert await stand(desk) == {kind: who.name if kind in mine else "open" for kind in REFS}
        assert answer.text.count(WORDS) == len(REFS) - len(mine) + 1
        # The number of moves is another one by now: nothing is done to what was not seen as it stands.
        assert (await posts(browser, "close", outcome="done")).status_code == 409
    moved = [
        (event, subject) for event, actor, subject in await audited(desk) if actor == who.id and event == "item.take"
    ]
    assert sorted(moved) == sorted(("item.take", REFS[kind]) for kind in mine)
    assert await stand(desk) == {kind: who.name if kind in mine else "open" for kind in REFS}


async def test_a_stranger_and_a_session_that_ended_move_nothing(house):
    """Closed unless listed as open, and never listed."""
    desk, pages = house
    assert not {"staff_many", "staff_many_again"} & OPEN
    async with await inside(desk, pages, None) as browser:
        assert (await posts(browser, "take")).status_code == 401
        assert (await browser.get("/staff/many")).status_code == 303
    async with await inside(desk, pages, WHO["lead"]) as browser:
        found = TOKEN.search((await browser.get("/staff/reminders")).text)[1]
        async with desk.app.services.store.begin() as unit:
            await unit.staff.end_all(WHO["lead"].id)
        answer = await posts(browser, "take", csrf=found)
        assert answer.status_code == 401
        assert "K-message" not in answer.text
    assert set((await stand(desk)).values()) == {"open"}


@pytest.mark.parametrize("csrf", ["", "0" * 64])
async def test_a_form_that_is_not_of_this_session_moves_nothing(house, csrf):
    """Another site can make a browser post."""
    desk, pages = house
    async with await inside(desk, pages, WHO["lead"]) as browser:
        assert (await posts(browser, "take", csrf=csrf)).status_code == 403
    assert set((await stand(desk)).values()) == {"open"}


@pytest.mark.parametrize("verb", ["reply", "note", "reopen", "token", "decide", "", "__init__", "TAKE"])
async def test_nothing_but_the_few_moves_goes_by_this_way(house, verb):
    """An answer to forty patients at once is not something that a form may ask for."""
    desk, pages = house
    async with await inside(desk, pages, WHO["lead"]) as browser:
        answer = await posts(browser, verb, text="hello", note="hello", assignee="Lena", status="closed")
        assert answer.status_code == 409
    assert set((await stand(desk)).values()) == {"open"}


async def test_what_is_handed_on_is_handed_by_ones_own_rights(house):
    """A lead hands on what nobody has; a nurse must have it first, and nobody hands to whom there is not."""
    desk, pages = house
    async with await inside(desk, pages, WHO["nurse"]) as browser:
        answer = await posts(browser, "transfer", to="role:lead")
        assert answer.status_code == 409
        assert answer.text.count("Nobody has taken it") == len(roles.kinds("nurse"))
    async with await inside(desk, pages, WHO["lead"]) as browser:
        for to in ("role:administrator", "role:x", "staff:nobody", "<script>"):
            answer = await posts(browser, "transfer", to=to)
            assert (answer.status_code, "<script>" in answer.text) == (409, False)
        assert set((await stand(desk)).values()) == {"open"}
        assert (await posts(browser, "transfer", to=f"staff:{WHO['nurse'].id}")).status_code == 200
    assert set((await stand(desk)).values()) == {WHO["nurse"].name}
