"""Guessing names, passwords and codes leads nowhere and learns nothing; what signs somebody in is readable nowhere."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy.event import listen, remove

from bot.staff_views import Caller
from policies import limits
from tests.integration.staff_kit import PASSWORD, desk_at

STEP = "/staff/sign-in/step"


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Nora", "nurse")
        yield one


@pytest.fixture
def browser(desk):
    return desk.browser()


async def test_guessing_names_locks_the_address(desk):
    """One password tried on everybody is counted where it comes from; others may still sign in."""
    browser = desk.browser("203.0.113.5")
    for number in range(limits.STAFF_SIGN_IN_FAILURES_PER_ADDRESS.times):
        await browser.types_password(f"name {number}", "wrong")
    assert (await browser.types_password("Nora")).status_code == 401
    other = desk.browser("203.0.113.6")
    await other.types_password("Nora")
    assert other.place.startswith(STEP)


async def test_a_network_of_the_new_kind_counts_as_one_address(desk):
    """Whoever has one address of it has a million million more."""
    for number in range(limits.STAFF_SIGN_IN_FAILURES_PER_ADDRESS.times):
        await desk.browser(f"2001:db8:0:7::{number:x}").types_password("Nobody", "wrong")
    assert (await desk.browser("2001:db8:0:7:ffff::1").types_password("Nora")).status_code == 401
    desk.later(minutes=16)


async def test_guessing_codes_ends_the_step_then_locks_for_a_while_and_for_the_day(desk, browser):
    """Somebody has the password; a million codes must stay a million."""
    await browser.signs_in("Nora")
    wrong = 0
    for _ in range(40):
        thief = desk.browser()
        await thief.types_password("Nora")
        for _ in range(limits.STAFF_STEP_TRIES):
            await thief.post(f"{STEP}/code", code="000000")
            wrong += 1
            if thief.answer.status_code == 401:
                break
        assert thief.answer.status_code == 401
        desk.later(minutes=16)
        if wrong >= limits.STAFF_CODE_FAILURES_PER_DAY.times:
            break
    late = desk.browser()
    late.secret = browser.secret
    await late.types_password("Nora")
    await late.post(f"{STEP}/code", code=late.code())
    assert late.answer.status_code == 409
    desk.later(days=1)
    await late.types_password("Nora")
    await late.post(f"{STEP}/code", code=late.code())
    assert late.place == "/staff"


async def test_unknown_wrong_locked_disabled_and_run_out_do_the_same_work(desk, monkeypatch):
    """Whoever measures how long a refusal takes, or what it makes the database do, learns nothing."""
    await desk.joins("Locked", "nurse")
    await desk.joins("Gone", "nurse", active=False)
    await desk.joins("Late", "nurse", must_change=True, password_until=desk.clock())
    for _ in range(limits.STAFF_SIGN_IN_FAILURES.times):
        await desk.browser("203.0.113.1").types_password("Locked", "wrong")
    work, passwords = [], desk.application.services.passwords
    checked = passwords.verify

    async def verify(kept, typed):
        work.append("argon2id")
        return await checked(kept, typed)

    monkeypatch.setattr(passwords, "verify", verify)
    note = lambda _c, _cursor, statement, *_: work.append(statement)  # noqa: E731  # read once
    engines = [desk.store.engine.sync_engine, desk.store._reading.sync_engine]
    seen = []
    for name, password in (
        ("nobody", PASSWORD),
        ("Nora", "x"),
        ("Locked", PASSWORD),
        ("Gone", PASSWORD),
        ("Late", PASSWORD),
    ):
        caller = Caller("203.0.113.77", "", "p")
        for engine in engines:
            listen(engine, "before_cursor_execute", note)
        assert await desk.desk.sign_in(name, password, caller) is None
        for engine in engines:
            remove(engine, "before_cursor_execute", note)
        seen.append(tuple(work))
        work.clear()
    assert len(seen[0]) > 8
    assert seen[0].count("argon2id") == 1
    assert len(set(seen)) == 1


async def test_nothing_that_signs_somebody_in_can_be_read_in_the_database(desk, browser, tmp_path):
    """A stolen copy of the database opens no desk."""
    await browser.signs_in("Nora")
    raw = _secret(browser.secret)
    stored = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "keys"
    )
    wanted = [raw, raw.hex().encode(), browser.secret.replace(" ", "").encode(), PASSWORD.encode()]
    wanted += [code.encode() for code in browser.codes] + [code.replace("-", "").encode() for code in browser.codes]
    wanted += [browser.http.cookies["desk"].encode()]
    assert len(stored) > 100_000
    assert [one for one in wanted if one in stored] == []


def _secret(typed):
    """The bytes of a secret as it is typed."""
    plain = typed.replace(" ", "")
    return base64.b32decode(plain + "=" * (-len(plain) % 8))
