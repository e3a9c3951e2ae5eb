"""What a patient chose stands in their record: how they want to be told, and what they agreed to, with its version and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import sharing
from bot.conversation import Consent, PatientId
from bot.overviews import RecordAsk
from policies.notices import Wishes
from tests.integration.store_kit import EILEEN, INES, NOW
from tests.integration.truth_kit import LENA, REF, practice

WHY = "Asked for in writing by the patient on October 3rd."
VERSION = "0123456789ab"


@pytest.fixture
async def desk(place, tmp_path):
    """A practice in which Eileen has one request, and a chat that is a page and a Telegram chat."""
    async with practice(place, tmp_path) as one:
        one.talk = await one.thread(REF, person=EILEEN, verified=True)
        async with one.app.services.store.begin() as unit:
            await unit.people.put_patient(INES)
        yield one


async def rows(desk, name):
    """The rows of one section."""
    page = await desk.app.desk.record(LENA, RecordAsk(WHY, REF), "page")
    return next(one.rows for one in page.sections if one.name == name)


async def changed(desk, **changes):
    """Change what is kept of the conversation."""
    async with desk.app.services.store.begin() as unit:
        talk = await unit.conversations.load(desk.talk)
        await unit.conversations.save(replace(talk, **changes))


async def test_how_the_patient_wants_to_be_told_stands_in_it_with_the_chats_that_said_stop(desk):
    """What was chosen about notices is held about the patient like everything else; what they never chose is not made up."""
    assert await rows(desk, "wishes") == ()
    async with desk.app.services.store.begin() as unit:
        await unit.wishes.put(EILEEN.id, Wishes("mail", night=True), NOW)
        await unit.wishes.put(PatientId(INES.id), Wishes("none"), NOW)
        await unit.windows.mute(desk.talk, "telegram", NOW)
    assert await rows(desk, "wishes") == (
        ("When the office has answered", "By e-mail only", NOW),
        ("Also at night", "yes", NOW),
        ("STOP was written, so nothing is sent unasked", "Chat 1, Telegram", None),
    )


async def test_what_the_patient_agreed_to_stands_in_it_with_its_version_and_how_it_ended(desk):
    """Whoever agreed to something has to be able to see to what, since when, and that it is over."""
    assert await rows(desk, "agreed") == ()
    consent = Consent(VERSION, NOW.isoformat(), "telegram", EILEEN.id)
    await changed(desk, consent=consent, privacy_agreed="cd", privacy_at=NOW.isoformat())
    privacy, private = await rows(desk, "agreed")
    assert privacy == (1, "The words about privacy, by going on after them", "cd", NOW, None, None)
    assert private == (1, "Private things may be said in this chat", VERSION, NOW, None, None)
    later = NOW + timedelta(hours=1)
    async with desk.app.services.store.begin() as unit:
        talk = await unit.conversations.load(desk.talk)
        await unit.conversations.save(await sharing.end(unit, talk, "unlinked", "patient", later))
    assert (await rows(desk, "agreed"))[1][4:] == (later, "The chat was unlinked")
    assert "What the patient agreed to about a chat has ended" in [row[2] for row in await rows(desk, "history")]
