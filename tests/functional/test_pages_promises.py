"""What the chat promises about itself: it comes back, its menu is never far, it tells when, and who has seen it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import expect

from bot.web.access import Browser
from tests.functional.pages import window
from tests.functional.test_pages_accessible import check_lights
from tests.unit.web.scene import SCENES

pytestmark = pytest.mark.functional

SIZES = [(320, 568), (390, 844), (1280, 800)]


def address(page):
    """The window that a page is."""
    return Browser(next(one["value"] for one in page.context.cookies() if one["name"] == "window")).address


@pytest.mark.parametrize("script", [True, False])
def test_a_tab_that_was_closed_comes_back_where_it_was(browser, served, script):
    """Everything said so far, the open buttons, and what came meanwhile."""
    context, page = window(browser, served, java_script_enabled=script)
    page.goto(served.address)
    page.fill("#text", "before the tab was closed")
    page.locator("button.send").click()
    expect(page.locator("#log")).to_contain_text("You wrote: before the tab was closed")
    mine = address(page)
    page.close()
    served.do(served.office.add, mine, "staff", "thread.reply", "an answer meanwhile")
    again = context.new_page()
    again.goto(served.address)
    expect(again.locator("#log")).to_contain_text("before the tab was closed")
    expect(again.locator("#log .entry.staff")).to_contain_text("an answer meanwhile")
    kept = [one for one in context.cookies() if one["name"] == "window"]
    assert kept[0]["expires"] - served.office.now().timestamp() > timedelta(days=29).total_seconds()
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("scene", sorted(SCENES))
def test_the_menu_is_one_tap_away_from_everywhere(browser, served, scene, width, height):
    """However long the talk is, wherever somebody has scrolled, and under pinned guidance too."""
    context, page = window(browser, served, scene, viewport={"width": width, "height": height})
    page.goto(served.address)
    for theme, where in product(("light", "dark"), (0, 1_000_000)):
        page.emulate_media(color_scheme=theme)
        page.evaluate("(top) => scrollTo(0, top)", where)
        page.get_by_role("button", name="Menu", exact=True).last.click(trial=True)
        expect(page.locator(".tools").get_by_role("button", name="Menu", exact=True)).to_be_in_viewport(ratio=1)
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_message_says_that_staff_have_seen_it_as_soon_as_they_have(browser, served, width, height):
    """By itself on an open page, and on one without a script when it is loaded."""
    context, page = window(browser, served, viewport={"width": width, "height": height})
    page.goto(served.address)
    page.fill("#text", "for the office")
    page.press("#text", "Enter")
    expect(page.locator(".entry.said[data-seq]")).to_have_count(1)
    expect(page.locator(".seen")).to_be_empty()
    served.do(served.office.set, address(page), seen=[(1, served.office.now())])
    expect(page.locator(".entry.said .seen")).to_contain_text("Seen by staff: Today")
    check_lights(page)
    page.reload()
    expect(page.locator(".entry.said .seen")).to_contain_text("Seen by staff: Today")
    plain, other = window(browser, served, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    other.goto(served.address)
    expect(other.locator(".entry.said .seen")).to_contain_text("Seen by staff: Today")
    expect(other.locator(".entry.said time")).to_be_visible()
    expect(other.locator("#log .day").first).to_have_text("Today")
    plain.close()
    context.close()
