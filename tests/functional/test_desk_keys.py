"""The desk by keys, in a real browser, narrow and wide: through the list, at a request, and never while somebody types."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind, Status
from tests.functional.test_pages_accessible import check_lights
from tests.functional.work_site import NARROW, WIDE

pytestmark = pytest.mark.functional
expect.set_options(timeout=15_000)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
LIST = "/staff?show=unassigned&kind=refill"


@pytest.fixture
def refills(site):
    """Three requests that nobody has, in the order of the list; whatever was left of them is closed afterwards."""
    refs = [site.item(Kind.REFILL) for _ in range(3)]
    yield refs
    for ref in refs:
        kept = site.kept(ref)
        if kept.status is Status.OPEN:
            site.act("Nora", ref, "take")
        if site.kept(ref).status is Status.TAKEN:
            site.act("Nora", ref, "close")


def press(page, *keys):
    """Keys on a page that knows them: its button stands there once it does."""
    page.wait_for_load_state()
    page.locator("#keys-open").wait_for(state="attached")
    for key in keys:
        page.keyboard.press(key)


def row(page, ref):
    return page.locator(f"#rows tr[data-ref='{ref}'] th a")


@SIZES
def test_the_whole_way_of_a_request_goes_by_keys(site, browser, refills, size):
    """Down the list, open, take, answer, note, close with its outcome, and back to the row that moved up: no mouse."""
    first, second, _ = refills
    page = site.at_desk(browser, "Nora", LIST, viewport=size)
    press(page, "j", "j", "k", "j")
    expect(row(page, second)).to_be_focused()
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"/staff/items/{second}$"))
    press(page, "t")
    expect(page.locator(".done")).to_contain_text("You have it now")
    press(page, "r")
    expect(page.get_by_label("Answer to the patient")).to_be_focused()
    page.keyboard.type("run to the pharmacy at noon, then call us")  # t, r, n, c and u are letters here
    press(page, "Tab", "Enter")
    expect(page.locator(".delivery")).to_have_text("Goes out in a few seconds")
    press(page, "n")
    expect(page.get_by_label("Note for staff").last).to_be_focused()
    page.keyboard.type("she will call")
    press(page, "Tab", "Enter")
    expect(page.locator(".post.note")).to_contain_text("she will call")
    press(page, "c")
    expect(page.get_by_label("How did it end?")).to_be_focused()
    assert site.kept(second).status is Status.TAKEN  # A key alone closes nothing.
    page.keyboard.type("Answered")
    press(page, "Tab", "Enter")
    expect(page.locator(".done")).to_contain_text("Closed.")
    assert (site.kept(second).status, site.kept(second).outcome) == (Status.CLOSED, "answered")
    press(page, "z")
    expect(page.locator(".done")).to_have_text("Undone.")
    assert site.kept(second).status is Status.TAKEN
    press(page, "c", "Tab", "Enter")
    expect(page.locator(".done")).to_contain_text("Closed.")
    press(page, "u")
    expect(page).to_have_url(re.compile("show=unassigned&kind=refill"))
    expect(row(page, refills[2])).to_be_focused()  # It stands where the closed one stood.
    press(page, "k")
    expect(row(page, first)).to_be_focused()
    page.context.close()


@SIZES
def test_escape_leaves_the_field_first_and_a_draft_never(site, browser, refills, size):
    """One key too many must not throw away an answer that somebody wrote."""
    site.act("Nora", refills[0], "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{refills[0]}", viewport=size)
    press(page, "r")
    page.keyboard.type("half an ans")
    press(page, "Escape")
    expect(page.get_by_label("Answer to the patient")).not_to_be_focused()
    press(page, "u")
    expect(page.locator("#key-told")).to_contain_text("not sent")
    expect(page.get_by_label("Answer to the patient")).to_be_focused()
    page.get_by_label("Answer to the patient").fill("")
    press(page, "Escape", "Escape")
    expect(page).to_have_url(re.compile("/staff$"))
    page.context.close()


@SIZES
def test_keys_are_letters_where_somebody_types_and_belong_to_the_browser_with_others_held(site, browser, refills, size):
    """Whoever types *taxi* into a note takes nothing; Ctrl+R stays the browser's."""
    ref = refills[0]
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}", viewport=size)
    press(page, "n")
    page.keyboard.type("taxi to the clinic? /u")
    expect(page.get_by_label("Note for staff").last).to_have_value("taxi to the clinic? /u")
    press(page, "Escape")
    page.get_by_label("Note for staff").last.fill("")
    page.locator("h1").click()
    for held in ("ctrlKey", "altKey", "metaKey"):
        page.evaluate(
            f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 't', {held}: true, bubbles: true}}))"
        )
    expect(page.locator("dialog")).to_be_hidden()
    assert site.kept(ref).status is Status.OPEN
    page.goto(site.address + LIST)
    page.locator("#kind").focus()
    press(page, "j")
    expect(page.locator("#kind")).to_be_focused()
    page.context.close()


@SIZES
def test_the_keys_are_told_and_can_be_turned_off_for_good(site, browser, refills, size):
    """Whoever dictates would fire them by speaking; and each who shares a computer has their own wish."""
    page = site.at_desk(browser, "Nora", LIST, viewport=size)
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys and sound")).to_be_visible()
    check_lights(page)
    press(page, "j")  # Nothing moves behind the dialog.
    box = page.get_by_label("Single keys do something")
    while not box.evaluate("one => one === document.activeElement"):
        press(page, "Tab")
    press(page, "Space", "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(row(page, refills[0])).not_to_be_focused()
    press(page, "j", "?", "/")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    press(page, "j")
    expect(page.locator("body")).to_be_focused()
    other = page.context
    other.clear_cookies()
    other.add_cookies([{"name": "desk", "value": site.tokens["Lena"], "url": site.address}])
    page.goto(site.address + LIST)
    press(page, "j")
    expect(row(page, refills[0])).to_be_focused()
    check_lights(page)
    page.get_by_role("button", name="Keys and sound").click()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("button", name="Keys and sound")).to_be_focused()
    page.context.close()


def test_a_key_that_has_nothing_to_do_says_so(site, browser, refills):
    """Silence looks like a broken page."""
    site.act("Lena", refills[0], "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{refills[0]}")
    for key in ("t", "r", "c"):
        press(page, key)
        expect(page.locator("#key-told")).to_have_text("That key does nothing here now.")
    press(page, "/")
    expect(page.get_by_label("Name")).to_be_focused()
    page.context.close()
    site.act("Lena", refills[0], "release")


def test_a_row_that_goes_while_somebody_stands_on_it_leaves_them_in_its_place(site, browser, refills):
    """A colleague took it; the next key must not start at the top again."""
    page = site.at_desk(browser, "Nora", LIST)
    press(page, "j", "j")
    expect(row(page, refills[1])).to_be_focused()
    site.act("Lena", refills[1], "take")
    expect(row(page, refills[1])).to_have_count(0)
    expect(row(page, refills[2])).to_be_focused()
    page.context.close()
    site.act("Lena", refills[1], "release")
