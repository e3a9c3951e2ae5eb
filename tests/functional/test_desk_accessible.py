"""Everything that staff work with can be used by everybody: axe-core at WCAG 2.2 AA in both themes, narrow and wide, and large."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind, ThreadEntry
from tests.functional.pages import ARGUMENTS, CHROMIUM
from tests.functional.test_desk_answers import button, fill_times, mornings
from tests.functional.test_pages_accessible import check_lights
from tests.functional.work_site import work_site

pytestmark = pytest.mark.functional

WIDTHS = pytest.mark.parametrize("width", [390, 1440])
LONG, ARABIC = "Bartholomew Featherstonehaugh-Cholmondeley " * 3, "هل يمكنني تجديد الدواء قبل 2026-12-01؟"
HOLDERS = {Kind.MESSAGE: "Nora", Kind.APPOINTMENT: "Felix", Kind.REFILL: "Nora", Kind.RECOVERY: "Petra"}


@pytest.fixture(scope="module")
def site():
    with work_site() as one:
        one.thread = tuple(
            ThreadEntry(author, text, datetime.now(UTC), by)
            for author, by, text in (("patient", None, ARABIC), ("note", "Lena", LONG), ("staff", "Nora", "Of course."))
        )
        yield one


def opened(page):
    """Whatever is folded is unfolded, so that it is checked too."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    check_lights(page)


@WIDTHS
@pytest.mark.parametrize("kind", HOLDERS)
def test_a_request_of_each_kind_can_be_worked_on_by_everybody(site, browser, kind, width):
    """Waiting, held with all its forms, refused, with somebody else, and closed."""
    ref, name = site.item(kind, site.thread), HOLDERS[kind]
    look = {"viewport": {"width": width, "height": 844}}
    page = site.at_desk(browser, name, f"/staff/items/{ref}", **look)
    opened(page)
    button(page, "take").click()
    expect(button(page, "undo")).to_be_visible()
    opened(page)
    if kind is Kind.RECOVERY:
        button(page, "token").click()
        opened(page)
    page.get_by_label("Answer to the patient").fill("Until [by when]?")
    button(page, "reply").click()
    opened(page)
    page.goto(f"{site.address}/staff/items/{ref}")
    page.get_by_label("Answer to the patient").fill(ARABIC)
    button(page, "reply").click()
    opened(page)
    lead = site.at_desk(browser, "Lena", f"/staff/items/{ref}", **look)
    opened(lead)
    expect(page.locator(".delivery.held")).to_have_count(0)
    site.act(name, ref, "close", "answered")
    expect(page.locator(".marks")).to_contain_text("Closed")
    opened(page)
    page.context.close()
    lead.context.close()


@WIDTHS
def test_a_visit_can_be_agreed_on_by_everybody(site, browser, width):
    """Each step of it, at the desk and in the chat."""
    ref = site.item(Kind.APPOINTMENT)
    site.act("Felix", ref, "take")
    look = {"viewport": {"width": width, "height": 844}}
    desk = site.at_desk(browser, "Felix", f"/staff/items/{ref}", **look)
    chat = site.at_chat(browser, ref, **look)
    fill_times(desk, [mornings(site, 1)[0].replace(hour=2), *mornings(site, 1)])
    button(desk, "propose").click()
    opened(desk)
    fill_times(desk, mornings(site, 2)[:1])
    button(desk, "propose").click()
    opened(desk)
    expect(desk.locator(".visit-state")).to_contain_text("has not answered")
    opened(desk)
    check_lights(chat)
    chat.get_by_role("button", name="Yes, that works").click()
    expect(desk.locator(".visit-state")).to_contain_text("The patient takes")
    opened(desk)
    check_lights(chat)
    button(desk, "book_taken").click()
    expect(desk.locator(".marks")).to_contain_text("Closed")
    opened(desk)
    check_lights(chat)
    desk.context.close()
    chat.context.close()


@WIDTHS
def test_the_list_can_be_read_by_everybody(site, browser, width):
    """Each of its views, a request handed away, and one that is not there."""
    ref = site.item(Kind.REFILL)
    page = site.at_desk(browser, "Nora", viewport={"width": width, "height": 844})
    for path in (
        "?show=open", "?show=mine", "?show=unassigned", "?show=overdue", "?show=urgent", "?show=closed&kind=message",
        f"?handed={ref}&moves=2", "/items/none", "/items/none/visit.ics",
    ):  # fmt: skip
        page.goto(f"{site.address}/staff{path}")
        opened(page)
    page.context.close()


def test_the_desk_holds_together_at_twice_the_text_size(site, browser):
    """Some of those who work there read with large letters: nothing scrolls sideways."""
    large = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    for kind, name in HOLDERS.items():
        ref = site.item(kind, site.thread)
        site.act(name, ref, "take")
        page = site.at_desk(large, name, f"/staff/items/{ref}", viewport={"width": 720, "height": 844})
        opened(page)
        page.goto(f"{site.address}/staff")
        opened(page)
        page.context.close()
    large.close()
