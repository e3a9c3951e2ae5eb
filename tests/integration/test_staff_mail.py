"""Where staff are reminded, set by the operator or on the page: one line, one person, and never by somebody else."""

from __future__ import annotations

import pytest

from bot.desk.reminding import is_address
from bot.doors.staff_mail import run_staff_mail
from bot.settings import Settings, SettingsError
from bot.store import Staff, Store
from bot.views import DeskError
from tests.integration.store_kit import Clock, Place
from tests.integration.truth_kit import ADAM, FELIX, LENA, NORA, practice


@pytest.mark.parametrize("text", ["nora@practice.example", "n.o-r+a@mail.practice.example", "nørä@practice.example"])
def test_an_address_is_taken(text):
    """People's names are not all plain."""
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["nora", "@practice.example", "nora@", "nora@practice", "a b@x.example", "a@x.example,b@x.example", "a@x.example\nBcc: b@x.example",
     "<a@x.example>", '"a"@x.example', "a@x.example ", "a@" + "x" * 300 + ".example", "a@@x.example", "a@x..", "\x00@x.example"],
)  # fmt: skip
def test_what_is_no_address_or_more_than_one_is_refused(text):
    """A line break in an address is a second header in a mail."""
    assert not is_address(text)


async def test_the_operator_sets_and_takes_away_an_address(tmp_path, capsys):
    """Before anybody can sign in there may be somebody to remind."""
    settings = Settings(var=tmp_path)
    store = await Store.open(settings.store_url, settings.keys_dir)
    async with store.begin() as unit:
        await unit.staff.put(Staff("s1", "Nora", "nurse", "", active=True))
    await store.close()
    assert await run_staff_mail(settings, "nora", "nora@practice.example") == 0
    assert await run_staff_mail(settings, "Nora", "") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nora: reminders go to nora@practice.example.",
        "Nora: no reminders.",
    ]
    for name, address in (("nobody", "a@x.example"), ("nora", "not an address")):
        with pytest.raises(SettingsError):
            await run_staff_mail(settings, name, address)


@pytest.fixture
async def desk(tmp_path):
    """A practice."""
    async with practice(Place("sqlite", tmp_path / "keys"), tmp_path, Clock()) as one:
        yield one.app.desk


@pytest.mark.parametrize("who", [NORA, FELIX])
async def test_who_does_not_look_after_the_desk_changes_only_their_own_address(desk, who):
    """Whoever could change a colleague's address could keep a reminder from them."""
    await desk.set_address(who, who.id, "me@practice.example")
    for other in (LENA.id, ADAM.id, "s-none"):
        with pytest.raises(DeskError, match="not_your_role"):
            await desk.set_address(who, other, "me@practice.example")


async def test_the_audit_says_that_an_address_changed_and_not_to_what(desk):
    """The audit carries ids."""
    await desk.set_address(LENA, NORA.id, "nora@practice.example")
    async with desk.services.store.begin() as unit:
        (line,) = [one for one in await unit.audit.list(10) if one.event == "staff.address_changed"]
    assert (line.actor, line.subject, dict(line.detail)) == (LENA.id, NORA.id, {"set": True})


async def test_nobody_is_set_an_address_who_is_not_there(desk):
    """Forced numbers find nobody."""
    with pytest.raises(DeskError, match="nobody"):
        await desk.set_address(LENA, "s-none", "x@practice.example")
