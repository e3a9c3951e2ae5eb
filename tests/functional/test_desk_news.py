"""New work while somebody looks elsewhere: a number in the title until they look at the list, and a sound if they wish."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind
from tests.functional.work_site import NARROW, WIDE

pytestmark = pytest.mark.functional
expect.set_options(timeout=15_000)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
ELSEWHERE = """
  let hidden = false, tones = 0;
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  window.look = (there) => { hidden = !there; document.dispatchEvent(new Event('visibilitychange')); };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { tones += 1; return start.apply(this, at); };
  window.tones = () => tones;
"""
"""A tab that comes to the front and goes behind others when told so; and a count of the tones that really begin."""


def at_work(site, browser, path="/staff", name="Nora", **options):
    """Somebody with a tab that can go behind others; its line is open, so what comes now is told."""
    page = site.at_desk(browser, name, "/staff/account", **options)
    page.context.add_init_script(ELSEWHERE)
    with page.expect_response(lambda answer: "/staff/stream" in answer.url):
        page.goto(site.address + path)
    page.wait_for_timeout(1_000)  # The first look of the line is what later ones are compared with.
    return page


def wish(page, label, value):
    page.get_by_role("button", name="Keys and sound").click()
    page.get_by_label(label).set_checked(value)
    page.get_by_role("button", name="Close", exact=True).click()


@SIZES
def test_the_title_counts_what_came_until_the_list_is_looked_at(site, browser, size):
    """Somebody in another tab sees that there is work; who looks at the list sees the work itself."""
    page = at_work(site, browser, viewport=size)
    expect(page).to_have_title(re.compile("^Requests - "))
    site.item()
    expect(page.locator("#told")).to_contain_text("more work")
    expect(page).to_have_title(re.compile("^Requests - "))  # It came before their eyes.
    page.evaluate("look(false)")
    taken = site.item()
    expect(page).to_have_title(re.compile(r"^\(1\) Requests - "))
    site.act("Lena", taken, "take")
    site.item(Kind.REFILL)
    expect(page).to_have_title(re.compile(r"^\(2\) Requests - "))
    page.evaluate("look(true)")
    expect(page).to_have_title(re.compile("^Requests - "))
    page.context.close()


def test_work_is_counted_at_a_request_too_and_forgotten_when_any_tab_shows_the_list(site, browser):
    """The number goes along from request to request; the list in another tab answers for both."""
    ref = site.item()
    page = at_work(site, browser, f"/staff/items/{ref}")
    site.item()
    expect(page).to_have_title(re.compile(rf"^\(1\) Message {ref}"))
    page.reload()
    expect(page).to_have_title(re.compile(rf"^\(1\) Message {ref}"))
    other = page.context.new_page()
    other.goto(f"{site.address}/staff")
    expect(page).to_have_title(re.compile(rf"^Message {ref}"))
    page.context.close()


def test_work_of_other_roles_is_not_counted(site, browser):
    """The portal team need not look up for a refill."""
    page = at_work(site, browser, name="Petra")
    page.evaluate("look(false)")
    site.item(Kind.REFILL)
    site.item(Kind.RECOVERY)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.context.close()


@SIZES
def test_a_sound_comes_only_for_who_wished_it_and_once_for_all_their_tabs(site, browser, size):
    """Off at first: a desk in a waiting room must be quiet. The wish stays with them in this browser."""
    page = at_work(site, browser, viewport=size)
    page.locator("h1").click()
    site.item()
    expect(page.locator("#told")).to_contain_text("more work")
    assert page.evaluate("tones()") == 0
    wish(page, "A short sound for new requests", value=True)
    page.wait_for_function("tones() === 2")  # One hears at once what it is.
    page.reload()
    page.locator("h1").click()
    other = page.context.new_page()
    with other.expect_response(lambda answer: "/staff/stream" in answer.url):
        other.goto(f"{site.address}/staff")
    other.locator("h1").click()
    other.wait_for_timeout(1_000)
    site.item()
    for one in (page, other):
        expect(one.locator("#told")).to_contain_text("more work")
    page.wait_for_timeout(500)
    assert page.evaluate("tones()") + other.evaluate("tones()") == 2
    page.context.close()


def test_the_number_can_be_wished_away(site, browser):
    """Some find a title that changes worse than not knowing."""
    page = at_work(site, browser)
    wish(page, "Number of new requests in the title", value=False)
    page.evaluate("look(false)")
    site.item()
    expect(page.locator("#told")).to_contain_text("more work")
    expect(page).to_have_title(re.compile("^Requests - "))
    page.context.close()


def test_nothing_of_it_asks_more_than_the_policy_of_content_allows(site, browser):
    """Neither the sound nor the dialog: the policy is as strict as it was, and nothing is blocked by it."""
    page = site.at_desk(browser, "Nora", "/staff/account")
    blocked = []
    page.on("console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None)
    answer = page.goto(f"{site.address}/staff")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
    )
    assert "media-src" not in policy
    wish(page, "A short sound for new requests", value=True)
    page.wait_for_timeout(500)
    assert blocked == []
    page.context.close()


def test_a_line_that_comes_back_says_nothing_where_nothing_has_changed(site, browser):
    """Whoever hears the page would be told of a change at every hiccup of the network, and soon listen no more."""
    site.item()
    page = site.at_desk(browser, "Nora", "/staff")
    tries = []

    def connecting(route):
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/staff/stream?*", connecting)
    page.reload()
    with page.expect_response(lambda answer: re.search(r"/staff\?show=", answer.url)):  # The list is looked at again,
        pass
    page.wait_for_timeout(300)
    assert page.locator("#told").text_content() == ""  # and is the same.
    site.item()
    expect(page.locator("#told")).to_contain_text("more work")
    page.context.close()
