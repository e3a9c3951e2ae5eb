"""One patient's record: everything that is held about them and nothing of anybody else; who read it; why it was handed out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.channels.base import Inbound
from bot.conversation import Conversation, FlowState, Identity, PatientId, Person
from bot.overviews import RecordAsk, SearchAsk
from bot.queue.item import Kind, ThreadEntry
from bot.staff_views import AuditAsk
from bot.store import Credentials, Entry, Grant
from bot.store.tables import CONVERSATIONS, ENTRIES, INBOX
from bot.views import DeskError
from tests.integration.store_kit import EILEEN, INES, NOW, item
from tests.integration.truth_kit import ADAM, FELIX, LENA, NORA, PETRA, STRANGER, practice

WHY = "Asked for in writing by the patient on October 3rd."
DAUGHTER = Person(PatientId("D-1"), "Deirdre", "O'Shaughnessy", date(1968, 4, 4), "deirdre@example.com", "10536")
TWIN = Person(PatientId("T-1"), "Eileen", "O'Shaughnessy", EILEEN.dob)


@pytest.fixture
async def desk(place, tmp_path):
    """A practice in which something is held about Eileen in every place there is, and about others beside her."""
    async with practice(place, tmp_path) as one:
        await fill(one)
        yield one


async def fill(desk):
    """Put something everywhere."""
    async with desk.app.services.store.begin() as unit:
        for person in (EILEEN, INES, DAUGHTER):
            await unit.people.put_patient(person)
        await unit.people.put_proxy(
            DAUGHTER.id, EILEEN.id, basis="signed_authorization", form="care_manager", on_file=True
        )
        await unit.people.put_proxy(
            EILEEN.id, INES.id, basis="personal_representative", form="pediatric", on_file=False
        )
        talk = await chat(unit, "77", EILEEN, "her own words in the chat")
        other = await chat(unit, "88", INES, "INES SAID THIS")
        await unit.queue.add(item(talk, "3333-MA", patient_id=EILEEN.id, fields={"reason": "her reason"}))
        await unit.queue.add(
            item(talk, "3334-MB", patient_id=EILEEN.id, actor_id=DAUGHTER.id, basis="signed_authorization")
        )
        await unit.queue.add(item(talk, "3335-MC", patient_id=INES.id, actor_id=EILEEN.id, fields={"x": "INES WANTS"}))
        await unit.queue.add(item(other, "3336-MD", patient_id=INES.id, fields={"x": "INES WANTS"}, kind=Kind.MESSAGE))
        await unit.queue.thread_add("3333-MA", ThreadEntry("patient", "her own words in the thread", NOW))
        await unit.queue.thread_add("3333-MA", ThreadEntry("note", "what staff noted of her", NOW, "Nora"))
        await unit.inbox.put(
            Inbound("web", "77", "9", "text", NOW, text="a message that waits"),
            talk,
            rule=None,
            disposition="none",
            guided=False,
        )
        await unit.challenges.open("c1", talk, EILEEN.id, b"x", NOW, NOW + timedelta(minutes=10))
        await unit.portal.put_credentials(EILEEN.id, Credentials("$argon2id$SECRET", {"1": "$argon2id$ANSWER"}), NOW)
        await unit.portal.issue("link", EILEEN.id, Grant(EILEEN.id, True, talk, NOW + timedelta(hours=1)), NOW)
    await desk.app.desk.item(NORA, "3333-MA")
    await desk.app.desk.act(NORA, "3333-MA", "take")
    await desk.reply("3333-MA", "what staff answered her")


async def chat(unit, address, person, words):
    """A conversation of somebody who was verified in it."""
    talk = await unit.conversations.find_or_create("web", address, NOW)
    flow = FlowState("refill", 1, 1, slots={"medication": f"unfinished {person.first_name}"})
    proven = Identity(person.id, NOW.isoformat(), NOW.isoformat())
    await unit.conversations.save(Conversation(talk, flows=(flow,), identity=proven))
    await unit.conversations.bind(talk, "telegram", f"tg-{address}", NOW)
    await unit.entries.append(talk, Entry("said", "", words, (), True, NOW))
    return talk


async def record(desk, **changes):
    """Eileen's record by one of her requests."""
    return await desk.app.desk.record(LENA, RecordAsk(**{"reason": WHY, "ref": "3333-MA"} | changes), "page")


def rows(page, name):
    """The rows of one section."""
    return next(one.rows for one in page.sections if one.name == name)


def whole(page):
    """Every word of it."""
    return json.dumps([one.rows for one in page.sections], default=str, ensure_ascii=False)


