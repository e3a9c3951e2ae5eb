"""Each page and action that looks over the desk, for each role and for a stranger: what is not allowed is refused, and unread."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import httpx
import pytest

from bot.store import Staff
from bot.web.app import OPEN, WebSettings, build
from tests.integration.store_kit import Clock, Place
from tests.integration.truth_kit import ADAM, FELIX, LENA, NORA, PETRA, REF, practice

BASE = "http://127.0.0.1:8080"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
WHO = {
    "front_desk": FELIX,
    "nurse": NORA,
    "portal_support": PETRA,
    "lead": LENA,
    "administrator": ADAM,
}
EVERYBODY = dict.fromkeys(WHO, 200)
LEADS = {**dict.fromkeys(WHO, 403), "lead": 200, "administrator": 200}
WHY = "Asked for by the patient in a letter."
TABLE = {
    ("GET", "/staff/reminders", ()): EVERYBODY,
    ("GET", "/staff/search", ()): EVERYBODY,
    ("GET", "/staff/board", ()): LEADS,
    ("GET", "/staff/board.csv", ()): LEADS,
    ("GET", "/staff/record", ()): LEADS,
    ("POST", "/staff/search", (("name", "Vega"),)): dict.fromkeys(WHO, 303),
    ("POST", "/staff/record", (("ref", REF), ("reason", WHY), ("form", "page"))): LEADS,
    ("POST", "/staff/record", (("ref", REF), ("reason", WHY), ("form", "json"))): LEADS,
    ("POST", "/staff/reminders", (("member", "s-felix"), ("address", "x@practice.example"))): {
        **dict.fromkeys(WHO, 409), "front_desk": 303, "lead": 303, "administrator": 303,
    },
}  # fmt: skip


@pytest.fixture
async def house(tmp_path):
    """The pages over a real desk, and how to come in as somebody."""
    async with practice(Place("sqlite", tmp_path / "keys"), tmp_path, Clock()) as desk:
        await desk.thread(REF)
        web = WebSettings(BASE, "A practice", "+15550100199", secure_cookies=False)
        pages = build(desk.app.office, desk.app.desk, web)
        yield desk, pages


async def inside(desk, pages, who, *, fresh=True):
    """Somebody's browser; without anybody, a stranger's. `fresh`: they have just shown who they are."""
    cookies = {}
    if who is not None:
        async with desk.app.services.store.begin() as unit:
            await unit.staff.put(Staff(who.id, who.name, who.role, "", active=True))
            now = desk.clock()
            token = await unit.staff.open_session(who.id, now, proved_at=now if fresh else now - timedelta(hours=1))
            cookies = {"desk": token}
    return httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url=BASE, cookies=cookies)


async def asks(browser, method, path, fields):
    """One request as a page of ours would make it."""
    if method == "GET":
        return await browser.get(path)
    found = TOKEN.search((await browser.get("/staff/reminders")).text)
    return await browser.post(path, data={"csrf": found[1] if found else "", **dict(fields)})


@pytest.mark.parametrize("role", [*WHO, None])
async def test_every_page_and_action_answers_each_role_as_the_table_says(house, role):
    """Deny by default: a new page that is missing here is found by the next test."""
    desk, pages = house
    async with await inside(desk, pages, WHO[role] if role else None) as browser:
        for (method, path, fields), table in TABLE.items():
            answer = await asks(browser, method, path, fields)
            wanted = table[role] if role else 303 if method == "GET" else 401
            assert answer.status_code == wanted, (method, path, role)
            if wanted not in (200, 303):
                assert "Eileen" not in answer.text
                assert "eileen.o@example.com" not in answer.text
    told = {event for event, _ in await events(desk)}
    if role not in ("lead", "administrator"):
        assert not told & {"board.read", "board.exported", "record.exported"}
    if role is None:
        assert "search.made" not in told


async def events(desk):
    async with desk.app.services.store.begin() as unit:
        return [(one.event, one.actor) for one in await unit.audit.list(1000)]


async def test_every_page_that_looks_over_the_desk_stands_in_the_table(house):
    """And none of them is open."""
    _, pages = house
    listed = {(method, path) for method, path, _ in TABLE}
    prefixes = ("/staff/board", "/staff/search", "/staff/record", "/staff/reminders")
    ours = [route for route in pages.routes if route.path.startswith(prefixes)]
    assert {(method, one.path) for one in ours for method in one.methods - {"HEAD"}} == listed
    assert not {one.name for one in ours} & OPEN


@pytest.mark.parametrize("role", ["lead", "nurse"])
async def test_a_session_that_ended_opens_nothing_more(house, role):
    """The lead went home; the browser stays at the front desk."""
    desk, pages = house
    async with await inside(desk, pages, WHO[role]) as browser:
        async with desk.app.services.store.begin() as unit:
            await unit.staff.end_all(WHO[role].id)
        for method, path, fields in TABLE:
            answer = await asks(browser, method, path, fields)
            assert answer.status_code in (303, 401)
            assert "Eileen" not in answer.text


async def test_what_leaves_the_practice_asks_first_who_is_there(house):
    """Records and tables need a fresh proof; the way back leads to where they were asked for."""
    desk, pages = house
    async with await inside(desk, pages, LENA, fresh=False) as browser:
        for (method, path, fields), table in TABLE.items():
            answer = await asks(browser, method, path, fields)
            asked = answer.headers.get("location", "").startswith("/staff/prove")
            assert asked is path.startswith(("/staff/record", "/staff/board.csv")), (method, path)
            assert answer.status_code == (303 if asked else table["lead"])
        for path, back in (
            (f"/staff/record?ref={REF}", f"/staff/record?ref={REF}"),
            ("/staff/board.csv?since=2026-11-02", "/staff/board?since=2026-11-02"),
        ):
            assert unquote((await browser.get(path)).headers["location"]).endswith(back)
    assert not {event for event, _ in await events(desk)} & {"board.exported", "record.exported"}


async def test_a_lead_who_becomes_a_nurse_is_one_from_the_next_request_on(house):
    """A role is looked up each time."""
    desk, pages = house
    async with await inside(desk, pages, LENA) as browser:
        assert (await browser.get("/staff/board")).status_code == 200
        async with desk.app.services.store.begin() as unit:
            await unit.staff.put(Staff(LENA.id, LENA.name, "nurse", "", active=True))
        assert (await browser.get("/staff/board")).status_code == 403


async def test_an_address_that_was_guessed_opens_nothing(house):
    """Forced browsing: neighbours of real pages, other methods, other endings."""
    desk, pages = house
    async with await inside(desk, pages, NORA) as browser:
        for path in (
            "/staff/board/", "/staff/board.json", "/staff/record.json", "/staff/record/E-41", "/staff/records",
            "/staff/search.csv", "/staff/reminders/s-lena", "/staff/export", "/staff/board.csv.bak",
        ):  # fmt: skip
            assert (await browser.get(path)).status_code == 404, path
        assert (await browser.put("/staff/reminders", data={})).status_code in (404, 405)
        assert (await browser.delete("/staff/record")).status_code in (404, 405)
