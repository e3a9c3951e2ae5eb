"""People and the audit: who may see and do what, that somebody can always manage people, and that leads can trust what they read."""

from __future__ import annotations

import re
from random import Random

import pytest

from bot.queue.refs import new_ref
from tests.integration.staff_kit import NEW_PASSWORD, ROLES, desk_at

MINE, HIS, LATER = (new_ref(Random(seed).randrange) for seed in (1, 2, 3))
PEOPLE, AUDIT = "/staff/people", "/staff/audit"
LEADS, ADMINISTRATORS = ("lead", "administrator"), ("administrator",)
READ = {PEOPLE: LEADS, f"{PEOPLE}/staff-felix": LEADS, AUDIT: LEADS}
CHANGE = {
    PEOPLE: {"name": "Ines M", "role": "nurse"},
    f"{PEOPLE}/staff-felix/role": {"role": "nurse"},
    f"{PEOPLE}/staff-felix/disable": {},
    f"{PEOPLE}/staff-felix/enable": {},
    f"{PEOPLE}/staff-felix/password": {},
    f"{PEOPLE}/staff-felix/factor": {},
}


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Felix", "front_desk")
        await one.joins("Adam", "administrator")
        yield one


@pytest.fixture
async def adam(desk):
    return await desk.browser().signs_in("Adam")


async def snapshot(desk):
    """Everybody as they are, without when they signed in."""
    async with desk.store.look() as unit:
        return await unit.staff.list()


@pytest.mark.parametrize("role", ["nobody", *ROLES])
async def test_each_page_and_action_is_for_its_roles_only(desk, role):
    """Deny by default: leads look, administrators change, and everybody else is told so and nothing more."""
    browser = desk.browser()
    if role != "nobody":
        await desk.joins("Someone", role)
        await browser.signs_in("Someone")
    for path, allowed in READ.items():
        await browser.get(path)
        assert (browser.answer.status_code == 200 and browser.place == path) is (role in allowed), path
        assert ("Felix" in browser.words) is (role in allowed)
    before = await snapshot(desk)
    for path, fields in CHANGE.items():
        await browser.get("/staff" if role != "nobody" else "/staff/sign-in")
        await browser.post(path, **fields)
        if role not in ADMINISTRATORS:
            assert browser.answer.status_code in (401, 403), path
            assert await snapshot(desk) == before
    assert (await snapshot(desk) == before) is (role not in ADMINISTRATORS)
    await browser.get("/staff" if role != "nobody" else "/staff/sign-in")
    await browser.post(f"{AUDIT}/check")
    assert ("The audit is whole" in browser.words) is (role in LEADS)


@pytest.mark.parametrize("role", ROLES)
async def test_the_menu_leads_only_where_one_may_go(desk, role):
    """A link to a closed door is a complaint waiting to be made."""
    await desk.joins("Someone", role)
    browser = await desk.browser().signs_in("Someone")
    for path in (PEOPLE, AUDIT):
        assert (f'href="{path}"' in browser.page) is (role in LEADS)


@pytest.mark.parametrize("path", [*CHANGE, f"{AUDIT}/check", "/staff/account/password", "/staff/account/sessions/end"])
async def test_every_form_needs_the_token_of_its_session(desk, adam, path):
    """Another site can make a browser post, but cannot read the token."""
    before = await snapshot(desk)
    await adam.get("/staff")
    right = re.search(r'name="csrf" value="([^"]+)"', adam.page)[1]
    for token, headers in (("0" * 64, {}), ("", {}), (right, {"sec-fetch-site": "cross-site"})):
        answer = await adam.http.post(path, data={**CHANGE.get(path, {}), "csrf": token}, headers=headers)
        assert answer.status_code == 403
    assert await snapshot(desk) == before
    assert (await adam.get("/staff")).status_code == 200


@pytest.mark.parametrize(
    "path", [PEOPLE, f"{PEOPLE}/staff-felix", AUDIT, f"{AUDIT}?person=staff-felix&since=2026-11-01"]
)
async def test_looking_again_after_ten_minutes_asks_who_one_is_and_comes_back(desk, adam, path):
    """Who works here, and what they did, is not for whoever sits down at an open screen."""
    desk.later(minutes=11)
    await adam.get(path)
    assert adam.place.startswith("/staff/prove?next=")
    desk.later(seconds=30)
    wanted = re.search(r'name="next" value="([^"]+)"', adam.page)[1].replace("&amp;", "&")
    await adam.post("/staff/prove/code", code=adam.code(), next=wanted)
    assert adam.place == path


async def test_somebody_new_gets_a_first_password_and_goes_on_alone(desk, adam):
    """It is shown once, to be handed over, and is theirs only until they choose one."""
    await adam.get(PEOPLE)
    await adam.post(PEOPLE, name="  Ines   M ", role="nurse", id="staff-adam", active="0", password_phc="x")
    password = re.search(r"<code>([a-z-]+)</code>", adam.page)[1]
    assert "Ines M is added" in adam.words
    await adam.get(PEOPLE)
    assert password not in adam.page
    assert "Has a first password" in adam.words
    ines = desk.browser()
    await ines.types_password("ines m", password)
    await ines.post("/staff/sign-in/step/password", password=NEW_PASSWORD, again=NEW_PASSWORD)
    await ines.sets_up_app()
    assert (await ines.get("/staff")).status_code == 200
    assert {one.name: (one.role, one.active) for one in await snapshot(desk)} == {
        "Ines M": ("nurse", True),
        "Felix": ("front_desk", True),
        "Adam": ("administrator", True),
    }


