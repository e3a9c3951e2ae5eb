"""What the chat page says it has shown: only for its own window, and never more than numbers."""

from __future__ import annotations

import pytest

from bot.web.access import Browser
from tests.unit.web.visitor import Visitor


def whose(visitor):
    return Browser(visitor.http.cookies["window"]).address


async def test_the_script_says_which_answers_were_seen(visitor, office):
    """*Read* on the staff page rests on this and on nothing that a server could guess."""
    await visitor.get("/")
    answer = await visitor.json("/chat/seen", lines="3 7")
    assert answer.status_code == 204
    assert office.seen == [(whose(visitor), (3, 7))]


@pytest.mark.parametrize("lines", ["", "x", "0", "-1", "3;drop", "9" * 40, "\u0663"])
async def test_what_is_no_number_of_a_line_is_left_out(visitor, office, lines):
    """A page sends numbers; whoever sends anything else is no page of ours."""
    await visitor.get("/")
    assert (await visitor.json("/chat/seen", lines=lines)).status_code == 204
    assert [entries for _, entries in office.seen if entries] == []


async def test_no_other_site_can_say_that_something_was_read(visitor, office):
    """A link in a mail must not turn a waiting answer into a read one."""
    await visitor.get("/")
    assert (await visitor.json("/chat/seen", {"sec-fetch-site": "cross-site"}, lines="3")).status_code == 403
    visitor.csrf = "0" * 64
    assert (await visitor.json("/chat/seen", lines="3")).status_code == 403
    await visitor.get("/chat/seen/3", **{"sec-fetch-site": "cross-site"})
    assert office.seen == []


async def test_without_a_script_the_loaded_page_says_it(visitor, office):
    """Whoever reads without scripts reads all the same."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="hello")
    page = await visitor.get("/")
    assert '<noscript><img class="unseen" src="/chat/seen/2" alt=""></noscript>' in page.text
    assert (await visitor.get("/chat/seen/2")).status_code == 204
    assert office.seen == [(whose(visitor), (1, 2))]


@pytest.mark.parametrize("path", ["/chat/seen/0", "/chat/seen/x", "/chat/seen/-3", "/chat/seen/" + "9" * 30])
async def test_an_odd_number_is_answered_and_noted_nowhere(visitor, office, path):
    """Forced browsing finds nothing here."""
    await visitor.get("/")
    assert (await visitor.get(path)).status_code == 204
    assert office.seen == []


async def test_who_has_no_window_has_seen_nothing(app, office):
    """A crawler that fetches every address it finds has no cookie."""
    assert (await Visitor(app).get("/chat/seen/5")).status_code == 204
    assert office.seen == []
