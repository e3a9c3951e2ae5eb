"""The pages that look over the desk in a real browser: for everybody, narrow and wide, light and dark, by keyboard alone."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.functional.pages import ARGUMENTS, CHROMIUM, sign_in, window
from tests.functional.test_pages_accessible import check_lights

pytestmark = pytest.mark.functional
WHY = "Asked for by the patient in a letter."


def promote(desk):
    """Nora looks after the desk today."""
    desk.sessions = {token: replace(one, role="lead") for token, one in desk.sessions.items()}


def lead(browser, served, **options):
    """A window of somebody who looks after the desk."""
    context, page = window(browser, served, **options)
    sign_in(page, served)
    served.do(promote, served.desk)
    page.reload()
    return context, page


def search(page, served, name="Marisol Vega"):
    """Search by hand."""
    page.goto(f"{served.address}/staff/search")
    page.get_by_label("Patient's name").fill(name)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name="Found")).to_be_visible()


def report(page, served):
    """Hand out a record by hand."""
    page.goto(f"{served.address}/staff/record?ref=WH-7K2M")
    page.get_by_label("Reason").fill(WHY)
    page.get_by_role("button", name="Show it to print").click()
    expect(page.get_by_role("heading", name="Disclosure report")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_page_can_be_used_by_everybody(browser, served, width):
    """Axe finds nothing, and nothing scrolls sideways, on forms, plots, tables, finds and errors."""
    context, page = lead(browser, served, viewport={"width": width, "height": 900})
    for path in ("/staff/board", "/staff/search", "/staff/record", "/staff/reminders", "/staff/items/WH-2QX9"):
        page.goto(served.address + path)
        check_lights(page)
    page.goto(f"{served.address}/staff/board")
    for one in page.get_by_text("The numbers").all():
        one.click()
    check_lights(page)
    search(page, served)
    check_lights(page)
    page.get_by_role("link", name="Clear").click()
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("fill in at least one field")
    check_lights(page)
    report(page, served)
    check_lights(page)
    context.close()


@pytest.fixture(scope="module")
def large(browser):
    """A browser of somebody who reads with large letters."""
    one = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    yield one
    one.close()


@pytest.mark.parametrize(
    "path", ["/staff/board", "/staff/search", "/staff/record", "/staff/reminders", "/staff/items/WH-2QX9"]
)
def test_the_pages_hold_together_at_twice_the_text_size(large, served, path):
    """Two hundred per cent, on a narrow window."""
    context, page = lead(large, served, viewport={"width": 640, "height": 900})
    page.goto(served.address + path)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_patient_is_searched_for_and_found_by_keyboard_alone(browser, served):
    """From the menu to the request, without a mouse; and back again to the finds."""
    context, page = lead(browser, served, viewport={"width": 1280, "height": 800})
    page.get_by_role("link", name="Search").press("Enter")
    expect(page.get_by_label("Patient's name")).to_be_focused()
    page.keyboard.type("Vega")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Date of birth")).to_be_focused()
    page.get_by_label("Patient's name").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Found")).to_be_visible()
    assert "Vega" not in page.url
    assert page.get_by_label("Patient's name").input_value() == "Vega"
    page.get_by_role("link", name="WH-7K2M").press("Enter")
    expect(page.get_by_role("heading", name="Visit request")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="WH-7K2M")).to_be_visible()
    page.get_by_role("link", name="Older ones").press("Enter")
    expect(page.get_by_role("link", name="WH-1AB2")).to_be_visible()
    page.get_by_role("link", name="Back to the newest").press("Enter")
    expect(page.get_by_role("link", name="WH-7K2M")).to_be_visible()
    context.close()


def test_the_board_is_read_chosen_and_downloaded_by_keyboard_alone(browser, served):
    """Every plot has its numbers a key away, and all of them go along as one sheet."""
    context, page = lead(browser, served, viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page.get_by_role("link", name="Board").press("Enter")
    plots = page.get_by_role("img")
    expect(plots).to_have_count(8)
    expect(plots.first).to_have_accessible_name("Open now, by kind")
    expect(plots.first).to_have_accessible_description(
        "For each kind, how many requests wait, how many are taken, and how many of both are overdue."
    )
    page.locator("summary").first.press("Enter")
    expect(page.locator(".numbers").first).to_be_visible()
    page.get_by_role("link", name="90 days").press("Enter")
    expect(page.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "page")
    page.get_by_label("From").fill("2026-11-02")
    page.get_by_label("From").press("Enter")
    expect(page.get_by_label("From")).to_have_value("2026-11-02")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the numbers").press("Enter")
    rows = list(csv.reader(io.StringIO(waiting.value.path().read_bytes().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Told apart by", "Group", "Came in"]
    assert waiting.value.suggested_filename.endswith(".csv")
    context.close()


def test_a_record_is_shown_printed_and_downloaded_and_may_be_downloaded_again(browser, served):
    """For a reason; and a second download needs no reload."""
    context, page = lead(browser, served, viewport={"width": 1280, "height": 800}, accept_downloads=True)
    report(page, served)
    expect(page.get_by_role("heading", name="Who read it")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_role("heading", name="Disclosure report")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Another record").click()
    page.get_by_label("Reference of a request").fill("WH-7K2M")
    page.get_by_label("Reason").fill(WHY)
    for _ in range(2):
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download as a file").press("Enter")
        assert json.loads(waiting.value.path().read_bytes())["patient"] == "Marisol Vega"
    assert page.get_by_label("Reason").input_value() == WHY
    context.close()


def test_an_address_is_set_by_keyboard_and_what_is_none_is_said(browser, served):
    """Each row is a form of its own."""
    context, page = lead(browser, served, viewport={"width": 390, "height": 844})
    page.goto(f"{served.address}/staff/reminders")
    box = page.get_by_label("E-mail address of Felix Ardent-Montgomery")
    box.fill("felix@practice.example")
    box.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(box).to_have_value("felix@practice.example")
    context.close()


def test_planted_words_do_not_run_on_any_of_these_pages(browser, served):
    """Nothing on our own pages breaks the policy that stops them."""
    context, page = lead(browser, served, viewport={"width": 1280, "height": 800})
    broken = []
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("dialog", lambda dialog: broken.append(dialog.message))
    search(page, served, '"><img src=x onerror=alert(1)><script>alert(2)</script>')
    report(page, served)
    page.goto(f"{served.address}/staff/board?since=%22%3E%3Cscript%3Ealert(3)%3C/script%3E")
    page.goto(f"{served.address}/staff/record?ref=%22%20autofocus%20onfocus=alert(4)%20x=%22")
    page.wait_for_timeout(300)
    assert broken == []
    context.close()


def test_a_search_needs_no_script(browser, served):
    """Strict browsers work too."""
    context, page = lead(browser, served, java_script_enabled=False)
    search(page, served)
    expect(page.get_by_role("link", name="WH-7K2M")).to_be_visible()
    report(page, served)
    context.close()
