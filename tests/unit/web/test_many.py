"""The form of the list that does the same with several requests: what it reads, what it refuses, what it says."""

from __future__ import annotations

import re

import pytest

from policies import limits
from tests.unit.web.scene import furnish
from tests.unit.web.visitor import Visitor

OPEN, MINE, THEIRS = "WH-7K2M", "WH-2QX9", "WH-9T3V"


@pytest.fixture
async def nora(app, office, desk):
    furnish(office, desk)
    visitor = await Visitor(app).signed_in()
    await visitor.get("/staff")
    return visitor


async def many(nora, verb, *refs, **fields):
    """One press with these rows ticked."""
    return await nora.form("/staff/many", verb=verb, **{f"item.{ref}": "0" for ref in refs}, **fields)


async def test_every_open_row_can_be_ticked_and_says_how_it_stood(nora, desk):
    """The box names the request aloud; its value is what a repeat of the press is known by."""
    desk.put("R1", moves=7)
    page = (await nora.get("/staff")).text
    assert re.search(r'<input type="checkbox" form="many" name="item\.R1" value="7"', page)
    assert "Select Visit request R1" in page
    closed = (await nora.get("/staff?show=closed")).text
    assert 'type="checkbox" form="many"' not in closed
    assert 'action="/staff/many"' not in closed


async def test_what_was_done_and_what_not_stands_above_the_list_that_was_looked_at(nora, desk):
    """With the reason, a link, and one way to undo what was done."""
    desk.put("R1")
    desk.put("R2", status="taken", assignee="Ruth Amsel")
    answer = await many(nora, "take", "R1", "R2", "R3", show="mine", kind="appointment")
    assert answer.status_code == 200
    assert desk.acts[0] == ("many", "take", "", "", ("R1", 0), ("R2", 0), ("R3", 0))
    assert "You have them now: 1." in answer.text
    assert "Not done: 2" in answer.text
    assert 'href="/staff/items/R2"' in answer.text
    assert 'href="/staff/items/R3"' not in answer.text  # Whether it exists is not told.
    assert 'name="item.R1" value="1"' in answer.text
    assert 'data-here="/staff?show=mine&amp;kind=appointment"' in answer.text
    assert "There is no such request" in answer.text


async def test_nothing_done_at_all_is_said_with_an_error(nora, desk):
    """And there is nothing to undo."""
    desk.put("R2", status="taken", assignee="Ruth Amsel")
    answer = await many(nora, "release", "R2")
    assert answer.status_code == 409
    assert 'data-verb="undo"' not in answer.text


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"verb": "close", "outcome": "done", "note": "x"}, ("many", "close", "", "done")),
        (
            {"verb": "transfer", "to": "role:nurse", "note": "call", "outcome": "done"},
            ("many", "transfer", "role:nurse", "call"),
        ),
    ],
)
async def test_each_press_takes_only_what_is_its_own_of_the_form(nora, desk, fields, asked):
    """All of them stand in one form."""
    desk.put("R1")
    await nora.form("/staff/many", **{"item.R1": "0"}, **fields)
    assert desk.acts[0][:4] == asked


@pytest.mark.parametrize(
    ("name", "value"),
    [("item.", "1"), ("item.<b>", "1"), ("item.R1", ""), ("item.R1", "x"), ("item.R1", "-1"), ("item.R1", "9" * 30),
     ("item.R1", "\u0661"), ("R1", "1"), ("item.../R1", "1")],
)  # fmt: skip
async def test_a_box_that_is_none_of_ours_is_nothing(nora, desk, name, value):
    """What a form may not say is not passed on."""
    desk.put("R1")
    await nora.form("/staff/many", verb="take", **{name: value})
    assert desk.acts == [("many", "take", "", "")]


async def test_a_press_refused_as_a_whole_keeps_every_tick_and_what_was_written(nora, desk):
    """Thirty boxes are not ticked twice."""
    for ref in ("R1", "R2"):
        desk.put(ref)
    desk.refuses = "staff.many.error.to"
    answer = await many(nora, "transfer", "R1", "R2", note="call <b>her</b>")
    assert answer.status_code == 409
    assert len(re.findall(r'name="item\.R\d" value="0" autocomplete="off" checked', answer.text)) == 2
    assert 'value="call &lt;b&gt;her&lt;/b&gt;"' in answer.text
    assert "choose whom to hand them to" in answer.text


async def test_a_form_of_another_session_does_nothing_and_keeps_the_ticks(nora, desk):
    """As for any form of the desk."""
    desk.put("R1")
    nora.csrf = "0" * 64
    answer = await many(nora, "take", "R1")
    assert answer.status_code == 403
    assert "too old" in answer.text
    assert desk.acts == []
    assert re.search(r'name="item\.R1" value="0" autocomplete="off" checked', answer.text)


async def test_a_form_from_elsewhere_does_nothing(nora, desk):
    """Another site can make a browser post."""
    desk.put("R1")
    answer = await nora.form("/staff/many", headers={"sec-fetch-site": "cross-site"}, verb="take", **{"item.R1": "0"})
    assert answer.status_code == 403
    assert desk.acts == []


async def test_more_boxes_than_a_page_has_are_not_even_read(nora, desk):
    """A form of ten thousand fields is no form of ours."""
    answer = await many(nora, "take", *(f"R{number}" for number in range(limits.MANY_AT_ONCE + 30)))
    assert answer.status_code == 400
    assert desk.acts == []


async def test_looking_at_the_address_leads_to_the_list(nora):
    """After a sign-in that ran out, or a reload without a script."""
    answer = await nora.get("/staff/many")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
