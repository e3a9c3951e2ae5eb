"""The board: every plot with its title, its description and its numbers; the sheet with all of them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from bot.web.plots import ROOM, WIDE, Group, Mark, bars, columns
from tests.unit.web.visitor import Visitor, Words

OURS = 5
"""Scripts of our own on each page of the desk."""


@pytest.fixture
async def lead(app, desk):
    """Somebody who looks after the desk."""
    return await Visitor(app).signed_in()


async def test_every_plot_is_a_picture_with_a_name_a_description_and_a_table(lead):
    """Who cannot see a plot reads it."""
    page = (await lead.get("/staff/board")).text
    pictures = re.findall(r'<svg class="plot-picture" role="img" aria-labelledby="([^"]+)"', page)
    assert len(pictures) == 8
    for names in pictures:
        for name in names.split():
            assert page.count(f'id="{name}"') == 1
    assert page.count('<table class="numbers">') == 8
    assert " style=" not in page


async def test_the_board_shows_the_range_that_was_asked_for(lead, desk):
    """And what is no day is the usual range."""
    await lead.get("/staff/board?since=2026-11-01&until=2026-11-20")
    await lead.get("/staff/board?since=%3Cscript%3E&until=2026-13-45")
    assert desk.looked == [
        ("board", date(2026, 11, 1), date(2026, 11, 20), False),
        ("board", None, None, False),
    ]


async def test_nothing_typed_into_the_address_becomes_part_of_the_page(lead):
    """A link in a mail must not write on the board."""
    page = (await lead.get("/staff/board?since=\"><script>alert(1)</script>&until='onload=x")).text
    assert "alert(1)" not in page
    assert Words(page).tags.count("script") == OURS


async def test_the_sheet_holds_every_number_and_opens_in_a_spreadsheet(lead, desk):
    """With the mark of its encoding, as a file of its own, and never run in the page."""
    answer = await lead.get("/staff/board.csv?since=2026-11-01&until=2026-11-20")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="desk-2026-11-01-2026-11-20.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert [row[0] for row in rows[1:]].count("Hour") == 24
    assert next(row[1] for row in rows if row[0] == "Weekday") == "Monday"
    assert desk.looked[-1][-1] is True


async def test_an_empty_practice_has_a_board(lead, desk):
    """No plot divides by nothing."""
    desk.board = empty
    page = await lead.get("/staff/board")
    assert page.status_code == 200
    assert "none" in page.text
    assert "nan" not in page.text.lower().replace("nanny", "")


async def empty(staff, since, until, *, export=False):
    """A board without a request."""
    from bot.desk.board import _figures, _loads
    from bot.overviews import BoardPage
    from policies.roles import ALL
    from tests.unit.web.fake_overview import NOW

    figures, load = _figures((), (), ALL), _loads((), ALL)
    return BoardPage(date(2026, 11, 1), date(2026, 11, 20), NOW, load, ((0, 0),) * 6, figures)


@pytest.mark.parametrize("values", [(0, 0), (1, 10_000), (None, 3), (7,)])
def test_no_bar_leaves_its_picture(values):
    """However far apart the values are."""
    groups = [Group("a label", (Mark(value, "said"),)) for value in values]
    for picture in (bars(groups), columns(groups)):
        for one in picture.rects:
            assert 0 <= float(one.x) + float(one.width) <= WIDE
            assert 0 <= float(one.y) + float(one.height) <= picture.height
    assert max(float(one.width) for one in bars(groups).rects) <= WIDE - ROOM


def test_nothing_to_draw_is_an_empty_picture():
    """A kind that nobody has asked for yet."""
    assert (bars([]).rects, columns([]).rects) == ((), ())
