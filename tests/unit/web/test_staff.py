"""The staff pages: who gets in, what the list tells, and that a refused action loses nothing."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from bot.staff_views import Caller
from bot.views import ThreadLine
from tests.unit.web.fakes import NOW
from tests.unit.web.scene import HOSTILE, furnish
from tests.unit.web.visitor import Visitor, Words


@pytest.fixture
async def nora(app):
    return await Visitor(app).signed_in()


@pytest.mark.parametrize(
    ("name", "password"), [("nora", "wrong"), ("nobody", "a long demo password"), ("", ""), ("x" * 5000, "y" * 5000)]
)
async def test_every_wrong_sign_in_reads_the_same(visitor, name, password):
    """Nobody learns which names exist."""
    await visitor.get("/staff/sign-in")
    answer = await visitor.form("/staff/sign-in", name=name, password=password)
    assert answer.status_code == 401
    assert "That name and password did not work" in answer.text
    assert "desk" not in answer.cookies


async def test_signing_in_gives_a_new_session_whatever_the_browser_brought(visitor, desk):
    """A session planted beforehand must not become somebody's."""
    await visitor.get("/staff/sign-in")
    visitor.http.cookies.set("desk", "planted")
    answer = await visitor.form("/staff/sign-in", name="nora", password="a long demo password")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert answer.cookies["desk"] in desk.sessions
    assert "planted" not in desk.sessions


async def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(nora, desk):
    """The next person at this desk sees a door."""
    answer = await nora.form("/staff/sign-out")
    assert desk.sessions == {}
    assert "cache" in answer.headers["clear-site-data"]
    assert (await nora.get("/staff")).status_code == 303


async def test_the_list_shows_no_word_of_a_patient(nora, office, desk):
    """Who reads a request opens it, and opening is in the audit."""
    furnish(office, desk)
    page = Words((await nora.get("/staff?show=open")).text).text
    for word in ("Marisol", "Vega", "cough", "furosemide", "refill before", "914-555"):
        assert word not in page
    for word in (
        "MV, 40",
        "Visit request",
        "WH-7K2M",
        "Confirmed",
        "Not confirmed",
        "12 min late",
        "Ruth Amsel",
    ):
        assert word in page


async def test_filters_live_in_the_address(nora, office, desk):
    """A list can be bookmarked and survives a reload; nonsense in the address is the plain list."""
    furnish(office, desk)
    mine = (await nora.get("/staff?show=mine&kind=refill")).text
    assert "WH-2QX9" in mine
    assert "WH-7K2M" not in mine
    assert '<option value="refill" selected>' in mine
    overdue = (await nora.get("/staff?show=overdue")).text
    assert "WH-9RF1" in overdue
    assert "WH-2QX9" not in overdue
    assert "WH-1AB2" in (await nora.get("/staff?show=closed")).text
    odd = await nora.get("/staff?show=%3Cscript%3E&kind=%27--")
    assert "WH-7K2M" in odd.text


async def test_an_empty_list_says_so_in_words(nora):
    """A blank page looks broken."""
    assert "Nothing is waiting" in (await nora.get("/staff")).text
    assert "You have not taken anything" in (await nora.get("/staff?show=mine")).text


async def test_a_request_is_taken_answered_noted_and_closed(nora, office, desk):
    """The whole of a working day, by plain forms."""
    furnish(office, desk)
    path = "/staff/items/WH-7K2M"
    page = await nora.get(path)
    assert "Take it" in page.text
    assert "Answer to the patient" not in page.text
    for verb, text in (
        ("take", ""),
        ("reply", "Thursday at 9:20?"),
        ("note", "called the office"),
        ("close", "answered"),
    ):
        sent = await nora.form(f"{path}/{verb}", text=text, key=f"k-{verb}")
        assert (sent.status_code, sent.headers["location"]) == (303, f"{path}?done={verb}")
    page = Words((await nora.get(f"{path}?done=close")).text).text
    for word in ("Thursday at 9:20?", "On its way", "called the office", "Note for staff only", "Closed.", "Answered"):
        assert word in page
    assert [act[1] for act in desk.acts] == ["take", "reply", "note", "close"]


async def test_a_refused_reply_keeps_the_draft_and_says_who_has_it(nora, office, desk):
    """A colleague was quicker; ten minutes of writing must not be gone."""
    furnish(office, desk)
    answer = await nora.form("/staff/items/WH-4TT8/reply", text="a long & careful <answer>")
    assert answer.status_code == 409
    assert "nothing was sent" in answer.text
    assert "a long &amp; careful &lt;answer&gt;</textarea>" in answer.text


async def test_a_form_that_is_too_old_keeps_the_draft(nora, office, desk):
    """The token changed since the page was made."""
    furnish(office, desk)
    nora.csrf = "0" * 64
    answer = await nora.form("/staff/items/WH-2QX9/reply", text="my draft")
    assert answer.status_code == 403
    assert "my draft</textarea>" in answer.text
    assert desk.acts == []


async def test_a_draft_survives_a_sign_in_that_ran_out(app, nora, office, desk):
    """It comes along to the door and is back in the box behind it."""
    furnish(office, desk)
    desk.sessions.clear()
    door = await nora.form("/staff/items/WH-2QX9/reply", text="my <draft>")
    assert door.status_code == 401
    assert "Your draft is kept" in door.text
    assert desk.acts == []
    await nora.get("/staff/sign-in")
    back = await nora.form(
        "/staff/sign-in",
        name="nora",
        password="a long demo password",
        next="/staff/items/WH-2QX9",
        verb="reply",
        draft=urlencode({"text": "my <draft>"}),
    )
    assert "my &lt;draft&gt;</textarea>" in back.text
    assert desk.acts == []