@pytest.mark.parametrize(
    ("name", "role", "why"),
    [
        ("felix", "nurse", "is here already"),
        ("", "nurse", "cannot be used"),
        ("x" * 61, "nurse", "cannot be used"),
        ("12 34", "nurse", "cannot be used"),
        ("a\u202eb", "nurse", "cannot be used"),
        ("Ines", "owner", "not a role"),
        ("Ines", "", "not a role"),
    ],
)
async def test_a_name_or_role_that_cannot_be_is_refused_in_words(desk, adam, name, role, why):
    """Names are shown to patients, and roles decide what is seen."""
    before = await snapshot(desk)
    await adam.get(PEOPLE)
    await adam.post(PEOPLE, name=name, role=role)
    assert (adam.answer.status_code, why in adam.words) == (409, True)
    assert await snapshot(desk) == before


async def test_a_planted_script_in_a_name_stays_text(desk, adam):
    """Whoever may add people must not be able to add anything else."""
    await adam.get(PEOPLE)
    await adam.post(PEOPLE, name="<script>alert(1)</script>", role="nurse")
    for path in (PEOPLE, AUDIT):
        await adam.get(path)
        assert "<script>alert" not in adam.page
        assert "<script>alert(1)</script>" in adam.words


async def test_a_role_change_a_reset_and_disabling_sign_out_at_once(desk, adam):
    """What was allowed a minute ago must not go on in an open tab."""
    for change, fields in (
        ("role", {"role": "nurse"}),
        ("password", {}),
        ("factor", {}),
        ("disable", {}),
    ):
        await desk.joins("Felix", "front_desk")
        async with desk.store.begin() as unit:
            token = await unit.staff.open_session("staff-felix", desk.clock(), how="app")
        assert await desk.desk.who(token) is not None
        await adam.get(f"{PEOPLE}/staff-felix")
        await adam.post(f"{PEOPLE}/staff-felix/{change}", **fields)
        assert adam.answer.status_code == 200
        assert await desk.desk.who(token) is None, change
    assert [line[1:] for line in await desk.audit("staff.disabled")] == [("staff-adam", "staff-felix")]


async def test_a_reset_factor_is_set_up_anew_at_the_next_sign_in(desk, adam):
    """A lost phone costs five minutes, and the old one opens nothing."""
    felix = await desk.browser().signs_in("Felix")
    await adam.get(f"{PEOPLE}/staff-felix")
    await adam.post(f"{PEOPLE}/staff-felix/factor")
    assert "The second factor is reset" in adam.words
    await felix.types_password("Felix")
    assert "Protect your sign-in" in felix.words
    old = felix.codes
    await felix.sets_up_app()
    assert set(felix.codes).isdisjoint(old)


async def test_the_last_administrator_can_be_neither_disabled_nor_demoted(desk, adam):
    """Nobody could manage people any more."""
    for change, fields in (("role", {"role": "lead"}), ("disable", {})):
        await adam.get(f"{PEOPLE}/staff-adam")
        await adam.post(f"{PEOPLE}/staff-adam/{change}", **fields)
        assert (adam.answer.status_code, "the last administrator" in adam.words) == (409, True)
    await desk.joins("Alma", "administrator", active=False)
    await adam.get(f"{PEOPLE}/staff-adam")
    await adam.post(f"{PEOPLE}/staff-adam/disable")
    assert adam.answer.status_code == 409


@pytest.mark.parametrize("change", ["password", "factor"])
async def test_ones_own_password_and_factor_are_changed_where_the_old_ones_are_asked_for(desk, adam, change):
    """Otherwise ten minutes at an administrator's screen would be enough to keep it for ever."""
    await adam.get(f"{PEOPLE}/staff-adam")
    await adam.post(f"{PEOPLE}/staff-adam/{change}")
    assert (adam.answer.status_code, "under My account" in adam.words) == (409, True)


async def test_nobody_by_that_number_is_said_in_words(desk, adam):
    """A mistyped address is no error of ours."""
    for number in ("nobody", "x" * 300, "%00", "..%2Fx"):
        await adam.get(f"{PEOPLE}/{number}")
        assert adam.answer.status_code == 404


# --- the audit ---


async def test_looking_at_the_audit_is_in_the_audit(desk, adam):
    """Curiosity about colleagues leaves a trace of its own."""
    await adam.get(f"{AUDIT}?person=staff-felix")
    async with desk.store.look() as unit:
        line = next(one for one in await unit.audit.list(5) if one.event == "audit.read")
    assert (line.actor, line.detail) == ("staff-adam", {"person": "staff-felix"})
