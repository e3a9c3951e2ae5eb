"""Two people at the desk in two browsers: who is looking and who is typing is seen at once, and gone when they go."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind
from tests.functional.test_desk_answers import button
from tests.functional.test_pages_accessible import check_lights
from tests.functional.work_site import NARROW, WIDE

pytestmark = pytest.mark.functional
expect.set_options(timeout=15_000)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@SIZES
def test_two_see_each_other_look_type_stop_and_leave(site, browser, size):
    """So that two do not answer the same patient."""
    ref = site.item()
    site.act("Nora", ref, "take")
    nora, lena = (site.at_desk(browser, name, f"/staff/items/{ref}", viewport=size) for name in ("Nora", "Lena"))
    expect(nora.locator("#people")).to_have_text("Lena is looking at this too.")
    expect(lena.locator("#people")).to_have_text("Nora is looking at this too.")
    nora.get_by_label("Answer to the patient").press_sequentially("Good morn")
    expect(lena.locator("#people")).to_have_text("Nora is typing.")
    check_lights(lena)
    nora.get_by_label("Answer to the patient").fill("")
    expect(lena.locator("#people")).to_have_text("Nora is looking at this too.")
    check_lights(nora)
    nora.context.close()
    expect(lena.locator("#people")).to_have_text("")
    lena.context.close()


def test_typing_is_told_from_a_page_that_was_refused_too(site, browser):
    """Such a page stands at another address."""
    ref = site.item()
    site.act("Nora", ref, "take")
    nora = site.at_desk(browser, "Nora", f"/staff/items/{ref}")
    lena = site.at_desk(browser, "Lena", f"/staff/items/{ref}")
    nora.get_by_label("Answer to the patient").fill("Until [by when]?")
    button(nora, "reply").click()
    expect(nora.get_by_role("alert")).to_be_visible()
    expect(nora.locator("#people")).to_have_text("Lena is looking at this too.")
    nora.get_by_label("Answer to the patient").press_sequentially("x")
    expect(lena.locator("#people")).to_have_text("Nora is typing.")
    site.says(ref, "it itches")
    expect(nora.locator(".post.patient")).to_contain_text("it itches")
    nora.context.close()
    lena.context.close()


def test_without_a_script_a_page_still_says_who_is_there(site, browser):
    """As of when it was made."""
    ref = site.item()
    lena = site.at_desk(browser, "Lena", f"/staff/items/{ref}")
    felix = site.at_desk(browser, "Felix", f"/staff/items/{ref}")
    expect(felix.locator("#people")).to_have_text("Lena is looking at this too.")
    expect(lena.locator("#people")).to_have_text("Felix is looking at this too.")
    nora = site.at_desk(browser, "Nora", f"/staff/items/{ref}", java_script_enabled=False)
    expect(nora.locator("#people")).to_have_text("Felix and Lena are looking at this too.")
    for page in (lena, felix, nora):
        page.context.close()


def test_a_page_that_nobody_touches_reads_no_words_by_itself(site, browser):
    """Whoever went home must not be on the audit as a reader, nor be kept signed in by the patient's next line."""
    ref = site.item()
    site.act("Nora", ref, "take")
    lena = site.at_desk(browser, "Lena", f"/staff/items/{ref}")
    lena.clock.install()
    site.says(ref, "Line one.")
    expect(lena.locator(".thread")).to_contain_text("Line one.")
    lena.clock.fast_forward("12:00")
    site.says(ref, "Line two.")
    expect(lena.locator("#changed")).to_be_visible()
    expect(lena.locator(".thread")).not_to_contain_text("Line two.")
    lena.context.close()


@pytest.mark.parametrize("begun", [True, False], ids=["a time was put in", "nothing was"])
def test_a_page_that_nobody_touches_leaves_the_screen_unless_an_answer_was_begun(site, browser, begun):
    """The words of a patient must not stay on an empty desk, and the times somebody looked up must not be lost."""
    ref = site.item(Kind.APPOINTMENT)
    site.act("Felix", ref, "take")
    page = site.at_desk(browser, "Felix", f"/staff/items/{ref}")
    page.clock.install()
    page.reload()
    if begun:
        page.locator("#time1").fill("09:40")
    page.clock.fast_forward("16:00")
    page.clock.run_for(60_000)
    if begun:
        expect(page.locator("#time1")).to_have_value("09:40")
    else:
        expect(page).not_to_have_url(re.compile("/staff/items/"))
    page.context.close()
