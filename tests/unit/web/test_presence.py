"""Who else is at a request, as the page shows it and as an open page is told of it."""

from __future__ import annotations

import asyncio

import pytest

from bot.views import StaffView
from bot.web.news import since_now
from bot.web.presence import ItemWatch
from bot.workviews import Present
from tests.unit.web.scene import HOSTILE, furnish
from tests.unit.web.visitor import Visitor, Words

NORA = StaffView("s1", "Nora Quill", "nurse", "")
MINE = "/staff/items/WH-2QX9"


@pytest.fixture
async def nora(app, office, desk):
    furnish(office, desk)
    desk.pages, desk.typed = [], []
    return await Visitor(app).signed_in()


@pytest.mark.parametrize(
    ("present", "words"),
    [
        (Present(("Ruth",)), "Ruth is looking at this too."),
        (Present(("Ida", "Mo", "Ruth")), "Ida, Mo and Ruth are looking at this too."),
        (Present(("Ida",), ("Ruth",)), "Ruth is typing. Ida is looking at this too."),
        (Present((), ("Ida", "Ruth")), "Ida and Ruth are typing."),
        (Present(), ""),
    ],
)
async def test_who_is_there_stands_on_the_page_and_in_its_part(nora, desk, present, words):
    """With a script the part is fetched anew; without, the page says who was there when it was made."""
    desk.others = present
    part = await nora.get(f"{MINE}/people")
    assert " ".join(Words(part.text).text.split()) == words
    assert words in " ".join(Words((await nora.get(MINE)).text).text.split())


async def test_names_are_text_whatever_they_hold(nora, desk):
    """A name is typed in by an administrator, and administrators paste."""
    desk.others = Present(tuple(HOSTILE[:3]))
    assert "<script>alert" not in (await nora.get(f"{MINE}/people")).text


async def test_typing_is_told_with_the_form_token_only(nora, desk):
    """Another site must not make somebody seem busy."""
    assert (await nora.form(f"{MINE}/typing", typing="yes")).status_code == 204
    assert (await nora.form(f"{MINE}/typing")).status_code == 204
    assert desk.typed == [("WH-2QX9", "Nora Quill", True), ("WH-2QX9", "Nora Quill", False)]
    nora.csrf = "0" * 64
    assert (await nora.form(f"{MINE}/typing", typing="yes")).status_code == 403
    assert len(desk.typed) == 2


async def test_what_is_not_there_answers_with_nothing(nora, visitor):
    """And a stranger is led to the door."""
    for path in ("/staff/items/none", "/staff/items/no%20such"):
        assert (await nora.get(f"{path}/people")).status_code == 404
        assert (await nora.form(f"{path}/typing", typing="yes")).status_code == 404
    assert (await visitor.get(f"{MINE}/people")).status_code == 303


async def test_an_open_page_is_told_when_others_come_go_or_type(nora, desk):
    """And is itself seen there for as long as it is open."""
    watch = ItemWatch(desk, NORA, "WH-2QX9")
    assert await watch.look() == "event: people\ndata: \n\n"
    assert await watch.look() is None
    ((ref, name, _),) = desk.pages
    assert (ref, name) == ("WH-2QX9", "Nora Quill")
    desk.others = Present(("Ruth",))
    assert await watch.look() == "event: people\ndata: \n\n"
    desk.put("WH-2QX9", priority="now")
    desk.others = Present((), ("Ruth",))
    assert await watch.look() == "event: changed\ndata: \n\nevent: people\ndata: \n\n"
    watch.over()
    await asyncio.sleep(0)
    assert desk.pages == []


async def test_what_changed_before_a_page_had_its_line_is_told_at_once(desk):
    """It may have gone to somebody else while the browser was still drawing it."""
    since = await since_now(desk, NORA, "WH-2QX9")
    assert "changed" not in await ItemWatch(desk, NORA, "WH-2QX9", since).look()
    desk.put("WH-2QX9", priority="now")
    late = ItemWatch(desk, NORA, "WH-2QX9", since)
    assert "event: changed" in await late.look()
    assert await late.look() is None


async def test_nobody_is_seen_at_a_request_that_they_may_not_open(nora, desk):
    """An address is typed in easily."""
    watch = ItemWatch(desk, NORA, "none")
    await watch.look()
    assert desk.pages == []
