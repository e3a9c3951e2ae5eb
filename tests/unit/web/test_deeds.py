"""What staff do with a request beside the plain verbs, by plain forms: hand on, undo, take back, put in an answer."""

from __future__ import annotations

import pytest

from bot.views import ThreadLine
from bot.workviews import StoryLine
from tests.unit.web.fakes import NOW
from tests.unit.web.scene import HOSTILE, furnish
from tests.unit.web.visitor import Visitor, Words

MINE = "/staff/items/WH-2QX9"


@pytest.fixture
async def nora(app, office, desk):
    furnish(office, desk)
    visitor = await Visitor(app).signed_in()
    await visitor.get(MINE)
    return visitor


async def test_a_request_is_handed_on_with_a_note(nora, desk):
    """To a role or to one colleague."""
    sent = await nora.form(f"{MINE}/transfer", to="role:front_desk", text="please book it")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{MINE}?done=transfer")
    assert desk.acts[-1] == ("WH-2QX9", "transfer", "role:front_desk", "please book it")
    assert "Handed on." in (await nora.get(sent.headers["location"])).text


async def test_what_one_may_not_see_any_more_leads_back_to_the_list_with_the_way_to_undo(nora):
    """A dead end right after a click looks like a failure."""
    sent = await nora.form(f"{MINE}/transfer", to="role:provider")
    assert sent.headers["location"] == "/staff?handed=WH-2QX9&moves=7"
    page = (await nora.get(sent.headers["location"])).text
    assert "Handed on." in page
    assert 'action="/staff/items/WH-2QX9/undo"' in page
    assert 'name="moves" value="7"' in page


@pytest.mark.parametrize("query", ["handed=%3Cscript%3E&moves=1", "handed=WH-1&moves=x", "handed=WH-1", "moves=4"])
async def test_an_address_that_claims_something_was_handed_on_says_nothing(nora, query):
    """Anybody can write an address."""
    page = (await nora.get(f"/staff?{query}")).text
    assert "Handed on." not in page
    assert "<script>" not in page


async def test_a_refused_handing_on_keeps_the_note(nora, desk):
    """And says why."""
    desk.put("WH-2QX9", assignee="Ruth Amsel")
    answer = await nora.form(f"{MINE}/transfer", to="role:provider", text="a long note")
    assert answer.status_code == 409
    assert "You do not have this request" in answer.text
    desk.put("WH-2QX9", assignee="Nora Quill")
    nora.csrf = "0" * 64
    stale = await nora.form(f"{MINE}/transfer", to="role:provider", text="a long note")
    assert stale.status_code == 403
    assert "a long note</textarea>" in stale.text


async def test_the_last_move_can_be_undone_from_the_page(nora, desk):
    """A button beside what was just done, for as long as it works."""
    desk.undoable = {"WH-2QX9": (3, "release")}
    desk.put("WH-2QX9", status="open", assignee=None)
    page = (await nora.get(MINE)).text
    assert "It is back in the list" in page
    assert 'data-lasts="10.0"' in page
    sent = await nora.form(f"{MINE}/undo", moves="3")
    assert sent.headers["location"] == f"{MINE}?done=undo"
    assert desk.items["WH-2QX9"].row.assignee == "Nora Quill"


@pytest.mark.parametrize("moves", ["2", "", "x", "9" * 30, "-3"])
async def test_an_undo_that_fits_nothing_is_refused_in_words(nora, desk, moves):
    """Somebody else has done something since."""
    desk.undoable = {"WH-2QX9": (3, "release")}
    answer = await nora.form(f"{MINE}/undo", moves=moves)
    assert answer.status_code == 409
    assert "It is too late to undo that" in answer.text


async def test_a_reply_that_waits_is_taken_back_into_the_box(nora, desk):
    """The words are where they were written, to be mended."""
    held = ThreadLine("staff", "Nora Quill", "my <wrong> words", NOW, "held", 1)
    other = ThreadLine("staff", "Ruth Amsel", "hers", NOW, "held", 2)
    desk.put("WH-2QX9", thread=(held, other))
    page = (await nora.get(MINE)).text
    assert "Goes out in a few seconds" in page
    assert page.count(f'action="{MINE}/take-back"') == 1  # Nobody takes back what somebody else wrote.
    back = await nora.form(f"{MINE}/take-back", seq="1")
    assert "my &lt;wrong&gt; words</textarea>" in back.text
    assert "Nothing was sent" in back.text
    late = await nora.form(f"{MINE}/take-back", seq="1")
    assert late.status_code == 409
    assert "has gone out already" in late.text


async def test_what_was_taken_back_is_not_shown_in_the_thread(nora, desk):
    """An empty line with a name on it raises questions that have no answer."""
    desk.put("WH-2QX9", thread=(ThreadLine("staff", "Nora Quill", "", NOW, "taken_back", 1),))
    assert "No messages yet" in (await nora.get(MINE)).text


async def test_a_ready_answer_is_put_in_without_a_script(nora):
    """Below what is there already, to be read and changed before it is sent."""
    answer = await nora.form(f"{MINE}/canned", text="Hi Marisol!", canned="message.received")
    assert answer.status_code == 200
    assert "Hi Marisol!\n\nHello Marisol, you will hear from us here [by when].</textarea>" in answer.text
    none = await nora.form(f"{MINE}/canned", text="Hi Marisol!", canned="no.such")
    assert "Hi Marisol!</textarea>" in none.text


async def test_ready_answers_and_handing_on_are_for_whoever_has_the_request(nora):
    """A page offers what would be done, and nothing else."""
    other = (await nora.get("/staff/items/WH-4TT8")).text
    for name in ('id="canned"', 'id="to"', 'id="reply"'):
        assert name not in other
    mine = (await nora.get(MINE)).text
    for name in ('id="canned"', 'id="to"', 'id="reply"'):
        assert name in mine


async def test_the_chat_before_a_request_is_shown_only_when_asked_for(nora, desk):
    """Reading it leaves a line in the audit, so it is not read by the way."""
    desk.stories = {
        "WH-2QX9": (StoryLine(said=True, text=HOSTILE[0], at=NOW), StoryLine(said=False, text="Which one?", at=NOW))
    }
    page = Words((await nora.get(MINE)).text)
    assert "The chat before it" in page.text
    assert "Which one?" not in page.text
    shown = Words((await nora.get(f"{MINE}?story=1")).text)
    assert "Which one?" in shown.text
    assert HOSTILE[0] in shown.text
    desk.stories = {"WH-2QX9": ()}
    assert "The patient has deleted it" in (await nora.get(f"{MINE}?story=1")).text
    desk.stories = {}
    assert "The chat before it" not in (await nora.get(f"{MINE}?story=1")).text


async def test_no_form_of_a_request_is_taken_from_another_site_or_without_its_token(app, nora, desk):
    """Every one of them: a new form that forgot to ask would be found here."""
    posts = [route for route in app.routes if "POST" in route.methods and route.path.startswith("/staff/items/")]
    assert len(posts) >= 9
    token = nora.csrf
    for route in posts:
        path = route.path.replace("{ref}", "WH-2QX9").replace("{verb}", "release")
        nora.csrf = "0" * 64
        assert (await nora.form(path, text="x")).status_code == 403, route.name
        nora.csrf = token
        crossed = await nora.form(path, headers={"sec-fetch-site": "cross-site"}, text="x")
        assert crossed.status_code == 403, route.name
    assert desk.acts == []
    assert len(desk.sessions) == 1
