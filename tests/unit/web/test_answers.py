"""Answers that are more than words, by plain forms: times for a visit, a booking, a refill decided; and the file for a calendar."""

from __future__ import annotations

import pytest

from bot.channels.base import RenderedButton
from bot.views import ThreadLine
from bot.workviews import TakenBack, VisitView
from tests.unit.web.fakes import NOW
from tests.unit.web.scene import furnish
from tests.unit.web.visitor import Visitor

VISIT, REFILL = "/staff/items/WH-7K2M", "/staff/items/WH-2QX9"
TIMES = {"day1": "2026-12-01", "time1": "14:30", "day2": "", "time2": "", "day3": "2026-12-02", "time3": "09:00"}


@pytest.fixture
async def nora(app, office, desk):
    furnish(office, desk)
    desk.put("WH-7K2M", status="taken", assignee="Nora Quill")
    visitor = await Visitor(app).signed_in()
    await visitor.get(VISIT)
    return visitor


async def test_several_times_are_proposed_with_one_form(nora, desk):
    """Rows that were left empty count for nothing."""
    sent = await nora.form(f"{VISIT}/propose", **TIMES, minutes="30", note="Room 4")
    assert sent.headers["location"] == f"{VISIT}?done=propose"
    assert desk.acts[-1] == ("WH-7K2M", "propose", "2026-12-01T14:30|2026-12-02T09:00", "30", "Room 4")
    assert "Your proposal goes out" in (await nora.get(sent.headers["location"])).text


async def test_a_visit_is_booked_at_the_time_of_the_form_or_the_one_that_was_taken(nora, desk):
    """One press when the patient has said yes already."""
    await nora.form(f"{VISIT}/book", day1="2026-12-01", time1="14:30", minutes="20")
    assert desk.acts[-1][:4] == ("WH-7K2M", "book", "2026-12-01T14:30", "20")
    desk.visits = {"WH-7K2M": VisitView("accepted", "2026-12-01T14:30:00-05:00", "Tuesday, December 1 at 2:30 pm", 20)}
    page = (await nora.get(VISIT)).text
    assert "The patient takes Tuesday, December 1 at 2:30 pm." in page
    await nora.form(f"{VISIT}/book", taken="2026-12-01T14:30:00-05:00", minutes="20")
    assert desk.acts[-1][2] == "2026-12-01T14:30:00-05:00"


async def test_two_times_cannot_be_booked_at_once(nora, desk):
    """Whoever filled in three meant to propose."""
    answer = await nora.form(f"{VISIT}/book", **TIMES)
    assert answer.status_code == 409
    assert "Only one visit can be booked" in answer.text
    assert desk.acts == []


@pytest.mark.parametrize("verb", ["propose", "book"])
async def test_what_was_typed_is_there_again_after_a_refusal(nora, desk, verb):
    """A closed day must not cost the other fields."""
    desk.refuses = "staff.error.closed_then"
    fields = {"day1": "2026-12-06", "time1": "14:30", "minutes": "45", "note": "a <note>"}
    answer = await nora.form(f"{VISIT}/{verb}", **fields)
    assert answer.status_code == 409
    for part in (
        "The office is closed",
        'value="2026-12-06"',
        'value="14:30"',
        'value="45" selected',
        "a &lt;note&gt;",
    ):
        assert part in answer.text
    nora.csrf = "0" * 64
    stale = await nora.form(f"{VISIT}/{verb}", **fields)
    assert stale.status_code == 403
    assert 'value="2026-12-06"' in stale.text


@pytest.mark.parametrize(
    ("fields", "act"),
    [
        ({"verdict": "approve", "text": "after four"}, ("WH-2QX9", "approve", "after four")),
        ({"verdict": "decline", "text": "see us first"}, ("WH-2QX9", "decline", "see us first")),
        (
            {"verdict": "role:provider", "text": "dose changed"},
            ("WH-2QX9", "transfer", "role:provider", "dose changed"),
        ),
    ],
)
async def test_a_refill_is_decided_by_the_button_that_is_pressed(nora, desk, fields, act):
    """Approved, declined with a reason, or passed on with one."""
    sent = await nora.form(f"{REFILL}/decide", **fields)
    assert sent.status_code == 303
    assert desk.acts[-1] == act


async def test_passing_a_refill_on_needs_a_reason_and_keeps_what_was_typed(nora, desk):
    """Whoever gets it must know why."""
    answer = await nora.form(f"{REFILL}/decide", verdict="role:provider", text=" ")
    assert answer.status_code == 409
    assert "Please give the reason" in answer.text
    assert desk.acts == []
    desk.refuses = "staff.error.no_reason"
    again = await nora.form(f"{REFILL}/decide", verdict="decline", text="half a rea")
    assert "half a rea</textarea>" in again.text


