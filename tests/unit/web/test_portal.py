"""The secure link opens once, by its button, in one browser; and the demo mailbox shows what was sent."""

from __future__ import annotations

import pytest

from bot.web.access import Browser
from tests.unit.web.fakes import GOOD_LINK
from tests.unit.web.scene import furnish
from tests.unit.web.visitor import Visitor

LINK = f"/s/{GOOD_LINK}"


async def test_looking_at_a_link_spends_nothing(app, office):
    """Mail scanners and link previews look first."""
    for _ in range(5):
        assert (await Visitor(app).get(LINK)).status_code == 200
    assert office.links == {GOOD_LINK}
    assert office.opened == []


async def test_the_button_opens_the_conversation_in_this_browser(visitor, office):
    """And the patient goes on where they stopped."""
    await visitor.get(LINK)
    answer = await visitor.form(LINK)
    assert (answer.status_code, answer.headers["location"]) == (303, "/#latest")
    assert office.opened == [Browser(visitor.http.cookies["window"]).address]
    assert "Welcome back" in (await visitor.get("/")).text


async def test_a_link_gives_the_browser_a_new_cookie(visitor):
    """Whoever planted the old one reads nothing."""
    await visitor.get(LINK)
    before = visitor.http.cookies["window"]
    await visitor.form(LINK)
    assert visitor.http.cookies["window"] != before


async def test_a_link_works_once(app, visitor, office):
    """A second tap, or a second person, gets clear words."""
    other = Visitor(app)
    await other.get(LINK)
    await visitor.get(LINK)
    await visitor.form(LINK)
    answer = await other.form(LINK)
    assert answer.status_code == 410
    assert "tap Continue securely there for a new one" in answer.text
    assert len(office.opened) == 1


@pytest.mark.parametrize("token", ["used", "x" * 43, "x" * 500, "%3Cscript%3E", "..%2F..", "\u00e9"])
async def test_a_link_that_is_none_says_what_to_do(visitor, office, token):
    """Old, used, mistyped and invented links read the same."""
    answer = await visitor.get(f"/s/{token}")
    assert answer.status_code in (404, 410)
    assert office.opened == []


async def test_a_link_cannot_be_spent_by_another_site(app, office):
    """Nor by a browser that did not see the button."""
    assert (await Visitor(app).form(LINK)).status_code == 403
    visitor = Visitor(app)
    await visitor.get(LINK)
    assert (await visitor.form(LINK, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert office.links == {GOOD_LINK}


async def test_the_demo_mailbox_shows_mail_as_text(visitor, office, desk):
    """A newcomer reads the code there."""
    furnish(office, desk)
    page = (await visitor.get("/mailbox")).text
    assert "40718265" in page
    assert "marisol.vega@example.com" in page


async def test_an_empty_mailbox_says_what_will_come(visitor):
    """A blank page looks broken."""
    assert "No mail yet" in (await visitor.get("/mailbox")).text
