"""The language switch in a real browser: a practice that speaks three languages, on a phone, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.functional.server import running
from tests.functional.test_pages_accessible import check
from tests.second_language import MARKS, NAMES, practice_with

pytestmark = pytest.mark.functional

ES = MARKS["es"].strip()
QUESTION = "What is your portal username?"
ENDS_RIGHT = """() => {
  const [mine, column] = ['#log .entry.said', '#log'].map((one) => document.querySelector(one).getBoundingClientRect());
  return mine.right > column.right - 2;
}"""
"""Whether what was said stands at the right. Asked in one moment: a line that is kept takes the place of the one that was on its way."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    """The product itself, over content that is whole in English, Spanish and Arabic."""
    folder = tmp_path_factory.mktemp("practice")
    data = practice_with(folder / "data", "es", "ar")
    with running(folder, FRONTDOOR_DATA=str(data), FRONTDOOR_LANGUAGE_CHILD="off") as server:
        yield server


def phone(browser, **options):
    context = browser.new_context(**{"viewport": {"width": 390, "height": 844}, "locale": "en-US", **options})
    page = context.new_page()
    page.set_default_timeout(10_000)
    return context, page


@pytest.mark.parametrize("script", [True, False])
def test_a_patient_changes_the_language_and_goes_on_in_it(browser, practice, script):
    """One tap, with or without a script; the open question is asked again, and the choice is still there tomorrow."""
    context, page = phone(browser, java_script_enabled=script)
    page.goto(practice.url)
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name=NAMES["es"]).click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("button", name="English")).to_be_visible()
    page.locator("#text").fill("I forgot my password")
    page.locator("button.send").click()
    expect(page.locator("#log .entry.reply").last).to_contain_text(f"{ES} {QUESTION}")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#log .entry.reply").last).to_contain_text(QUESTION)
    expect(page.locator("#log .entry.reply").last).not_to_contain_text(ES)
    page.get_by_role("button", name=NAMES["es"]).click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    again = context.new_page()
    again.goto(practice.url)
    assert again.locator("html").get_attribute("lang") == "es"
    context.close()


def test_other_open_pages_of_the_conversation_follow_and_keep_what_was_typed(browser, practice):
    """Two windows never disagree, and half a message is not lost."""
    context, page = phone(browser)
    page.goto(practice.url)
    page.locator("#text").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator("#log .entry.reply").last).to_be_visible()
    other = context.new_page()
    other.goto(practice.url)
    other.locator("#text").fill("half a mess")
    page.locator("#text").fill("another half")
    page.get_by_role("button", name=NAMES["es"]).click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#text")).to_have_value("another half")
    expect(other.locator("html")).to_have_attribute("lang", "es")
    expect(other.locator("#text")).to_have_value("half a mess")
    assert other.evaluate("sessionStorage.length") == 0
    context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 320), ("dark", 390), ("light", 1280)])
@pytest.mark.parametrize(("locale", "way"), [("es-MX", "ltr"), ("ar-EG", "rtl")])
def test_a_first_visit_speaks_the_browsers_language_and_runs_its_way(browser, practice, locale, way, theme, width):
    """Nobody has to find a switch in a language they cannot read."""
    context, page = phone(browser, locale=locale, color_scheme=theme, viewport={"width": width, "height": 800})
    page.goto(practice.url)
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (locale[:2], way)
    check(page)
    page.locator("#text").fill("I forgot my password")
    page.locator("button.send").click()
    expect(page.locator("#log .entry.reply").last).to_contain_text(MARKS[locale[:2]].strip())
    check(page)
    assert page.evaluate(ENDS_RIGHT) is (way == "ltr")
    expect(page.get_by_role("button", name="English")).to_be_in_viewport()
    context.close()
