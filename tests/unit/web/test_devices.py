"""The page of devices: only for who is confirmed, by plain forms with their token, telling no more of a window than needed."""

from __future__ import annotations

import re

import pytest

from bot.web.access import Browser
from tests.unit.web.fake_own import furnish_own
from tests.unit.web.visitor import Visitor, Words

SECOND = f"{2:024x}"


@pytest.fixture
async def patient(visitor, office):
    await visitor.get("/")
    furnish_own(office, address(visitor))
    await visitor.get("/devices")
    return visitor


def address(visitor):
    return Browser(visitor.http.cookies["window"]).address


async def test_whoever_is_not_confirmed_sees_and_changes_nothing(patient, office):
    """Also not by a form that was open when what was confirmed ended."""
    office.set(address(patient), level="LINKED")
    door = await patient.get("/devices")
    assert 'value="flow.own_devices"' in door.text
    for path, fields in (
        ("unlink", {"device": SECOND}),
        ("sharing", {"device": SECOND}),
        ("notices", {"ways": "none"}),
    ):
        answer = await patient.form(f"/devices/{path}", **fields)
        assert Words(answer.text).text == Words(door.text).text
    assert len(office.linked[address(patient)]) == 4
    assert office.chosen == {}


async def test_each_device_is_told_by_its_kind_and_two_times(patient):
    """No number of a chat, no name of a browser, no address: the page is seen on screens that others see too."""
    page = await patient.get("/devices")
    words = " ".join(Words(page.text).text.split())
    for part in (
        "A browser This one",
        "A Telegram chat",
        "Our page inside Telegram",
        "Last used",
        "You wrote STOP there",
    ):
        assert part in words
    assert address(patient) not in page.text
    assert not re.search(r"Mozilla|4711|127\.0\.0\.1", page.text)


async def test_a_device_is_unlinked_by_its_form(patient, office):
    """And the page says so."""
    answer = await patient.form("/devices/unlink", device=SECOND)
    assert answer.headers["location"] == "/devices?done=gone"
    assert SECOND not in [one.id for one in office.linked[address(patient)]]
    assert "It is unlinked." in (await patient.get("/devices?done=gone")).text
    again = await patient.form("/devices/unlink", device=SECOND)
    assert again.headers["location"] == "/devices?done=not_there"


async def test_unlinking_the_browser_one_sits_at_gives_it_a_fresh_chat(patient):
    """Its cookie is taken back: nothing that was kept here opens anything."""
    answer = await patient.form("/devices/unlink", device=f"{1:024x}", this="yes")
    assert answer.headers["location"] == "/"
    assert 'window=""' in answer.headers["set-cookie"]


async def test_what_was_agreed_to_in_a_chat_is_taken_back_by_its_form(patient, office):
    """Whoever no longer has the phone at hand must be able to stop what is said in a chat on it."""
    assert "You agreed that private things may be said" in (await patient.get("/devices")).text
    answer = await patient.form("/devices/sharing", device=SECOND)
    assert answer.headers["location"] == "/devices?done=not_shared_any_more"
    page = await patient.get("/devices?done=not_shared_any_more")
    assert "Nothing private is said in that chat any more." in page.text
    assert "You agreed that private things may be said" not in page.text
    for name in (SECOND, f"{1:024x}", "x"):
        again = await patient.form("/devices/sharing", device=name)
        assert again.headers["location"] == "/devices?done=not_there"


@pytest.mark.parametrize("name", ["", "x", "../..", "0" * 23, "0" * 25, "G" * 24, f"{9:024x}"])
async def test_a_name_that_is_on_no_page_unlinks_nothing(patient, office, name):
    """Forms are filled by anybody."""
    assert (await patient.form("/devices/unlink", device=name)).headers["location"] == "/devices?done=not_there"
    assert len(office.linked[address(patient)]) == 4


async def test_a_form_of_another_site_changes_nothing(app, patient, office):
    """Neither with a wrong token nor from elsewhere, nor with somebody else's token."""
    other = Visitor(app)
    await other.get("/")
    for headers, token in (({"origin": "https://evil.example"}, patient.csrf), ({}, "x"), ({}, other.csrf)):
        for path, fields in (
            ("unlink", {"device": SECOND}),
            ("sharing", {"device": SECOND}),
            ("notices", {"ways": "none"}),
        ):
            body = {"csrf": token, **fields}
            assert (await patient.http.post(f"/devices/{path}", data=body, headers=headers)).status_code == 403
    assert len(office.linked[address(patient)]) == 4
    assert office.chosen == {}


async def test_what_was_chosen_is_kept_and_shown(patient, office):
    """A choice that is not shown is made twice."""
    await patient.form("/devices/notices", ways="none", night="yes")
    assert office.chosen[address(patient)] == ("none", True)
    page = await patient.get("/devices?done=saved")
    assert re.search(r'value="none" checked', page.text)
    assert re.search(r'name="night" value="yes" checked', page.text)
    await patient.form("/devices/notices", ways="telegram")
    assert office.chosen[address(patient)] == ("telegram", False)


@pytest.mark.parametrize("done", ["<script>", "title", "save", "x"])
async def test_the_address_makes_the_page_say_nothing_of_its_own(patient, done):
    """A link that somebody sends must not put words on the page."""
    assert 'role="status"' not in (await patient.get(f"/devices?done={done}")).text
