"""Whatever changes how somebody signs in at the desk is told to them by mail, with the change or not at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import func, select

from bot.doors.staff import run_staff
from bot.settings import Settings
from bot.store.tables import OUTBOX
from policies import limits
from tests.integration.soft_key import SoftKey
from tests.integration.staff_kit import NEW_PASSWORD, PASSWORD, desk_at

ACCOUNT, PEOPLE = "/staff/account", "/staff/people"
NORAS = "nora@practice.example"
SEEN: WeakKeyDictionary[object, int] = WeakKeyDictionary()
"""How many mails of a practice were looked at before."""


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Nora", "nurse")
        await one.joins("Adam", "administrator")
        async with one.store.begin() as unit:
            await unit.addresses.put("staff-nora", NORAS, one.clock())
        yield one


@pytest.fixture
async def nora(desk):
    browser = await desk.browser().signs_in("Nora")
    await mails(desk)
    return browser


async def mails(desk) -> list[str]:
    """What Nora was mailed since this was last asked, the newest last."""
    await desk.application.outbox.flush()
    async with desk.store.look() as unit:
        found = [mail.text for mail in await unit.mails.list(100) if mail.to == NORAS][::-1]
    before, SEEN[desk.store] = SEEN.get(desk.store, 0), len(found)
    return found[before:]


async def told(desk) -> str:
    """The sentence of the one mail that came."""
    (text,) = await mails(desk)
    assert "If it was not, tell your administrator at once" in text
    return text.partition(" (")[0]


async def test_everything_of_ones_own_that_changes_is_told(desk, nora):
    """Whoever took over a session for five minutes must not be able to stay unseen."""
    seen = []
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/password", old=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    seen.append(await told(desk))
    await nora.get(ACCOUNT)
    page = nora.answer
    await nora.post(f"{ACCOUNT}/passkeys/question")
    question, nora.answer = nora.answer.text, page
    await nora.post(f"{ACCOUNT}/passkeys", answer=SoftKey().make(question), name="work laptop")
    ident = re.search(r"/passkeys/([0-9a-f]{32})/name", nora.page)[1]
    seen.append(await told(desk))
    await nora.post(f"{ACCOUNT}/codes")
    seen.append(await told(desk))
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/app/remove")
    seen.append(await told(desk))
    desk.later(seconds=30)
    await nora.get(ACCOUNT)
    await nora.sets_up_app(ACCOUNT)
    assert "Your app is on" in nora.words
    seen.append(await told(desk))
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/passkeys/{ident}/remove")
    seen.append(await told(desk))
    say = desk.application.services.content.say
    done = ("password_changed", "passkey_added", "codes_made", "app_removed", "app_added", "passkey_removed")
    assert seen == [say(f"mail.account.{what}") for what in done]


async def test_what_was_refused_is_not_told(desk, nora):
    """The last factor stays, and so does quiet: the mail is undone with what it speaks of."""
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/app/remove")
    assert nora.answer.status_code == 409
    await nora.get(ACCOUNT)
    await nora.post(f"{ACCOUNT}/password", old="wrong", password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert await mails(desk) == []


async def test_a_recovery_code_in_place_of_the_app_is_told(desk, nora):
    """A sheet of paper was found in a lost bag, by somebody who knows the password."""
    other = desk.browser()
    await other.types_password("Nora")
    await other.post("/staff/sign-in/step/code", code=nora.codes[0])
    assert await told(desk) == "One of your recovery codes was used in place of your app or passkey."


async def test_what_an_administrator_resets_is_told_to_whom_it_is(desk, nora):
    """On the page and at the terminal: an administrator who goes wrong is seen by the person it concerns."""
    adam = await desk.browser().signs_in("Adam")
    await adam.get(f"{PEOPLE}/staff-nora")
    await adam.post(f"{PEOPLE}/staff-nora/password")
    assert (await told(desk)).startswith("An administrator gave you a new first password.")
    await adam.get(f"{PEOPLE}/staff-nora")
    await adam.post(f"{PEOPLE}/staff-nora/factor")
    assert (await told(desk)).startswith("An administrator took away your app")
    settings = Settings(var=desk.application.settings.var)
    desk.clock.now = datetime.now(UTC) + timedelta(minutes=1)  # The terminal goes by the machine's clock.
    for verb in ("reset-password", "reset-factor"):
        assert await run_staff(settings, verb, "Nora", "") == 0
        assert (await told(desk)).startswith("An administrator")


async def test_a_first_password_that_is_replaced_is_told(desk, nora):
    """It was handed over on paper, and somebody else may have read it."""
    async with desk.store.begin() as unit:
        await unit.staff.change("staff-nora", must_change=True)
    other = desk.browser()
    other.secret = nora.secret
    await other.types_password("Nora")
    desk.later(seconds=30)
    await other.post("/staff/sign-in/step/code", code=other.code())
    await other.post("/staff/sign-in/step/password", password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert await told(desk) == "Your password was changed."


async def test_another_address_is_told_to_the_one_before(desk, nora):
    """Otherwise whoever changes it first reads all that comes after."""
    viewed = await desk.desk.who(nora.http.cookies["desk"])
    await desk.desk.set_address(viewed, "staff-nora", "else@practice.example")
    assert (await told(desk)).startswith("The address for mails like this one was changed.")


async def test_a_locked_door_is_told_once_and_costs_the_same_for_nobody(desk, nora):
    """Who guesses is seen by whom they guess at, and learns from no difference whether such a name works here."""
    async with desk.store.look() as unit:
        before = (await unit._work.run(select(func.count()).select_from(OUTBOX))).scalar()
    for name in ("Nora", "Nobody"):
        for _ in range(limits.STAFF_SIGN_IN_FAILURES.times + 3):
            await desk.browser("203.0.113.9").types_password(name, "not-the-password-at-all")
    async with desk.store.look() as unit:
        written = (await unit._work.run(select(OUTBOX.c.channel).order_by(OUTBOX.c.id))).scalars().all()[before:]
    assert written == ["mail", "nowhere"]
    assert (
        await told(desk)
        == "Your password was typed wrongly several times in a row. Nobody can sign in with it for some minutes."
    )


async def test_whoever_has_no_address_is_told_nothing(desk):
    """And nothing breaks."""
    adam = await desk.browser().signs_in("Adam")
    await adam.get(ACCOUNT)
    await adam.post(f"{ACCOUNT}/password", old=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "Your new password is set" in adam.words
    assert await mails(desk) == []