@pytest.mark.parametrize("verdict", ["", "approve ", "APPROVE", "role:administrator", "x" * 500])
async def test_a_verdict_that_there_is_not_decides_nothing(nora, desk, verdict):
    """A form is easily forged."""
    await nora.form(f"{REFILL}/decide", verdict=verdict, text="words")
    assert [act for act in desk.acts if act[1] in ("approve", "decline")] == []
    assert desk.items["WH-2QX9"].row.assignee == "Nora Quill"


async def test_what_decides_stands_on_the_pages_of_its_kind_only(nora):
    """Nobody looks for a refill button on a message."""
    pages = {ref: (await nora.get(f"/staff/items/{ref}")).text for ref in ("WH-7K2M", "WH-2QX9", "WH-HOST")}
    assert [ref for ref, page in pages.items() if "/propose" in page] == ["WH-7K2M"]
    assert [ref for ref, page in pages.items() if "/decide" in page] == ["WH-2QX9"]
    assert "Visit booked" in pages["WH-7K2M"]
    assert "Visit booked" not in pages["WH-2QX9"]


@pytest.mark.parametrize(
    ("back", "ref", "parts"),
    [
        (
            TakenBack("proposed", "Room 4", ("2026-12-01T14:30:00-05:00", "2026-12-02T09:00:00-05:00"), 45),
            "WH-7K2M",
            (
                'value="2026-12-01"',
                'value="14:30"',
                'value="2026-12-02"',
                'value="45" selected',
                'value="Room 4"',
                "<details open>",
            ),
        ),
        (
            TakenBack("declined", "see us first"),
            "WH-2QX9",
            ('maxlength="1000" aria-describedby="decide-hint">see us first',),
        ),
    ],
)
async def test_an_answer_that_was_taken_back_is_in_its_form_again(nora, desk, back, ref, parts):
    """Mended with one change, not typed anew."""
    desk.put(ref, thread=(ThreadLine("staff", "Nora Quill", "Proposed", NOW, "held", 1),))
    desk.taken_back = back
    page = await nora.form(f"/staff/items/{ref}/take-back", seq="1")
    assert page.status_code == 200
    for part in parts:
        assert part in page.text, part


async def test_staff_and_the_patient_get_the_visit_as_a_file(app, nora, office, desk):
    """It is named plainly, never kept by anything between, and only for who may have it."""
    desk.visits = {"WH-7K2M": VisitView("booked", "2026-12-01T14:30:00-05:00", "Tuesday", 20)}
    file = await nora.get(f"{VISIT}/visit.ics")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert file.headers["content-disposition"] == 'attachment; filename="visit.ics"'
    assert file.headers["cache-control"] == "no-store"
    assert (await nora.get(f"{REFILL}/visit.ics")).status_code == 404
    assert (await nora.get("/staff/items/none/visit.ics")).status_code == 404
    assert (await nora.get("/staff/items/%3Cscript%3E/visit.ics")).status_code == 404


async def test_a_patient_gets_their_visit_only_while_it_is_confirmed_who_they_are(visitor, office):
    """A phone that was put down, another browser, a made-up reference: all read the same."""
    from bot.web.access import Browser

    await visitor.get("/")
    address = Browser(visitor.http.cookies["window"]).address
    office.visits = {(address, "K7M-4RXC")}
    refused = await visitor.get("/chat/visit/K7M-4RXC.ics")
    assert refused.status_code == 404
    assert "once it is confirmed who you are" in refused.text
    office.set(address, level="VERIFIED")
    assert "BEGIN:VCALENDAR" in (await visitor.get("/chat/visit/K7M-4RXC.ics")).text
    for path in ("/chat/visit/K7M-9999.ics", "/chat/visit/%3Cscript%3E.ics", "/chat/visit/.ics", "/chat/visit/a.b.ics"):
        assert (await visitor.get(path)).status_code == 404
    other = Visitor(visitor.http._transport.app)
    assert (await other.get("/chat/visit/K7M-4RXC.ics")).text == refused.text


async def test_the_file_stays_in_the_chat_when_the_other_buttons_have_been_answered(visitor, office):
    """It is looked for on the morning of the visit."""
    from bot.web.access import Browser

    await visitor.get("/")
    address = Browser(visitor.http.cookies["window"]).address
    buttons = (
        RenderedButton("visit.K7M-4RXC", "Put it in my calendar", "visit:K7M-4RXC"),
        RenderedButton("menu", "Menu"),
    )
    office.add(address, "staff", "thread.booked", "Booked", buttons)
    page = (await visitor.get("/")).text
    assert '<a class="chip" href="/chat/visit/K7M-4RXC.ics">Put it in my calendar</a>' in page
    assert "visit:K7M" not in page