async def test_everything_that_is_held_stands_in_it(desk):
    """A record with a hole is a wrong answer to a lawful question."""
    page = await record(desk)
    told = whole(page)
    for word in (
        "E-41", "O'Shaughnessy", "eileen.o@example.com", "914-555-0122", "furosemide 40 mg", "Eileen41",
        "Deirdre O'Shaughnessy", "care_manager", "Inés Núñez-Alvarado", "her reason", "her own words in the thread",
        "what staff noted of her", "what staff answered her", "her own words in the chat", "unfinished Eileen", "tg-77",
        "a message that waits", "Code to confirm who it is", "Link to set a new password", "Portal password",
        "Notice that an answer waits", WHY,
    ):  # fmt: skip
        assert word in told, word
    assert {row[0] for row in rows(page, "requests")} == {"3333-MA", "3334-MB"}
    assert [row[0] for row in rows(page, "asked_for_others")] == ["3335-MC"]
    assert {row[3] for row in rows(page, "deliveries")} >= {"inbox"}


async def test_nothing_of_anybody_else_and_nothing_that_opens_anything_stands_in_it(desk):
    """A report that told of Inés, or held a hash of a password, would be a second breach."""
    told = whole(await record(desk))
    for word in ("INES SAID", "INES WANTS", "unfinished In", "tg-88", "ines@example.com", "argon2id", "3336-MD"):
        assert word not in told, word


async def test_it_says_who_read_it_and_when(desk):
    """Nora opened the request; Lena hands the record out; that Lena looks for it now is on the record as well."""
    page = await record(desk)
    readers = rows(page, "readers")
    assert [(row[1], row[2], row[3], row[4]) for row in readers] == [
        ("Nora", "Nurse", "Opened the request", "3333-MA"),
        ("Lena", "Lead", "Handed out the record", "The whole record"),
    ]
    assert {row[2] for row in rows(page, "history")} >= {"Took the request", "Answered"}
    assert [(row[1], row[3]) for row in rows(page, "handed")] == [("Lena", WHY)]


async def test_who_read_the_chat_is_told_and_every_event_has_words(desk):
    """The chat behind a request holds the patient's own words; whoever reads the record is no programmer."""
    async with desk.app.services.store.begin() as unit:
        for event in ("item.story_read", "item.transfer", "item.approved"):
            await unit.audit.append(event, NORA.id, "3333-MA", {})
    page = await record(desk)
    assert [row[3] for row in rows(page, "readers")].count("Read the chat that led to a request") == 1
    assert not [row for row in rows(page, "history") if str(row[2]).startswith("item.")]


async def test_a_reply_that_waited_for_second_thoughts_is_no_sending(desk):
    """Nothing went anywhere on that line; the notice that did is told."""
    sent = [row[1:] for row in rows(await record(desk), "sendings")]
    assert sent
    assert not [row for row in sent if "held" in row or "desk" in row]


async def test_a_second_time_tells_of_the_first(desk):
    """The patient can ask who was given their record before."""
    await record(desk)
    page = await record(desk, reason="Sent to the patient's new doctor.")
    assert [row[3] for row in rows(page, "handed")] == [WHY, "Sent to the patient's new doctor."]


@pytest.mark.parametrize("who", [NORA, FELIX, PETRA, STRANGER])
async def test_only_who_looks_after_the_desk_hands_out_a_record(desk, who):
    """A whole record is more than anybody's work needs."""
    for form in ("page", "json"):
        with pytest.raises(DeskError, match="not_your_role"):
            await desk.app.desk.record(who, RecordAsk(WHY, "3333-MA"), form)
    assert await desk.audited("record.exported") == []


async def test_who_has_not_shown_lately_who_they_are_is_asked_first(desk):
    """A desk left unlocked over lunch must not be worth a patient's whole record."""
    for form in ("page", "json"):
        with pytest.raises(DeskError, match=r"prove\.first"):
            await desk.app.desk.record(replace(LENA, fresh=False), RecordAsk(WHY, "3333-MA"), form)
    assert await desk.audited("record.exported") == []


@pytest.mark.parametrize("reason", ["", "because", "          x          ", "y" * 501])
async def test_without_a_reason_nothing_is_read(desk, reason):
    """The sentence is what the patient will read."""
    with pytest.raises(DeskError, match="no_reason"):
        await record(desk, reason=reason)
    assert await desk.audited("record.exported") == []


async def test_the_audit_names_the_record_by_its_number_and_holds_no_words(desk):
    """The reason is the patient's to read; it stands with their record, sealed."""
    services = desk.app.services
    await desk.app.desk.record(ADAM, RecordAsk(WHY, "3333-MA"), "json")
    async with services.store.begin() as unit:
        (line,) = [one for one in await unit.audit.list(5) if one.event == "record.exported"]
        assert line.actor == ADAM.id
        assert line.subject == unit.disclosures.subject(EILEEN.id)
        assert set(line.detail) == {"export", "form"}


