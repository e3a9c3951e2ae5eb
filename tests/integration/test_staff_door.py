"""Signing in to the desk: what each step asks for, that no step can be left out, and that guessing leads nowhere."""

from __future__ import annotations

import re

import pytest

from policies import limits
from tests.integration.own_kit import FEE, field, kept
from tests.integration.staff_kit import NEW_PASSWORD, PASSWORD, desk_at

STEP = "/staff/sign-in/step"


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Nora", "nurse")
        yield one


@pytest.fixture
def browser(desk):
    return desk.browser()


async def test_the_first_sign_in_leads_to_a_second_factor_before_anything_else_opens(desk, browser):
    """A password alone must never open the words of patients."""
    await browser.types_password("Nora")
    assert browser.place.startswith(STEP)
    assert "Protect your sign-in" in browser.words
    for path in ("/staff", "/staff/items/x", "/staff/account", "/staff/people", "/staff/audit", "/staff/stream"):
        answer = await browser.http.get(path, follow_redirects=False)
        assert answer.status_code in (303, 401), path
    await browser.get(STEP)
    await browser.sets_up_app()
    assert len(set(browser.codes)) == 10
    assert (await browser.get("/staff")).status_code == 200
    assert [line[0] for line in await desk.audit()][:3] == ["staff.signed_in", "staff.codes_made", "staff.app_added"]


async def test_the_second_sign_in_asks_for_the_code(desk, browser):
    """And lets in with the right one."""
    await browser.signs_in("nora")
    other = desk.browser()
    other.secret = browser.secret
    await other.signs_in("  NORA ")
    assert "Requests" in other.words


async def test_the_code_that_set_the_app_up_opens_nothing_more(desk, browser):
    """It was shown on the screen beside the square."""
    await browser.types_password("Nora")
    await browser.sets_up_app()
    other = desk.browser()
    await other.types_password("Nora")
    await other.post(f"{STEP}/code", code=browser.code())
    assert other.answer.status_code == 409


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_the_code_of_the_half_minute_before_and_after_is_taken(desk, browser, steps, opens):
    """Clocks of phones differ by some seconds, not by minutes."""
    await browser.signs_in("Nora")
    desk.later(minutes=5)
    await browser.types_password("Nora")
    desk.later(seconds=30 * steps)
    code = browser.code()
    desk.later(seconds=-30 * steps)
    await browser.post(f"{STEP}/code", code=f"{code[:3]} {code[3:]}")
    assert (browser.place == "/staff") is opens


async def test_recovery_codes_are_kept_as_hashes_and_belong_to_one_person(desk, browser):
    """Whoever reads the database, or finds a colleague's paper, gets in nowhere."""
    await browser.signs_in("Nora")
    await desk.joins("Felix", "front_desk")
    felix = await desk.browser().signs_in("Felix")
    other = desk.browser()
    await other.types_password("Felix")
    await other.post(f"{STEP}/code", code=browser.codes[1])
    assert other.answer.status_code == 409
    assert set(felix.codes).isdisjoint(browser.codes)


async def test_half_a_session_opens_nothing_under_any_name(desk, browser):
    """Its token stands in another table than those of sessions, so no cookie can pass it off as one."""
    await browser.signs_in("Nora")
    other = desk.browser()
    await other.types_password("Nora")
    half = other.http.cookies["half"]
    other.http.cookies.set("desk", half)
    assert (await other.http.get("/staff", follow_redirects=False)).status_code == 303
    assert await desk.desk.who(half) is None
    session = browser.http.cookies["desk"]
    assert await desk.desk.half_way(session) is None


async def test_no_step_can_be_taken_before_its_turn(desk, browser):
    """Somebody with a stolen password would set up a second factor of their own."""
    await browser.signs_in("Nora")
    thief = desk.browser()
    await thief.types_password("Nora")
    for path in ("app", "app/keep", "key", "key/question", "password"):
        await thief.get(STEP)
        answer = await thief.post(f"{STEP}/{path}", code="123456", password=NEW_PASSWORD, again=NEW_PASSWORD)
        assert answer.status_code in (401, 409), path
        assert thief.http.cookies.get("desk") is None
    assert "One more step" in (await thief.get(STEP)).text


async def test_a_half_session_is_short(desk, browser):
    """An unattended screen between two steps is a door left ajar."""
    await browser.signs_in("Nora")
    await browser.types_password("Nora")
    desk.later(seconds=limits.STAFF_STEP.total_seconds() + 1)
    await browser.post(f"{STEP}/code", code=browser.code())
    assert browser.answer.status_code == 401
    assert "too long" in browser.words


async def test_each_step_has_a_token_of_its_own(desk, browser):
    """A token planted or read at one step is dead at the next."""
    await desk.joins("Ines", "nurse", must_change=True)
    await browser.get("/staff/sign-in")
    browser.http.cookies.set("half", "p" * 43, domain="localhost.local")
    browser.http.cookies.set("desk", "q" * 43, domain="localhost.local")
    await browser.types_password("Ines")
    first = browser.http.cookies["half"]
    await browser.post(f"{STEP}/password", password=NEW_PASSWORD, again=NEW_PASSWORD)
    second = browser.http.cookies["half"]
    await browser.sets_up_app()
    session = browser.http.cookies["desk"]
    assert len({first, second, session, "p" * 43, "q" * 43}) == 5
    for dead in (first, second):
        assert await desk.desk.half_way(dead) is None
    assert await desk.desk.who(session) is not None


