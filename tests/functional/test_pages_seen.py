"""A reply counts as read when a real browser has really shown it: in view, in front, with or without a script."""

from __future__ import annotations

import pytest

from bot.web.access import Browser
from tests.functional.pages import window

pytestmark = pytest.mark.functional
BEHIND = """
  let hidden = true;
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  window.toFront = () => { hidden = false; document.dispatchEvent(new Event('visibilitychange')); };
"""


def opened(browser, served, **options):
    """A page, and what its window is called."""
    context, page = window(browser, served, **options)
    page.goto(served.address)
    token = next(one["value"] for one in context.cookies() if one["name"] == "window")
    return context, page, Browser(token).address


def answered(served, address, words="Thursday works."):
    """Staff answer; the number of the line."""
    entry = served.do(served.office.add, address, "staff", "thread.reply", words)
    served.do(served.office.wake, f"web:{address}")
    return entry.seq


def read(served, address):
    """Which lines this window has said that it showed."""
    return sorted({line for whose, lines in served.office.seen if whose == address for line in lines})


def settles(page, look, wanted):
    """Wait until it is so."""
    for _ in range(60):
        if look() == wanted:
            return
        page.wait_for_timeout(50)
    assert look() == wanted


def test_an_answer_that_comes_while_the_page_is_looked_at_is_read(browser, served):
    """Within seconds, without a tap."""
    context, page, address = opened(browser, served)
    seq = answered(served, address)
    settles(page, lambda: read(served, address), [seq])
    context.close()


def test_an_answer_in_a_tab_behind_others_is_read_when_the_tab_comes_to_the_front(browser, served):
    """A page left open since the morning reads nothing by itself."""
    context, page = window(browser, served)
    page.add_init_script(BEHIND)
    page.goto(served.address)
    address = Browser(next(one["value"] for one in context.cookies() if one["name"] == "window")).address
    seq = answered(served, address)
    page.locator(".entry.staff").wait_for()
    page.wait_for_timeout(1200)
    assert read(served, address) == []
    page.evaluate("toFront()")
    settles(page, lambda: read(served, address), [seq])
    context.close()


def test_an_answer_above_the_window_is_read_when_somebody_scrolls_to_it(browser, served):
    """What is loaded and never in view was not shown."""
    context, page, address = opened(browser, served, viewport={"width": 390, "height": 500})
    seq = served.do(served.office.add, address, "staff", "thread.reply", "Far above.").seq
    for number in range(30):
        served.do(served.office.add, address, "reply", "chat.greet", f"line {number}\n\nand more\n\nand more")
    page.reload()
    page.locator(".entry", has_text="line 29").scroll_into_view_if_needed()
    page.wait_for_timeout(1200)
    assert read(served, address) == []
    page.locator(".entry.staff").scroll_into_view_if_needed()
    settles(page, lambda: read(served, address), [seq])
    context.close()


def test_a_long_answer_that_never_fits_the_window_is_read_all_the_same(browser, served):
    """Half of it is never in view at once on a small phone."""
    context, page, address = opened(browser, served, viewport={"width": 320, "height": 480})
    seq = answered(served, address, "word " * 280)
    page.locator(".entry.staff").scroll_into_view_if_needed()
    settles(page, lambda: read(served, address), [seq])
    context.close()


def test_without_a_script_the_page_that_is_loaded_is_read(browser, served):
    """Strict browsers read too."""
    context, page, address = opened(browser, served, java_script_enabled=False)
    seq = answered(served, address)
    page.reload()
    settles(page, lambda: seq in read(served, address), True)
    context.close()
