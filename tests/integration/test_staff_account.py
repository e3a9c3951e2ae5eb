"""One's own account: what is delicate asks again who one is, and whatever changes how one signs in ends what was open before."""

from __future__ import annotations

import re

import pytest

from policies import limits
from tests.integration.soft_key import SoftKey
from tests.integration.staff_kit import NEW_PASSWORD, PASSWORD, desk_at

ACCOUNT = "/staff/account"


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Nora", "nurse")
        yield one


@pytest.fixture
async def nora(desk):
    return await desk.browser().signs_in("Nora")


async def also(desk, nora):
    """Nora is signed in somewhere else too."""
    other = desk.browser("198.51.100.4")
    other.secret = nora.secret
    return await other.signs_in("Nora")


async def is_in(browser):
    """Whether a browser is still signed in."""
    return (await browser.http.get("/staff", follow_redirects=False)).status_code == 200


async def test_changing_the_password_ends_everything_else_and_renews_this(desk, nora):
    """Whoever had the old one is out, and a stolen token of before is dead."""
    other, before = await also(desk, nora), nora.http.cookies["desk"]
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/password", old=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "Your new password is set" in nora.words
    assert (await is_in(nora), await is_in(other)) == (True, False)
    assert await desk.desk.who(before) is None
    assert (await desk.browser().types_password("Nora")).status_code == 401
    assert (await desk.browser().types_password("Nora", NEW_PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "was not right"),
        (PASSWORD, "nora nora nora nora", "nora nora nora nora", "leave your name out"),
        (PASSWORD, "westchesterhealth1", "westchesterhealth1", "knows you or the practice"),
        (PASSWORD, PASSWORD, PASSWORD, "the password you have now"),
        (PASSWORD, NEW_PASSWORD, NEW_PASSWORD.title(), "not the same"),
    ],
)
async def test_a_password_that_is_not_taken_changes_nothing(desk, nora, old, new, again, why):
    """And the page says what to mend."""
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/password", old=old, password=new, again=again)
    assert nora.answer.status_code == 409
    assert why in nora.words
    assert (await desk.browser().types_password("Nora")).status_code == 200


