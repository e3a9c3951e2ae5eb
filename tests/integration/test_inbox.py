"""The patient's inbox over the real store: who may see what, when an answer is read, and what the audit says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import PatientId
from bot.patient_views import NotConfirmed
from bot.queue.item import Kind
from policies import limits
from tests.integration.store_kit import EILEEN
from tests.integration.test_linking import confirms
from tests.integration.truth_kit import FELIX, NORA, PAGE, REF, practice

CHILD = replace(EILEEN, id=PatientId("N-7"), first_name="Maeve", dob=EILEEN.dob.replace(year=2020), email=None)
OTHER = "C7R-4MKN"


@pytest.fixture
async def desk(place, tmp_path, clock):
    async with practice(place, tmp_path, clock) as one:
        yield one


def office(desk):
    return desk.app.office


async def listed(desk, ref=REF):
    """The inbox of the window that a thread was made with."""
    return (await office(desk).inbox("web", PAGE + ref))[0].rows


async def matter(desk, ref=REF, window=REF):
    return (await office(desk).matter("web", PAGE + window, ref))[0]


async def test_a_matter_tells_what_was_asked_and_answered(desk):
    """Everything of one request on one page, and nothing that staff keep among themselves."""
    await desk.thread(REF, verified=True, fields={"topic": "My knee", "body": "It aches on stairs.", "why": "x"})
    await desk.app.desk.act(NORA, REF, "note", "ask Dr. Patel first")
    await desk.reply(REF, "Please come on Thursday.")
    page = await matter(desk)
    assert [(line.author, line.by, line.text, line.unread) for line in page.lines] == [
        ("staff", "Nora", "Please come on Thursday.", True)
    ]
    assert [value for _, value in page.asked] == ["My knee", "It aches on stairs."]
    assert (page.row.kind, page.row.state, page.row.unread) == ("message", "answered", 1)
    assert [button.id for button in page.buttons] == [f"add.{REF}"]


async def test_a_reply_that_may_still_be_taken_back_is_not_there_yet(desk):
    """What staff take back within its seconds must never have been read."""
    await desk.thread(REF, verified=True)
    await desk.app.desk.act(NORA, REF, "reply", "Wrong patient, sorry", "k")
    assert (await matter(desk)).lines == ()
    assert (await listed(desk))[0].state == "taken"


async def test_an_answer_is_read_when_it_was_shown_and_not_when_the_page_was_asked_for(desk):
    """The desk says *read by the patient*, and means it."""
    await desk.thread(REF)
    await desk.reply(REF)
    await confirms(desk)
    assert (await matter(desk)).lines[0].unread
    assert (await desk.answer(REF)).delivery == "inbox"
    await office(desk).matter_seen("web", PAGE + REF, REF, (1,))
    assert (await desk.answer(REF)).delivery == "read"
    assert not (await matter(desk)).lines[0].unread
    assert await desk.audited("reply.read") == [("patient", REF)]
    await office(desk).matter_seen("web", PAGE + REF, REF, (1,))
    assert len(await desk.audited("reply.read")) == 1


async def test_what_was_read_on_its_page_waits_nowhere_else(desk):
    """No strip in the chat, no second showing, and no mail that says something waits."""
    talk = await desk.thread(REF, chat=False)
    await desk.reply(REF, "first", key="1")
    await desk.reply(REF, "second", key="2")
    await confirms(desk)
    for lines, waiting in (((1,), 1), ((2,), 0)):
        await office(desk).matter_seen("web", PAGE + REF, REF, lines)
        assert (await office(desk).transcript("web", PAGE + REF)).waiting == waiting
    async with desk.app.services.store.look() as unit:
        assert await unit.replies.waiting(REF) == ()
        assert (await unit.conversations.load(talk)).waiting == 0
    await desk.flush()
    assert desk.mail.sent == []


async def test_nobody_sees_anything_whose_confirming_has_ended(desk):
    """After the quarter of an hour, after the hour, and on a window that never confirmed."""
    await desk.thread(REF, verified=True)
    await desk.reply(REF)
    _, ends = await office(desk).inbox("web", PAGE + REF)
    assert ends == desk.clock() + limits.VERIFIED_IDLE
    desk.clock.now = ends
    for window in (PAGE + REF, "another"):
        with pytest.raises(NotConfirmed):
            await office(desk).inbox("web", window)
        with pytest.raises(NotConfirmed):
            await office(desk).matter("web", window, REF)
        await office(desk).matter_seen("web", window, REF, (1,))
    assert (await desk.answer(REF)).delivery == "inbox"


async def test_looking_keeps_the_page_open_but_never_beyond_the_hour(desk):
    """Somebody who reads is there; but an hour is an hour."""
    await desk.thread(REF, verified=True)
    begun = desk.clock()
    for _ in range(5):
        desk.clock.now += timedelta(minutes=11)
        _, ends = await office(desk).inbox("web", PAGE + REF)
    assert ends == begun + limits.VERIFIED_WHOLE
    desk.clock.now += timedelta(minutes=6)
    with pytest.raises(NotConfirmed):
        await office(desk).inbox("web", PAGE + REF)


async def test_a_telegram_chat_opens_no_inbox_however_confirmed(desk):
    """The page is for a private window; a chat's number must never serve as one."""
    await desk.thread(REF, verified=True)
    with pytest.raises(NotConfirmed):
        await office(desk).inbox("telegram", "77")