async def test_a_draft_from_another_site_is_not_put_into_anybodys_box(visitor):
    """Words that staff did not write must not wait for them to press Send."""
    answer = await visitor.form("/staff/items/WH-2QX9/reply", headers={"sec-fetch-site": "cross-site"}, text="planted")
    assert "planted" not in answer.text


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example", "//elsewhere.example", "/staff/../x", "/staff/items/x?y", "/staff\\x", "/"]
)
async def test_the_door_leads_only_to_the_desk(visitor, back):
    """An address may come with a trap."""
    await visitor.get("/staff/sign-in")
    answer = await visitor.form("/staff/sign-in", name="nora", password="a long demo password", next=back)
    assert answer.headers["location"] == "/staff"


async def test_whoever_comes_from_a_bookmark_goes_on_where_they_wanted(visitor):
    """The door remembers a request's page."""
    answer = await visitor.get("/staff/items/WH-7K2M")
    assert answer.headers["location"] == "/staff/sign-in?next=/staff/items/WH-7K2M"


@pytest.mark.parametrize("path", ["/staff/items/none", "/staff/items/%3Cscript%3E", "/staff/items/" + "x" * 300])
async def test_a_request_that_is_not_there_is_said_in_words(nora, path):
    """Forbidden and unknown read the same."""
    answer = await nora.get(path)
    assert answer.status_code == 404
    assert "There is no such request" in answer.text


@pytest.mark.parametrize("verb", ["delete", "TAKE", "take%20", "__init__"])
async def test_an_unknown_action_does_nothing(nora, office, desk, verb):
    """Only the six there are."""
    furnish(office, desk)
    answer = await nora.form(f"/staff/items/WH-7K2M/{verb}")
    assert answer.status_code in (404, 409)
    assert desk.acts == []


async def test_nothing_a_patient_wrote_becomes_part_of_the_page(nora, office, desk):
    """Names, fields, values and messages are shown as text."""
    furnish(office, desk)
    page = (await nora.get("/staff/items/WH-HOST")).text
    words = Words(page)
    assert words.tags.count("script") == Words((await nora.get("/staff/items/WH-7K2M")).text).tags.count("script")
    assert {"iframe", "img"} & set(words.tags) == set()
    assert [name for name in words.attributes if name.startswith("on") or name == "style"] == []
    assert HOSTILE[0] in words.text
    assert "\u202e" not in page


@pytest.mark.parametrize("delivery", ["queued", "inbox", "notified", "read", "uncertain", "refused"])
async def test_every_state_of_delivery_has_its_words(nora, desk, delivery):
    """A reply that did not arrive must not look as if it had."""
    desk.put(
        "WH-1",
        status="taken",
        assignee="Nora Quill",
        thread=(ThreadLine("staff", "Nora Quill", "Hello", NOW, delivery),),
    )
    page = await nora.get("/staff/items/WH-1")
    assert f'class="delivery {delivery}"' in page.text


async def test_the_page_of_an_urgent_follow_up_says_that_the_patient_is_not_told(nora, office, desk):
    """Nothing may suggest to a patient that somebody watches; staff must know that."""
    furnish(office, desk)
    await nora.form("/staff/items/WH-9RF1/take")
    page = await nora.get("/staff/items/WH-9RF1?done=take")
    assert "The patient is not told" in page.text


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=5), "in 5 min"),
        (timedelta(hours=3), "in 3 h"),
        (timedelta(days=4), "in 4 d"),
        (timedelta(minutes=-90), "90 min late"),
        (None, "Answered"),
    ],
)
async def test_how_long_there_is_to_answer_is_told_in_its_largest_unit(nora, desk, left, words):
    """Read at a glance, down the column."""
    desk.put("WH-1", target_at=left and NOW + left)
    assert words in (await nora.get("/staff")).text


async def test_working_at_a_page_keeps_the_sign_in(nora, visitor):
    """Typing a long answer is work; the page says so now and then, and only with a session."""
    assert (await nora.get("/staff/pulse")).status_code == 204
    assert (await visitor.get("/staff/pulse")).status_code == 401
    assert (await visitor.get("/staff/stream")).status_code == 401


async def test_the_staff_stream_says_that_something_changed_and_nothing_more(app, office, desk):
    """Words travel only with a sign-in of their own."""
    furnish(office, desk)
    staff = next(route.endpoint for route in app.routes if route.name == "staff_queue").__closure__
    owner = next(cell.cell_contents for cell in staff if hasattr(cell.cell_contents, "__self__")).__self__
    entry = await desk.sign_in("nora", "a long demo password", Caller())

    asked = SimpleNamespace(method="GET", query_params={}, state=SimpleNamespace(staff=desk.sessions[entry.token]))
    lines = (await owner.stream(asked)).body_iterator
    await anext(lines)
    assert "pulse" in await anext(lines)
    desk.put("WH-7K2M", status="taken", assignee="Ruth Amsel")
    office.wake("queue")
    assert await anext(lines) == "event: changed\ndata: \n\n"
    await lines.aclose()
