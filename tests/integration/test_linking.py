"""Which windows are linked to a patient: who is told of a new one, what unlinking does, and what ends all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import linking
from bot.channels.base import Inbound
from bot.channels.telegram_ledger import Ledger
from bot.conversation import Identity, PatientId
from bot.directory import load_people
from bot.patient_views import NotConfirmed
from policies import limits
from tests.integration.desk_kit import chatting
from tests.integration.store_kit import EILEEN
from tests.integration.truth_kit import CHAT, PAGE, REF, Nobody, practice

NEW = "n" * 64
ELSE = replace(EILEEN, id=PatientId("X-9"), first_name="Else", email="else@example.com", account_username=None)
OTHER = "C7R-4MKN"


@pytest.fixture
async def desk(place, tmp_path, clock):
    async with practice(place, tmp_path, clock) as one:
        yield one


async def devices(desk, window=PAGE + REF):
    return (await desk.app.office.devices("web", window))[0].rows


async def names(desk, kind, window=PAGE + REF):
    return [row.id for row in await devices(desk, window) if row.kind == kind]


async def opens(desk, talk, address=NEW):
    """Somebody opens a single-use link of a conversation in a browser."""
    async with desk.app.services.store.begin() as unit:
        token = await unit.links.issue("continue", talk, desk.clock(), desk.clock() + limits.LINK_LIFE)
    return await desk.app.office.open_link(token, address)


async def writes(desk, channel, address, text="hello", number="1"):
    """Somebody writes, and is answered; the keys of the answers."""
    office, services = desk.app.office, desk.app.services
    before = await lines(desk, channel, address)
    await office.receive(Inbound(channel, address, f"{address[:8]}{number}", "text", desk.clock(), text=text))
    async with services.store.look() as unit:
        talk = await unit.conversations.find(channel, address)
    while await desk.app.turns.next_turn(talk):
        pass
    return [entry.key for entry in (await lines(desk, channel, address))[len(before) :] if entry.kind != "said"]


async def lines(desk, channel, address):
    async with desk.app.services.store.look() as unit:
        talk = await unit.conversations.find(channel, address)
        return await unit.entries.after(talk, 0) if talk else ()


async def shows(desk, channel, address):
    async with desk.app.services.store.look() as unit:
        return await unit.conversations.find(channel, address)


async def test_the_page_lists_every_window_of_the_patient_and_no_other(desk):
    """Also that of another chat in which the same person was confirmed; nothing of anybody else."""
    await desk.thread(REF, verified=True)
    await desk.thread(OTHER, verified=True, chat=False)
    await desk.thread("P9X-TNK3", verified=True, chat=False, person=ELSE)
    rows = await devices(desk)
    assert sorted(row.kind for row in rows) == ["telegram", "web", "web"]
    assert [row.this for row in rows] == [True, False, False]
    assert PAGE not in repr(rows)
    assert CHAT not in {row.id for row in rows}


async def test_somebody_else_can_neither_see_nor_unlink_them(desk):
    """The name of a window is no key."""
    await desk.thread(REF, verified=True)
    await desk.thread(OTHER, verified=True, chat=False, person=ELSE)
    (name,) = await names(desk, "telegram")
    assert await names(desk, "telegram", PAGE + OTHER) == []
    assert not await desk.app.office.unlink("web", PAGE + OTHER, name)
    for call in (desk.app.office.devices, desk.app.office.inbox):
        with pytest.raises(NotConfirmed):
            await call("web", "stranger")
    with pytest.raises(NotConfirmed):
        await desk.app.office.unlink("web", "stranger", name)
    with pytest.raises(NotConfirmed):
        await desk.app.office.choose("web", "stranger", "none", night=False)
    assert await names(desk, "telegram") == [name]


async def test_an_unlinked_chat_starts_anew_and_is_told_once_and_neutrally(desk):
    """It opens nothing of the patient's any more; and nobody is left to wonder why it forgot."""
    talk = await desk.thread(REF, verified=True)
    (name,) = await names(desk, "telegram")
    assert await desk.app.office.unlink("web", PAGE + REF, name)
    assert await shows(desk, "telegram", CHAT) not in (None, talk)
    assert await shows(desk, "web", PAGE + REF) == talk
    assert await names(desk, "telegram") == []
    assert (await writes(desk, "telegram", CHAT))[0] == "shared.unlinked"
    assert "shared.unlinked" not in await writes(desk, "telegram", CHAT, number="2")
    assert await desk.audited("window.unlinked") == [("patient", talk)]
    assert not await desk.app.office.unlink("web", PAGE + REF, name)