async def test_a_first_password_has_to_be_changed_and_ends(desk, browser):
    """Whoever handed it over knows it."""
    until = desk.clock() + limits.STAFF_FIRST_PASSWORD_LIFE
    await desk.joins("Ines", "nurse", must_change=True, password_until=until)
    await browser.types_password("Ines")
    for new, again, why in (
        ("short", "short", "too short"),
        (PASSWORD, PASSWORD, "the password you have now"),
        ("ines ines ines ines", "ines ines ines ines", "leave your name out"),
        ("passwordpassword", "passwordpassword", "Many people"),
        (NEW_PASSWORD, NEW_PASSWORD + "x", "not the same"),
    ):
        await browser.post(f"{STEP}/password", password=new, again=again)
        assert why in browser.words, new
    await browser.post(f"{STEP}/password", password=NEW_PASSWORD, again=NEW_PASSWORD)
    await browser.sets_up_app()
    assert (await desk.browser().types_password("Ines")).status_code == 401
    desk.later(days=4)
    assert (await desk.browser().types_password("Ines", NEW_PASSWORD)).status_code == 200


async def test_a_first_password_that_ran_out_reads_like_a_wrong_one(desk, browser):
    """A note found in a drawer next year opens nothing."""
    await desk.joins("Ines", "nurse", must_change=True, password_until=desk.clock())
    await browser.types_password("Ines")
    assert browser.answer.status_code == 401
    assert "did not work" in browser.words


async def test_whoever_else_is_half_way_in_with_the_first_password_is_out_once_it_is_changed(desk, browser):
    """A colleague who read it must not slip in behind."""
    await desk.joins("Ines", "nurse", must_change=True)
    thief = desk.browser()
    await thief.types_password("Ines")
    await browser.types_password("Ines")
    await browser.post(f"{STEP}/password", password=NEW_PASSWORD, again=NEW_PASSWORD)
    await thief.get(STEP)
    assert thief.place == "/staff/sign-in"


def _without_tokens(page):
    return re.sub(r'name="csrf" value="[^"]*"', "", page)


async def test_somebody_who_was_disabled_is_out_at_once_and_stays_out(desk, browser):
    """The last day at work ends when it ends, half ways too."""
    await browser.signs_in("Nora")
    half = desk.browser()
    await half.types_password("Nora")
    async with desk.store.begin() as unit:
        await unit.staff.change("staff-nora", active=False)
    assert (await browser.http.get("/staff", follow_redirects=False)).status_code == 303
    await half.get(STEP)
    assert half.place == "/staff/sign-in"
    assert (await desk.browser().types_password("Nora")).status_code == 401


async def test_every_refusal_is_written_down_without_what_was_typed(desk, browser):
    """A password typed into the field of the name must not end up in the audit."""
    await browser.types_password("hunter2 my secret", "x")
    await browser.types_password("Nora", "x")
    lines = await desk.audit("staff.sign_in_refused")
    assert lines == [
        ("staff.sign_in_refused", "unknown", "staff-nora"),
        ("staff.sign_in_refused", "unknown", "unknown"),
    ]


async def test_a_draft_comes_through_every_step(desk, browser):
    """Ten minutes of writing, a session that ran out, a code: and the words are still there."""
    await browser.signs_in("Nora")
    desk.later(minutes=20)
    await browser.post("/staff/items/WH-1/reply", text="my <draft>")
    assert "Your draft is kept" in browser.words
    draft = browser.carries
    await browser.post("/staff/sign-in", name="Nora", password=PASSWORD, **draft)
    assert browser.carries == draft
    await browser.post(f"{STEP}/code", code="000000", **draft)
    assert browser.carries == draft
    desk.later(minutes=11)
    await browser.post(f"{STEP}/code", code=browser.code(), **draft)
    assert browser.carries == draft
    assert "Sign in" in browser.words


async def test_wording_comes_through_the_door_and_is_not_kept_before_it_is_saved(desk, browser):
    """Who wrote for twenty minutes in a browser without script has it all again; nothing was decided for them."""
    await desk.joins("Lena", "lead")
    await browser.signs_in("Lena")
    await browser.get(FEE)
    fields = {
        "version": field(browser, "version"),
        "base": field(browser, "base"),
        "answer": "It is {portal.fee} <now>.",
    }
    desk.later(minutes=20)
    await browser.post(f"{FEE}/save", **fields)
    assert "Your draft is kept" in browser.words
    await browser.post("/staff/sign-in", name="Lena", password=PASSWORD, **browser.carries)
    await browser.post(f"{STEP}/code", code=browser.code(), **browser.carries)
    assert "It is {portal.fee} &lt;now&gt;.</textarea>" in browser.page
    assert await kept(desk) == (0, 0)


async def test_wording_that_changed_elsewhere_meanwhile_is_said(desk, browser):
    """Two drafts of one person must not silently write over one another."""
    await desk.joins("Lena", "lead")
    await browser.signs_in("Lena")
    await browser.get(FEE)
    fields = {"version": field(browser, "version"), "base": field(browser, "base")}
    await browser.post(f"{FEE}/save", **fields, answer="It is {portal.fee}. From the other browser.")
    desk.later(minutes=20)
    await browser.post(f"{FEE}/save", **fields, answer="Mine.")
    await browser.post("/staff/sign-in", name="Lena", password=PASSWORD, **browser.carries)
    await browser.post(f"{STEP}/code", code=browser.code(), **browser.carries)
    assert browser.answer.status_code == 409
    assert "Mine.</textarea>" in browser.page


async def test_a_form_from_another_site_is_not_carried(desk, browser):
    """Words of a stranger must not wait in the box of who signs in."""
    strange = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    browser.answer = await browser.http.post("/staff/items/WH-1/reply", data={"text": "x"}, headers=strange)
    assert browser.carries == {}
    await browser.post("/staff/items/WH-1/reply", text="x")
    assert browser.carries["draft"] == "text=x"
