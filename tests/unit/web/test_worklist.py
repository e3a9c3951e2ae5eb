"""The list of requests as a page: what its address asks for, what it counts, and the line that keeps it fresh."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from bot.views import StaffView
from bot.web.news import NewsWatch, Together, since_in, since_now
from bot.web.worklist import QueueWatch, address, asked_by
from bot.workviews import Asked, QueuePage
from tests.unit.web.scene import furnish
from tests.unit.web.visitor import Visitor, Words

NORA = StaffView("s1", "Nora Quill", "nurse", "")


@pytest.fixture
async def nora(app):
    return await Visitor(app).signed_in()


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({}, Asked("open")),
        ({"show": "mine", "kind": "refill"}, Asked("mine", "refill")),
        ({"show": "<script>", "kind": "'--"}, Asked("open")),
        ({"show": "closed", "after": "17.K7M"}, Asked("closed", None, "17.K7M")),
        ({"before": "x" * 900}, Asked("open", None, "", "x" * 60)),
    ],
)
def test_an_address_asks_for_a_list_or_for_the_plain_one(query, asked):
    """A list can be bookmarked; nonsense in the address is never an error page."""
    assert asked_by(query) == asked


@pytest.mark.parametrize(
    "asked", [Asked(), Asked("urgent"), Asked("closed", "message", "1.K7M-4RXC"), Asked("mine", before="1.K&7")]
)
def test_an_address_leads_back_to_what_made_it(asked):
    """What is linked is what is asked for, whatever signs stand in it."""
    from urllib.parse import parse_qsl, urlsplit

    assert asked_by(dict(parse_qsl(urlsplit(address(asked)).query))) == asked


async def test_every_view_stands_in_the_menu_with_its_count(nora, office, desk):
    """What there is to do is seen without looking for it."""
    furnish(office, desk)
    page = (await nora.get("/staff")).text
    tabs = re.search(r'<ul class="tabs">(.*?)</ul>', page, re.DOTALL)[1]
    counts = {" ".join(Words(tab).text.split()) for tab in tabs.split("</li>") if tab.strip()}
    assert counts == {"All open 5", "Mine 2", "Unassigned 2", "Overdue 1", "Urgent follow-ups 1", "Closed 1"}


async def test_a_long_list_comes_in_pages(nora, desk):
    """Nobody waits for ten thousand rows to see the first."""
    for number in range(120):
        desk.put(f"R{number:03d}", kind="message")
    first = await nora.get("/staff?show=open&kind=message")
    assert len(re.findall(r"<tr [^>]*data-ref", first.text)) == 50
    assert 'rel="prev"' not in first.text
    behind = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert "kind=message" in behind
    second = (await nora.get(behind)).text
    assert "R050" in second
    assert "R049" not in second
    before = re.search(r'rel="prev" href="([^"]+)"', second)[1]
    assert "before=" in before


async def test_more_than_can_be_counted_is_said_so(nora, desk):
    """A count that stops somewhere must not look like the whole truth."""
    desk.put("R1", status="closed")

    async def many(staff, asked):
        return QueuePage((), {"closed": 1_001}, {})

    desk.worklist = many
    assert "1,000+" in (await nora.get("/staff?show=closed")).text


async def test_an_age_band_is_not_turned_around_by_letters_from_right_to_left(nora, desk):
    """*20 to 29* that reads *29 to 20* is somebody else."""
    desk.put("R1", who="\u05d9\u05db, 20\u201329")
    assert "\u05d9\u05db</bdi>, 20\u201329" in (await nora.get("/staff")).text


async def test_an_open_list_is_told_of_more_work_and_of_mere_changes(desk):
    """A sound for every closed request would be switched off within the hour."""
    desk.put("R1")
    watch = QueueWatch(desk, NORA, Asked())
    assert await watch.look() is None
    assert await watch.look() is None
    desk.put("R2")
    assert await watch.look() == "event: changed\ndata: more\n\n"
    desk.put("R1", status="taken", assignee="Ruth Amsel")
    assert await watch.look() == "event: changed\ndata: \n\n"
    assert await watch.look() is None


async def test_what_changed_before_a_list_had_its_line_is_told_at_once(desk):
    """Between the page and its line lies a moment in which somebody takes what the page still offers."""
    desk.put("R1")
    since = await since_now(desk, NORA)
    assert await _line(desk, since).look() is None
    desk.put("R1", status="taken", assignee="Ruth Amsel")
    late = _line(desk, since)
    assert await late.look() == "event: changed\ndata: \n\n"
    assert await late.look() is None
    desk.put("R2")
    desk.put("R3")
    assert await _line(desk, since).look() == "event: changed\ndata: more\n\nevent: news\ndata: 1\n\n"


def _line(desk, since):
    return Together(QueueWatch(desk, NORA, Asked(), since), NewsWatch(desk, NORA, since))


async def test_what_no_page_says_of_itself_is_no_place_to_go_on_from():
    """It comes in an address, which anybody can type."""
    assert str(since_in("1764159265000000.3")) == "1764159265000000.3"
    assert [since_in(text) for text in ("", "1", ".3", "1.", "1.-3", "<b>.3", "1.2.3", "1." + "9" * 40)] == [None] * 8


async def test_a_list_and_a_request_name_what_their_line_has_to_go_on_from(nora, desk):
    """Else the page would be told only of what changes after it connected."""
    desk.put("R1")
    for path in ("/staff?show=open", "/staff/items/R1"):
        since = re.search(r'data-since="([^"]+)"', (await nora.get(path)).text)[1]
        assert since == str(await since_now(desk, NORA, "R1" if "items" in path else ""))


async def test_every_open_page_is_told_how_much_came_that_nobody_has(desk):
    """Not what is taken, closed or late: only that would be worth a sound."""
    desk.put("R1")
    watch = Together(QueueWatch(desk, NORA, Asked("mine")), NewsWatch(desk, NORA))
    assert [await watch.look(), await watch.look()] == [None, None]
    desk.put("R2")
    desk.put("R3")
    assert await watch.look() == "event: changed\ndata: more\n\nevent: news\ndata: 2\n\n"
    desk.put("R1", status="taken", assignee="Ruth Amsel")
    assert "news" not in (await watch.look() or "")
    desk.put("R4")
    assert "event: news\ndata: 1\n\n" in await watch.look()


async def test_an_open_list_notices_what_time_alone_changes(desk):
    """An item becomes overdue while nobody touches anything."""
    desk.put("R1")
    watch = QueueWatch(desk, NORA, Asked())
    await watch.look()

    async def same(staff, ref=""):
        return "same"

    desk.changed = same
    await watch.look()
    desk.put("R1", overdue=True)
    looks = [await watch.look() for _ in range(30)]
    assert looks.count("event: changed\ndata: \n\n") == 1
    assert looks[0] is None  # Most looks ask for one number only.


async def test_an_open_request_is_told_only_of_itself(app, desk, office):
    """A busy morning must not make every open page say that something changed."""
    desk.put("R1")
    desk.put("R2")
    queue = next(route.endpoint for route in app.routes if route.name == "staff_queue").__closure__
    owner = next(cell.cell_contents for cell in queue if hasattr(cell.cell_contents, "__self__")).__self__
    asked = SimpleNamespace(method="GET", query_params={"ref": "R1"}, state=SimpleNamespace(staff=NORA))
    lines = (await owner.stream(asked)).body_iterator
    assert "retry" in await anext(lines)
    assert await anext(lines) == "event: people\ndata: \n\n"  # Whoever opens the page is told to look who is there.
    desk.put("R2", status="taken", assignee="Ruth Amsel")
    office.wake("queue")
    desk.put("R1", status="taken", assignee="Ruth Amsel")
    office.wake("queue")
    assert await anext(lines) == "event: changed\ndata: \n\n"
    await lines.aclose()