async def test_the_audit_page_tells_in_words_what_was_handed_out_found_and_looked_at(desk):
    """A lead reads sentences, not names of the program, and no number that stands for a patient."""
    await record(desk)
    await desk.app.desk.search(LENA, SearchAsk(name="Eileen", dob=EILEEN.dob))
    await desk.app.desk.board(LENA, None, None)
    await desk.app.desk.set_address(LENA, NORA.id, "nora@practice.example")
    rows = (await desk.app.desk.audit(ADAM, AuditAsk(person=LENA.id))).rows
    assert [(row.what, row.about) for row in rows[:4]] == [
        ("Changed where somebody is reminded", "Nora"),
        ("Looked at the board", ""),
        ("Searched for requests", ""),
        ("Handed out a patient's record", "A patient"),
    ]
    assert rows[2].detail == (("fields", "Patient's name, Date of birth"),)
    assert ("form", "Page to print") in rows[3].detail


async def test_a_crash_while_reading_leaves_the_line_that_it_was_read(desk, monkeypatch):
    """Pulling the plug must not be a way to read unseen."""

    async def breaks(_self):
        raise OSError("the plug")

    monkeypatch.setattr("bot.desk.disclosing.Disclosing.sections", breaks)
    with pytest.raises(OSError, match="the plug"):
        await record(desk)
    assert [actor for actor, _ in await desk.audited("record.exported")] == [LENA.id]


@pytest.mark.parametrize("name", ["Eileen O'Shaughnessy", "oshaughnessy, eileen", "O\u2019SHAUGHNESSY"])
async def test_a_patient_without_a_request_is_found_by_name_and_birthday(desk, name):
    """Somebody who only chatted has a record too."""
    page = await record(desk, ref="", name=name, dob=EILEEN.dob)
    assert page.patient == EILEEN.full_name
    assert (await record(desk, ref="", name="Deirdre", dob=DAUGHTER.dob)).patient == DAUGHTER.full_name


async def test_two_who_could_be_meant_are_nobody(desk):
    """The wrong twin's record must not leave the house."""
    async with desk.app.services.store.begin() as unit:
        await unit.people.put_patient(TWIN)
    with pytest.raises(DeskError, match="several"):
        await record(desk, ref="", name=EILEEN.full_name, dob=EILEEN.dob)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"ref": "9999-XX"}, "no_such_item"),
        ({"ref": "", "name": "Eileen"}, "record.who"),
        ({"ref": ""}, "record.who"),
        ({"ref": "", "name": "Nobody", "dob": EILEEN.dob}, "nobody"),
        ({"ref": "", "name": "Eileen", "dob": date(1999, 1, 1)}, "nobody"),
        ({"ref": "", "name": "%", "dob": EILEEN.dob}, "nobody"),
    ],
)
async def test_who_cannot_be_found_is_said_in_words(desk, asked, key):
    """And is no line in anybody's record."""
    with pytest.raises(DeskError, match=key):
        await record(desk, **asked)
    assert await desk.audited("record.exported") == []


async def test_a_request_of_nobody_known_belongs_to_no_record(desk):
    """An urgent follow-up of a stranger must not be taken for somebody's."""
    async with desk.app.services.store.begin() as unit:
        talk = await unit.conversations.find_or_create("web", "99", NOW)
        await unit.queue.add(item(talk, "7777-RF", kind=Kind.RED_FLAG))
    with pytest.raises(DeskError, match="of_nobody"):
        await record(desk, ref="7777-RF")


async def test_after_the_chat_was_deleted_its_words_are_in_no_record(desk):
    """Deleting is deleting; requests stay, as the patient was told."""
    async with desk.app.services.store.begin() as unit:
        (talk,) = await unit.conversations.of_patient(EILEEN.id, NOW - timedelta(days=1))
        await unit.conversations.load(talk)
        await unit.forget_words(talk)
    told = whole(await record(desk))
    assert "her own words in the chat" not in told
    assert "her own words in the thread" in told
    assert "a message that waits" in told  # It waits for its answer, and is blanked with it.


async def test_deleted_words_that_an_old_copy_brought_back_are_in_no_record(desk):
    """Their key is destroyed: the record tells everything else, and neither shows them nor breaks on them."""
    store = desk.app.services.store
    tables = (ENTRIES, INBOX, CONVERSATIONS)
    async with store.begin() as unit:
        (talk,) = await unit.conversations.of_patient(EILEEN.id, NOW - timedelta(days=1))
        kept = {one: [row._mapping for row in await unit._work.all(one.select())] for one in tables}
        await unit.conversations.load(talk)
        await unit.forget_words(talk)
    async with store.begin() as unit:
        await unit._work.run(ENTRIES.insert(), [dict(one) for one in kept[ENTRIES] if one["conversation_id"] == talk])
        for one, key, sealed in ((INBOX, "id", "event_sealed"), (CONVERSATIONS, "id", "state_sealed")):
            for row in kept[one]:
                await unit._work.run(one.update().where(one.c[key] == row[key]).values({sealed: row[sealed]}))
    told = whole(await record(desk))
    for word in ("her own words in the chat", "unfinished Eileen", "a message that waits"):
        assert word not in told, word
    for word in ("her own words in the thread", "tg-77", "her reason"):
        assert word in told, word