async def test_the_old_password_cannot_be_guessed_from_inside(desk, nora):
    """Somebody sits down at an open screen."""
    await nora.get(ACCOUNT)
    for _ in range(limits.STAFF_SIGN_IN_FAILURES.times):
        await nora.post(f"{ACCOUNT}/password", old="wrong", password=NEW_PASSWORD, again=NEW_PASSWORD)
    await nora.post(f"{ACCOUNT}/password", old=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert nora.answer.status_code == 409


DELICATE = (
    "app",
    "app/keep",
    "app/remove",
    "passkeys",
    "passkeys/question",
    "passkeys/x/name",
    "passkeys/x/remove",
    "codes",
)


@pytest.mark.parametrize("path", DELICATE)
async def test_what_changes_how_one_signs_in_asks_first_who_one_is(desk, nora, path):
    """An open screen at lunch must not become somebody else's key to the desk."""
    desk.later(minutes=11)
    await nora.get(ACCOUNT)
    assert "show first that it is still you" in nora.words
    await nora.post(f"{ACCOUNT}/{path}", code="123456", name="x")
    assert nora.place.startswith("/staff/prove?next=/staff/account")


async def test_saying_again_who_one_is_renews_the_session_and_holds_ten_minutes(desk, nora):
    """A token that was stolen before is worth nothing after."""
    desk.later(minutes=11)
    before = nora.http.cookies["desk"]
    await nora.proves(ACCOUNT)
    assert nora.place == ACCOUNT
    assert "show first that it is still you" not in nora.words
    assert await desk.desk.who(before) is None
    desk.later(minutes=10, seconds=1)
    await nora.get(ACCOUNT)
    assert "show first that it is still you" in nora.words


async def test_a_code_used_to_sign_in_does_not_prove_it_again(desk, nora):
    """Replay is refused wherever a code is typed."""
    desk.later(minutes=11)
    code = nora.code()
    await nora.get(f"/staff/prove?next={ACCOUNT}")
    await nora.post("/staff/prove/code", code=code)
    nora.http.cookies.set("x", "x")
    await nora.get(f"/staff/prove?next={ACCOUNT}")
    await nora.post("/staff/prove/code", code=code)
    assert nora.answer.status_code == 409


async def test_a_password_does_not_prove_it_where_there_is_a_second_factor(desk, nora):
    """It is the weaker of the two, and may be the one that was stolen."""
    desk.later(minutes=11)
    await nora.get(f"/staff/prove?next={ACCOUNT}")
    await nora.post("/staff/prove/code", code=PASSWORD)
    assert nora.answer.status_code == 409


@pytest.mark.parametrize("trap", ["https://evil.example", "//evil.example", "/staff/../x", "/", "javascript:0"])
async def test_proving_leads_only_to_the_desk(desk, nora, trap):
    """An address may come with a trap."""
    desk.later(seconds=30)
    await nora.get("/staff/prove")
    await nora.post("/staff/prove/code", code=nora.code(), next=trap)
    assert nora.place == "/staff"


async def added_passkey(nora, name="work laptop"):
    """Nora adds a passkey on her account page."""
    await nora.get(ACCOUNT)
    page = nora.answer
    await nora.post(f"{ACCOUNT}/passkeys/question")
    question, nora.answer = nora.answer.text, page
    key = SoftKey()
    await nora.post(f"{ACCOUNT}/passkeys", answer=key.make(question), name=name)
    return key, re.search(r"/passkeys/([0-9a-f]{32})/name", nora.page)[1]


async def test_passkeys_are_added_named_and_removed(desk, nora):
    """And each change ends what was open elsewhere."""
    other = await also(desk, nora)
    _, ident = await added_passkey(nora, "  <b>my</b>   laptop ")
    assert "Your passkey is added" in nora.words
    assert "<b>my</b> laptop" in nora.words
    assert not await is_in(other)
    await nora.post(f"{ACCOUNT}/passkeys/{ident}/name", name="old laptop")
    assert "old laptop" in nora.words
    await nora.post(f"{ACCOUNT}/passkeys/{ident}/name", name="   ")
    assert nora.answer.status_code == 409
    await nora.post(f"{ACCOUNT}/passkeys/{ident}/remove")
    assert "The passkey is removed" in nora.words
    assert "old laptop" not in nora.words
    await nora.post(f"{ACCOUNT}/passkeys/{ident}/remove")
    assert nora.answer.status_code == 409


async def test_nobody_touches_a_colleagues_passkey(desk, nora):
    """Its number in the address is not enough."""
    _, ident = await added_passkey(nora)
    await desk.joins("Felix", "front_desk")
    felix = await desk.browser().signs_in("Felix")
    for what in ("name", "remove"):
        await felix.get(ACCOUNT)
        await felix.post(f"{ACCOUNT}/passkeys/{ident}/{what}", name="mine")
        assert felix.answer.status_code == 409
    await nora.get(ACCOUNT)
    assert "work laptop" in nora.words


async def test_the_last_second_factor_stays(desk, nora):
    """Otherwise a password alone would open the desk again."""
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/app/remove")
    assert nora.answer.status_code == 409
    assert "only second factor" in nora.words
    await added_passkey(nora)
    await nora.post(f"{ACCOUNT}/app/remove")
    assert "The app is off" in nora.words
    assert "staff.app_removed" in {line[0] for line in await desk.audit()}


async def test_a_new_phone_takes_the_place_of_the_old_one_once_it_has_shown_a_code(desk, nora):
    """Somebody who closes the page half way still has the old phone."""
    old = nora.secret
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/app")
    desk.later(seconds=30)
    other = desk.browser()
    other.secret = old
    await other.signs_in("Nora")
    await nora.get(ACCOUNT)
    await nora.sets_up_app(ACCOUNT)
    assert "Your app is on" in nora.words
    assert nora.secret != old
    late = desk.browser()
    late.secret = old
    await late.types_password("Nora")
    desk.later(seconds=30)
    await late.post("/staff/sign-in/step/code", code=late.code())
    assert late.answer.status_code == 409


async def test_new_recovery_codes_end_the_old_ones(desk, nora):
    """The sheet of paper in the lost bag opens nothing."""
    old = nora.codes
    await nora.get(ACCOUNT)
    assert "10 left" in nora.words
    await nora.post(f"{ACCOUNT}/codes")
    new = re.findall(r"<code>([0-9A-Z-]+)</code>", nora.page)
    assert len(new) == 10
    for code, opens in ((old[0], False), (new[0], True)):
        other = desk.browser()
        await other.types_password("Nora")
        await other.post("/staff/sign-in/step/code", code=code)
        assert (other.http.cookies.get("desk") is not None) is opens
    await nora.get(ACCOUNT)
    assert "9 left" in nora.words


async def test_one_sees_where_one_is_signed_in_and_signs_out_there(desk, nora):
    """A session at the desk of another office, noticed from here."""
    other = await also(desk, nora)
    await nora.get(ACCOUNT)
    assert "198.51.100.4" in nora.words
    ident = re.search(r"/sessions/([0-9a-f]{32})/end", nora.page)[1]
    await desk.joins("Felix", "front_desk")
    felix = await desk.browser().signs_in("Felix")
    await felix.get(ACCOUNT)
    await felix.post(f"{ACCOUNT}/sessions/{ident}/end")
    assert await is_in(other)
    await nora.post(f"{ACCOUNT}/sessions/{ident}/end")
    assert (await is_in(other), await is_in(nora)) == (False, True)


async def test_signing_out_everywhere_ends_this_too(desk, nora):
    """A phone is lost, and nobody knows what was open on it."""
    other = await also(desk, nora)
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/sessions/end")
    assert nora.place == "/staff/sign-in"
    assert (await is_in(nora), await is_in(other)) == (False, False)


async def test_idle_and_absolute_limits_end_a_session(desk, nora):
    """A screen that nobody touches, and a day that was too long."""
    desk.later(minutes=14, seconds=59)
    assert await is_in(nora)
    desk.later(minutes=15)
    assert not await is_in(nora)
    await nora.signs_in("Nora")
    for _ in range(11 * 6):
        desk.later(minutes=10)
        assert await is_in(nora)
    for _ in range(7):
        desk.later(minutes=10)
        await is_in(nora)
    assert not await is_in(nora)