async def test_an_unlinked_chat_is_not_written_to_about_the_patient(desk):
    """That something waits is the patient's own matter, too."""
    await desk.thread(REF, verified=True)
    (name,) = await names(desk, "telegram")
    await desk.app.office.unlink("web", PAGE + REF, name)
    await desk.reply(REF)
    await desk.flush()
    assert desk.telegram.sent == []


async def test_what_waited_for_the_morning_does_not_go_to_a_chat_that_was_unlinked_at_night(desk):
    """The phone may have changed hands; word that an answer waits would say that its new owner's chat belongs to a patient."""
    await desk.thread(REF, verified=True)
    now = desk.app.services.local_now()
    desk.clock.now += now.replace(hour=22, minute=0) - now
    await desk.reply(REF)
    await confirms(desk)
    (name,) = await names(desk, "telegram")
    assert await desk.app.office.unlink("web", PAGE + REF, name)
    desk.clock.now += timedelta(hours=11)
    await desk.flush()
    assert (len(desk.telegram.sent), len(desk.mail.sent)) == (0, 1)


async def test_an_unlinked_browser_shows_nothing_any_more(desk):
    """Also the one that was left open somewhere."""
    await desk.thread(REF, verified=True)
    await desk.thread(OTHER, verified=True, chat=False)
    (_, other) = [row.id for row in await devices(desk) if row.kind == "web"]
    assert await desk.app.office.unlink("web", PAGE + REF, other)
    assert (await desk.app.office.transcript("web", PAGE + OTHER)).last == 0
    with pytest.raises(NotConfirmed):
        await desk.app.office.inbox("web", PAGE + OTHER)


async def test_a_browser_that_opens_a_link_of_somebody_confirmed_is_told_of_by_mail(desk):
    """If it was not the patient, the patient is who must hear of it. The mail says that, and nothing else."""
    talk = await desk.thread(REF, verified=True)
    assert await opens(desk, talk)
    await desk.flush()
    ((address, mail),) = desk.mail.sent
    assert address == EILEEN.email
    for word in (EILEEN.first_name, EILEEN.last_name, EILEEN.email, "telegram", REF, NEW[:6]):
        assert word.casefold() not in f"{mail.key} {mail.text}".casefold()
    assert len(await names(desk, "web")) == 2
    assert await desk.audited("window.linked") == [("patient", talk)]


async def test_a_browser_that_opens_a_link_of_nobody_makes_no_mail(desk):
    """There is nobody whom it is linked to."""
    talk = await desk.thread(REF)
    assert await opens(desk, talk)
    await desk.flush()
    assert desk.mail.sent == []


async def test_no_more_mails_than_their_number_a_day(desk):
    """Whoever opens links all day long must not fill a patient's mailbox."""
    talk = await desk.thread(REF, verified=True)
    for number in range(limits.LINK_MAILS_PER_DAY.times + 4):
        assert await opens(desk, talk, f"{number:064d}")
    await desk.flush()
    assert len(desk.mail.sent) == limits.LINK_MAILS_PER_DAY.times


async def test_when_a_window_was_last_used_is_known_to_the_minute(desk):
    """Enough to see that it was not oneself; not a record of every word."""
    await desk.thread(REF, verified=True)
    await writes(desk, "telegram", CHAT)
    begun = desk.clock()
    for seconds in (30, 40):
        desk.clock.now += timedelta(seconds=seconds)
        await writes(desk, "telegram", CHAT, number=str(seconds))
    (row,) = [one for one in await devices(desk) if one.kind == "telegram"]
    assert row.used_at == begun + timedelta(seconds=70)


async def test_blocking_the_bot_ends_the_link_of_that_chat_alone(desk):
    """Who lets it in again is a stranger to it; the page goes on."""
    talk = await desk.thread(REF, verified=True)
    ledger = Ledger(desk.app.services.store, "7")
    await ledger.membership(CHAT, blocked=True)
    await ledger.membership(CHAT, blocked=False)
    assert await shows(desk, "telegram", CHAT) not in (None, talk)
    assert await names(desk, "telegram") == []
    assert (await writes(desk, "telegram", CHAT))[0] == "shared.unlinked"


