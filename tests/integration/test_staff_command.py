"""`frontdoor staff`: the same rules as on the page, for whoever runs the machine; and when a demonstration ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.bootstrap import factor_required, utc_now
from bot.doors.staff import run_staff
from bot.serving import DEMO_STAFF, import_people, load_demo
from bot.settings import Secret, Settings, SettingsError, read_settings
from bot.store import Store
from tests.integration.staff_kit import NEW_PASSWORD, desk_at

PEOPLE = Path(__file__).parents[2] / "data" / "demo" / "people.yml"


@pytest.fixture
def settings(tmp_path):
    return Settings(var=tmp_path)


async def said(capsys, settings, *words):
    """What a command prints."""
    await run_staff(settings, *words)
    return capsys.readouterr().out


async def test_from_nobody_to_the_first_administrator(capsys, settings, tmp_path):
    """A new practice has nobody who could add the first; the terminal can."""
    out = await said(capsys, settings, "add", "Ada L", "administrator")
    password = re.search(r"first password: ([a-z-]+)", out)[1]
    async with desk_at(tmp_path) as desk:
        desk.clock.now = utc_now()  # The command looks at the machine's clock.
        browser = desk.browser()
        await browser.types_password("ada l", password)
        await browser.post("/staff/sign-in/step/password", password=NEW_PASSWORD, again=NEW_PASSWORD)
        assert "Protect your sign-in" in browser.words


async def test_every_change_can_be_made_and_is_in_the_audit(capsys, settings):
    """With the operator as the one who did it."""
    await said(capsys, settings, "add", "Ada", "administrator")
    first = await said(capsys, settings, "add", "Felix", "front_desk")
    await said(capsys, settings, "role", "felix", "nurse")
    await said(capsys, settings, "disable", "Felix", "")
    assert "Felix\tnurse\tdisabled\tno second factor\tlast signed in: never" in await said(
        capsys, settings, "list", "", ""
    )
    await said(capsys, settings, "enable", "Felix", "")
    second = await said(capsys, settings, "reset-password", "Felix", "")
    await said(capsys, settings, "reset-factor", "Felix", "")
    passwords = [re.search(r"first password: ([a-z-]+)", out)[1] for out in (first, second)]
    assert len({*passwords}) == 2
    store = await Store.open(settings.store_url, settings.keys_dir)
    async with store.look() as unit:
        lines = await unit.audit.list(20)
    await store.close()
    assert [line.event for line in reversed(lines)] == [
        "staff.added", "staff.added", "staff.role_changed", "staff.disabled", "staff.enabled", "staff.password_reset", "staff.factor_reset",
    ]  # fmt: skip
    assert {line.actor for line in lines} == {"operator"}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("disable", "Ada", ""), "last administrator"),
        (("role", "Ada", "nurse"), "last administrator"),
        (("add", "ada", "nurse"), "is here already"),
        (("disable", "Nobody", ""), "nobody by that name"),
        (("add", "", "nurse"), "frontdoor staff add NAME"),
        (("add", "Ines", ""), "--role ROLE"),
        (("add", "???", "nurse"), "cannot be used"),
    ],
)
async def test_what_cannot_be_is_said_in_one_sentence(capsys, settings, words, why):
    """Never a traceback, and nothing changed."""
    await said(capsys, settings, "add", "Ada", "administrator")
    before = await said(capsys, settings, "list", "", "")
    with pytest.raises(SettingsError, match=why):
        await run_staff(settings, *words)
    assert await said(capsys, settings, "list", "", "") == before


async def test_a_demonstration_ends_with_a_bot_a_mail_server_or_real_people(settings, tmp_path):
    """Until then the password of the demonstration is enough, and nothing of anybody is behind it."""
    await load_demo(settings)
    store = await Store.open(settings.store_url, settings.keys_dir)
    assert not await factor_required(settings, store)
    for real in (
        Settings(var=tmp_path, telegram_token=Secret("1:x")),
        Settings(var=tmp_path, smtp_host="mail.example"),
        Settings(var=tmp_path, demo=False),
        Settings(var=tmp_path, staff_second_factor="always"),
    ):
        assert await factor_required(real, store)
    assert not await factor_required(Settings(var=tmp_path, demo=False, staff_second_factor="optional"), store)
    await store.close()
    assert await import_people(settings, PEOPLE, skip_bad=False) == 0
    store = await Store.open(settings.store_url, settings.keys_dir)
    assert await factor_required(settings, store)
    await store.close()


async def test_whoever_came_in_with_a_password_alone_is_out_once_it_is_no_demonstration(tmp_path):
    """Sessions outlive a restart; this one must not."""
    async with desk_at(tmp_path, factor="required") as desk:
        await desk.joins("Nora", "nurse")
        browser = await desk.browser().signs_in("Nora")
        cookies = dict(browser.http.cookies)
    async with desk_at(tmp_path, factor="required", smtp_host="mail.example") as desk:
        again = desk.browser()
        again.http.cookies.update(cookies)
        assert (await again.http.get("/staff", follow_redirects=False)).status_code == 303
        await again.types_password("Nora")
        assert "Protect your sign-in" in again.words


async def test_people_of_the_demonstration_come_in_with_the_password_alone(tmp_path):
    """Two commands and one password: a newcomer sees every page; delicate ones ask for the password again."""
    async with desk_at(tmp_path, factor="required") as desk:
        await desk.joins("Adam", "administrator")
        adam = await desk.browser().signs_in("Adam")
        desk.later(minutes=11)
        await adam.get("/staff/people")
        assert "Your password" in adam.words
        await adam.post("/staff/prove/code", code="wrong", next="/staff/people")
        assert adam.answer.status_code == 409
        await adam.post("/staff/prove/code", code="quiet-harbor-otter-lantern", next="/staff/people")
        assert adam.place == "/staff/people"
    assert {role for _, role in DEMO_STAFF} == {"nurse", "front_desk", "portal_support", "lead", "administrator"}


def test_the_setting_takes_three_words():
    """A slip in a word that guards the desk must not be taken for another."""
    assert read_settings({}).staff_second_factor == "required"
    assert read_settings({"FRONTDOOR_STAFF_SECOND_FACTOR": "Optional"}).staff_second_factor == "optional"
    with pytest.raises(SettingsError, match="required, optional, always"):
        read_settings({"FRONTDOOR_STAFF_SECOND_FACTOR": "off"})
