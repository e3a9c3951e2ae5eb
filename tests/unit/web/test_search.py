"""The page of search: what is typed goes in a form, never into an address, and comes back as text."""

from __future__ import annotations

from datetime import date

import pytest

from bot.overviews import SearchAsk
from tests.unit.web.scene import HOSTILE, furnish
from tests.unit.web.visitor import Visitor, Words

OURS = 5
"""Scripts of our own on each page of the desk."""


@pytest.fixture
async def nora(app, office, desk):
    """Nora, with some requests there."""
    furnish(office, desk)
    return await Visitor(app).signed_in()


async def test_the_address_of_the_results_says_nothing_of_what_was_typed(nora, desk):
    """Addresses stand in histories, on shared screens, in the logs of machines in between."""
    await nora.get("/staff/search")
    sent = await nora.form("/staff/search", name="Marisol Vega", dob="1979-08-12")
    assert (sent.status_code, sent.headers["location"]) == (303, "/staff/search?q=search1")
    assert desk.searches == [SearchAsk(name="Marisol Vega", dob=date(1979, 8, 12))]
    page = await nora.get("/staff/search?q=search1")
    assert 'value="Marisol Vega"' in page.text
    assert "WH-7K2M" in page.text
    words = Words(page.text).text
    assert "MV, 40" in words
    assert "Eileen" not in words


async def test_a_search_from_an_address_finds_nothing(nora, desk):
    """A link must not search, or an audit would name who merely clicked."""
    page = await nora.get("/staff/search?name=Marisol&dob=1979-08-12&q=")
    assert page.status_code == 200
    assert "Marisol" not in page.text
    assert desk.searches == []


@pytest.mark.parametrize("text", [*HOSTILE[:6], '"><script>alert(1)</script>', "' onfocus='alert(1)", "{{ 7*7 }}"])
async def test_nothing_that_is_typed_becomes_part_of_the_page(nora, text):
    """Not as it is searched for, and not as it is shown again."""
    await nora.get("/staff/search")
    sent = await nora.form("/staff/search", name=text, ref="", outcome=text, kind=text)
    page = await nora.get(sent.headers["location"])
    words = Words(page.text)
    assert words.tags.count("script") == OURS
    assert [name for name in words.attributes if name.startswith("on") or name == "style"] == []
    assert "49" not in words.text.replace("40\u201349", "")


async def test_a_refused_search_keeps_what_was_typed_and_says_why(nora, desk):
    """Typing a name again because a date was wrong is how people give up."""
    await nora.get("/staff/search")
    answer = await nora.form("/staff/search", name="Marisol", dob="8/12/79")
    assert answer.status_code == 409
    assert "One of the dates is not a date" in answer.text
    assert 'value="Marisol"' in answer.text
    nothing = await nora.form("/staff/search", name="   ")
    assert "fill in at least one field" in nothing.text
    assert desk.searches == []


@pytest.mark.parametrize("q", ["search9", "x", "../x", "%3Cscript%3E", "s" * 500])
async def test_a_search_that_is_not_ones_own_is_gone(nora, q):
    """And the form is there to search again."""
    page = await nora.get(f"/staff/search?q={q}")
    assert page.status_code == 404
    assert "Please search again" in page.text
    assert 'id="name"' in page.text


async def test_older_finds_are_a_link_further_on_and_back(nora):
    """Results are pages with addresses; going back is going back."""
    await nora.get("/staff/search")
    await nora.form("/staff/search", name="Vega")
    page = (await nora.get("/staff/search?q=search1")).text
    assert 'rel="next" href="/staff/search?q=search1&amp;after=1.WH-1AB2"' in page
    later = (await nora.get("/staff/search?q=search1&after=1.WH-1AB2")).text
    assert "WH-1AB2" in later
    assert 'href="/staff/search?q=search1">' in later


async def test_no_other_site_can_search(nora, desk):
    """A form elsewhere must not write lines into somebody's audit."""
    await nora.get("/staff/search")
    refused = await nora.form("/staff/search", {"sec-fetch-site": "cross-site"}, name="Vega")
    nora.csrf = "0" * 64
    stale = await nora.form("/staff/search", name="Vega")
    assert (refused.status_code, stale.status_code) == (403, 403)
    assert desk.searches == []


async def test_fields_that_the_form_does_not_have_do_nothing(nora, desk):
    """Mass assignment: nobody can widen a search by inventing fields."""
    await nora.get("/staff/search")
    await nora.form("/staff/search", name="Vega", lists="red_flag", role="lead", limit="100000", staff="x")
    assert desk.searches == [SearchAsk(name="Vega")]