async def test_a_chat_of_nobody_that_blocks_and_comes_back_goes_on_where_it_was(desk):
    """There is no link that could end; what was begun is kept."""
    talk = await desk.thread(REF)
    await Ledger(desk.app.services.store, "7").membership(CHAT, blocked=True)
    assert await shows(desk, "telegram", CHAT) == talk


async def test_signing_out_ends_the_link(desk):
    """On the page of another window it is gone; here the page asks again."""
    await desk.thread(REF, verified=True)
    await desk.thread(OTHER, verified=True, chat=False)
    await writes(desk, "web", PAGE + OTHER, "sign out")
    assert len(await names(desk, "web")) == 1
    with pytest.raises(NotConfirmed):
        await devices(desk, PAGE + OTHER)


PEOPLE = {
    "patients": [
        {"id": "M-1", "first_name": "Marisol", "last_name": "Vega", "dob": "1979-08-12", "email": "m@example.com"},
        {"id": "L-1", "first_name": "Lucia", "last_name": "Vega", "dob": "2018-08-12"},
    ],
    "proxies": [
        {"actor": "M-1", "patient": "L-1", "basis": "personal_representative", "form": "pediatric", "on_file": True}
    ],
}


async def loaded(desk, **changes):
    """The practice's directory is loaded again, with something changed."""
    patients = [{**PEOPLE["patients"][0], **changes.get("patient", {})}, PEOPLE["patients"][1]]
    proxies = [{**PEOPLE["proxies"][0], **changes.get("proxy", {})}]
    report = await load_people(desk.app.services.store, {"patients": patients, "proxies": proxies})
    assert report.refused == ()


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({}, False),
        ({"patient": {"email": "M@EXAMPLE.com"}}, False),
        ({"patient": {"phone": "914-555-0100"}}, False),
        ({"patient": {"email": "new@example.com"}}, True),
        ({"proxy": {"on_file": False}}, True),
        ({"proxy": {"until": "2027-01-01"}}, True),
    ],
)
async def test_another_address_or_another_paper_ends_every_link(desk, changes, ends):
    """A code goes to the address on file, and papers say whom one acts for: what was confirmed by them must be confirmed anew."""
    await loaded(desk)
    talk = await desk.thread(REF, person=None)
    now = desk.clock().isoformat()
    async with desk.app.services.store.begin() as unit:
        found = await unit.conversations.load(talk)
        await unit.conversations.save(replace(found, identity=Identity("M-1", now, now)))
    assert len(await devices(desk)) == 2
    await loaded(desk, **changes)
    if not ends:
        assert len(await devices(desk)) == 2
        return
    assert await shows(desk, "web", PAGE + REF) is None
    assert await shows(desk, "telegram", CHAT) not in (None, talk)
    async with desk.app.services.store.look() as unit:
        assert (await unit.conversations.load(talk)).identity == Identity()
        assert await linking.windows_of(unit, "M-1", desk.clock()) == ()
    assert (await writes(desk, "telegram", CHAT))[0] == "shared.unlinked"


async def test_the_first_confirming_is_mailed_about_and_the_next_of_the_same_month_is_not(place, tmp_path):
    """Every visit to the page would else be a mail; but whoever signed out has ended the link."""
    async with chatting(place, tmp_path, Nobody()) as chat:
        await chat.presses("flow.request_status")
        mails = [mail for mail in (await verified(chat))["mail"] if "new device" in mail["subject"]]
        assert [mail["to"] for mail in mails] == ["marisol.vega@example.com"]
        chat.rehearsal.clock.now += timedelta(minutes=20)
        await chat.presses("flow.request_status")
        assert not [mail for mail in (await verified(chat))["mail"] if "new device" in mail["subject"]]
        await chat.says("sign out")
        await chat.presses("flow.request_status")
        assert [mail for mail in (await verified(chat))["mail"] if "new device" in mail["subject"]]


async def confirms(desk, ref=REF, person=EILEEN):
    """The patient proves who they are in the window of a thread."""
    now = desk.clock().isoformat()
    async with desk.app.services.store.begin() as unit:
        talk = await unit.conversations.load(await unit.conversations.find("web", PAGE + ref))
        await unit.conversations.save(replace(talk, identity=Identity(person.id, now, now)))


async def verified(chat):
    """The patient proves who they are; what came of the last step."""
    for words in ("Vega", "8/12/1979", "10549"):
        await chat.says(words)
    return await chat.says(chat.code)
