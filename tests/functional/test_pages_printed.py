"""The chat on paper: what was said and when, and nothing that only a screen can use."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.functional.pages import window
from tests.unit.web.scene import SCENES

pytestmark = pytest.mark.functional

SCREEN_ONLY = (".dock", ".offer", ".skip", ".side", ".emergency", ".alarm .chips", ".file")


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_conversation_prints_as_black_words_on_white(browser, served, scene):
    """A patient takes it along to the visit: dark paper costs ink, and buttons cannot be pressed on it."""
    context, page = window(browser, served, scene)
    page.goto(served.address)
    for theme in ("light", "dark"):
        page.emulate_media(media="print", color_scheme=theme)
        prints(page)
    context.close()


def prints(page):
    """What is to be pressed is not there, and all that is there is black on white."""
    for name in SCREEN_ONLY:
        for one in page.locator(name).all():
            expect(one).to_be_hidden()
    look = page.evaluate("(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))")
    assert look == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    for entry in page.locator("#log .entry:not(.twin):not(.private) .body").all():
        expect(entry).to_be_visible()
        back, ink = entry.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
        assert back in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        assert ink == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).position") == "static"


def test_what_is_pinned_and_when_it_was_said_are_on_the_paper(browser, served):
    """Guidance, days and times."""
    context, page = window(browser, served, "alarm")
    page.goto(served.address)
    page.emulate_media(media="print")
    expect(page.locator("#alarm .say")).to_be_visible()
    expect(page.locator(".brand .name")).to_be_visible()
    assert page.locator("#log time:visible").count() > 0
    paper = "one => getComputedStyle(one, '::after').content + one.dataset.date"
    dates = [one.evaluate(paper) for one in page.locator("#log .day:visible").all()]
    assert dates  # *Today* is wrong tomorrow, and paper lasts: each day has its date
    assert all(re.search(r"[A-Z][a-z]+ \d{1,2}, 20\d\d\Z", one) and "attr" not in one for one in dates)
    context.close()


def test_a_long_message_is_printed_whole(browser, served):
    """On paper nobody can unfold it."""
    context, page = window(browser, served)
    page.goto(served.address)
    page.fill("#text", "word " * 500 + "the end")
    page.press("#text", "Enter")
    expect(page.get_by_text("Show the whole message")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Show the whole message")).to_be_hidden()
    more = page.locator("#log details p")
    assert more.evaluate("one => one.checkVisibility({ contentVisibilityAuto: true })")
    assert more.bounding_box()["height"] > 40
    assert len(page.pdf()) > 1_000
    context.close()