async def test_papers_decide_what_a_proxy_sees_on_the_day_it_is_looked_at(desk):
    """The rule is the chat's own: a paper that ends takes the matter off the page."""
    await desk.thread(REF, verified=True)
    await for_the_child(desk, until=desk.clock().date())
    rows = await listed(desk)
    assert {row.ref: row.about for row in rows} == {REF: "", OTHER: CHILD.full_name}
    assert (await matter(desk, OTHER)).row.about == CHILD.full_name
    desk.clock.now += timedelta(days=1)
    await confirms(desk)
    assert [row.ref for row in await listed(desk)] == [REF]
    assert await matter(desk, OTHER) is None
    await office(desk).matter_seen("web", PAGE + REF, OTHER, (1,))
    assert await desk.audited("reply.read") == []


async def test_somebody_elses_matter_is_none(desk):
    """A reference can be read over a shoulder."""
    await desk.thread(REF, verified=True)
    await desk.thread(OTHER, person=CHILD, chat=False)
    await desk.reply(OTHER, "for another patient")
    assert await matter(desk, OTHER) is None
    await office(desk).matter_seen("web", PAGE + REF, OTHER, (1,))
    assert (await desk.answer(OTHER)).delivery != "read"


async def test_matters_of_another_chat_of_the_same_person_are_there_too(desk):
    """The inbox is the patient's and not one chat's; reading there counts for the chat that it came from."""
    await desk.thread(OTHER, chat=False)
    await desk.reply(OTHER, "from the first chat")
    await desk.thread(REF, verified=True)
    assert {row.ref: row.unread for row in await listed(desk)} == {REF: 0, OTHER: 1}
    await office(desk).matter_seen("web", PAGE + REF, OTHER, (1,))
    assert (await desk.answer(OTHER)).delivery == "read"
    assert (await office(desk).transcript("web", PAGE + OTHER)).waiting == 0


async def test_what_nobody_asked_for_is_no_matter(desk):
    """Neither an episode of urgent words nor a task to phone was sent by the patient."""
    await desk.thread(REF, verified=True, kind=Kind.RED_FLAG)
    await desk.thread(OTHER, verified=True, kind=Kind.CALLBACK, fields={"why": "no_way", "way": "nowhere"})
    assert await listed(desk) == ()


async def test_the_matter_that_moved_last_stands_first(desk):
    """Whoever looks wants what is new."""
    await desk.thread(REF, verified=True, created_at=desk.clock())
    desk.clock.now += timedelta(minutes=1)
    await desk.thread(OTHER, verified=True, created_at=desk.clock(), chat=False)
    assert [row.ref for row in await listed(desk)] == [OTHER, REF]
    desk.clock.now += timedelta(minutes=1)
    await desk.reply(REF)
    assert [row.ref for row in await listed(desk)] == [REF, OTHER]


async def test_every_look_is_in_the_audit_by_ids_only(desk):
    """Who asks later who has seen it gets an answer."""
    talk = await desk.thread(REF, verified=True)
    await listed(desk)
    await matter(desk)
    await matter(desk, OTHER)
    assert await desk.audited("inbox.opened") == [("patient", talk)]
    assert await desk.audited("matter.opened") == [("patient", REF)]


async def test_proposed_times_can_be_answered_from_the_page_of_the_chat_that_got_them(desk):
    """The same buttons as in the chat; a browser with another chat is not offered what it could not answer."""
    talk = await desk.thread(REF, verified=True, kind=Kind.APPOINTMENT)
    async with desk.app.services.store.begin() as unit:
        await unit.queue.release(REF, NORA.name)
        await unit.queue.take(REF, FELIX.name, desk.clock())
    await desk.app.desk.propose(FELIX, REF, ("2026-12-01T09:30",), 20, "", "p")
    await desk.let_go(REF)
    page = await matter(desk)
    assert page.row.state == "visit_waiting"
    assert f"proposal.accept.{REF}" in [button.id for button in page.buttons]
    async with desk.app.services.store.begin() as unit:
        found = await unit.conversations.load(talk)
        await unit.conversations.save(replace(found, proposed=None, proposed_times=()))
    assert not [button for button in (await matter(desk)).buttons if button.id.startswith("proposal.")]


async def for_the_child(desk, until):
    """Eileen has a paper for her child, and asked for something in the child's name."""
    async with desk.app.services.store.begin() as unit:
        await unit.people.put_patient(CHILD)
        await unit.people.put_proxy(
            EILEEN.id, CHILD.id, basis="personal_representative", form="pediatric", on_file=True, until=until
        )
    await desk.thread(OTHER, patient_id=CHILD.id, actor_id=EILEEN.id, basis="personal_representative", chat=False)
