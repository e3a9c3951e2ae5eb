"""The pages of people, audit, account and signing in: usable by everybody, in both themes, narrow and wide, large, by keyboard."""

from __future__ import annotations

from random import Random

import pytest
from playwright.sync_api import expect

from bot.queue.refs import new_ref
from tests.functional.desk_site import desk_site, passkeys, sets_up_app, signs_in, types_password, window
from tests.functional.pages import ARGUMENTS, CHROMIUM
from tests.functional.test_pages_accessible import check, check_lights

pytestmark = pytest.mark.functional

WIDTHS = pytest.mark.parametrize("width", [390, 1440])
LONG, ARABIC = "Bartholomew Featherstonehaugh-Cholmondeley", "نور أبو زيد"
REF = new_ref(Random(5).randrange)


@pytest.fixture(scope="module")
def site():
    with desk_site() as one:
        one.joins(LONG, "portal_support")
        one.joins(ARABIC, "nurse", must_change=True)
        one.joins("Gone G", "nurse", active=False)
        one.writes(*[("item.read", "staff-nurse", REF, {"kind": "refill"})] * 60)
        one.writes(("red_flag", "patient", "5f0c9a3e-5b7e-4a55-9d4e-7a8e4a2b1c3d", {"rule": "chest.pressure"}))
        yield one


def look(browser, site, width):
    context, page = window(browser, site, viewport={"width": width, "height": 844})
    passkeys(context, page)
    return context, page


@WIDTHS
def test_every_step_of_signing_in_can_be_taken_by_everybody(browser, site, width):
    """Each page between the door and the desk, with its errors."""
    name = f"Step {width}"
    site.joins(name, "nurse", must_change=True)
    context, page = look(browser, site, width)
    check_lights(page)
    types_password(page, name, "wrong")
    check_lights(page)
    types_password(page, name)
    check_lights(page)
    for label in ("New password", "New password, once more"):
        page.get_by_label(label, exact=True).fill("short")
    page.get_by_role("button", name="Keep this password").click()
    check_lights(page)
    for label in ("New password", "New password, once more"):
        page.get_by_label(label, exact=True).fill("seven purple tractors hum")
    page.get_by_role("button", name="Keep this password").click()
    expect(page.get_by_role("heading", name="Protect your sign-in")).to_be_visible()
    check_lights(page)
    page.get_by_role("button", name="Set up an app").click()
    check_lights(page)
    page.get_by_label("The six digits the app shows now").fill("000000")
    page.get_by_role("button", name="Check and turn on").click()
    expect(page.get_by_role("alert")).to_contain_text("did not work")
    check_lights(page)
    page.get_by_role("link", name="Back without an app").click()
    sets_up_app(page)
    check_lights(page)
    page.goto(f"{site.address}/staff/account")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**done=passkey")
    page.get_by_role("button", name="Sign out", exact=True).click()
    types_password(page, name, "seven purple tractors hum")
    page.get_by_text("I do not have my phone or key").click()
    check_lights(page)
    context.close()


@WIDTHS
def test_every_page_of_ones_own_and_of_people_can_be_used_by_everybody(browser, site, width):
    """With long names, names from right to left, first passwords, filters, refusals and a check of the audit."""
    name = f"Look {width}"
    site.joins(name, "administrator")
    context, page = look(browser, site, width)
    signs_in(page, name)
    for path in (
        "account", "account?done=recovery", "people", "people/staff-nurse", "people/staff-gone-g", "people/nobody", "audit",
        f"audit?ref={REF}&person=staff-nurse", "audit?ref=nothing", "prove?next=/staff/audit",
    ):  # fmt: skip
        page.goto(f"{site.address}/staff/{path}")
        check_lights(page)
    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_role("button", name="Check the whole audit").click()
    expect(page.get_by_role("status")).to_contain_text("The audit is whole")
    check_lights(page)
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_label("Name", exact=True).fill("nurse")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("is here already")
    check_lights(page)
    page.get_by_label("Name", exact=True).fill(f"New {width}")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading")).to_contain_text("is added")
    check_lights(page)
    context.close()


@pytest.mark.parametrize("role", ["Nurse", "Lead"])
def test_whoever_may_only_look_sees_no_button_that_would_change_anything(browser, site, role):
    """A lead sees people; a nurse is told that the page is not hers."""
    with desk_site() as fresh:
        context, page = window(browser, fresh, viewport={"width": 1440, "height": 900})
        signs_in(page, role)
        page.goto(f"{fresh.address}/staff/people/staff-administrator")
        forms = page.locator("main form")
        expect(forms).to_have_count(0)
        expect(page.locator("main")).to_contain_text(
            "Administrators make changes" if role == "Lead" else "not one for your role"
        )
        check(page)
        context.close()


@WIDTHS
def test_an_administrator_manages_people_from_the_first_day_to_the_last(browser, site, width):
    """Add, change the role, reset, disable and enable, each with a word on what was done."""
    site.joins(f"Chief {width}", "administrator")
    context, page = window(browser, site, viewport={"width": width, "height": 900})
    signs_in(page, f"Chief {width}")
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_label("Name", exact=True).fill(f"Ida {width}")
    page.locator("#role").select_option("nurse")
    page.get_by_role("button", name="Add", exact=True).click()
    first = page.locator(".secret code").inner_text()
    page.get_by_role("link", name="Done").click()
    page.get_by_label("Role").select_option("lead")
    page.get_by_role("button", name="Change the role").click()
    expect(page.get_by_role("status")).to_have_text("The role is changed.")
    page.get_by_role("button", name="Reset the second factor").click()
    expect(page.get_by_role("status")).to_contain_text("The second factor is reset")
    page.get_by_role("button", name="Make a new first password").click()
    assert page.locator(".secret code").inner_text() != first
    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("status")).to_contain_text("signed out everywhere")
    page.get_by_role("button", name="Enable").click()
    expect(page.get_by_role("status")).to_have_text("Enabled.")
    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_label("Person").select_option(label=f"Chief {width}")
    page.get_by_role("button", name="Show", exact=True).click()
    for what in ("Added somebody", "Changed somebody's role", "Reset somebody's second factor", "Disabled somebody"):
        expect(page.locator("main .what").get_by_text(what)).to_be_visible()
    context.close()


def test_the_audit_is_searched_and_checked_by_keyboard_alone(browser, site):
    """Filters, pages and the check, without a mouse."""
    site.joins("Keys A", "lead")
    context, page = window(browser, site, viewport={"width": 1440, "height": 900})
    signs_in(page, "Keys A")
    page.get_by_role("link", name="Audit", exact=True).press("Enter")
    page.locator("#ref").focus()
    page.keyboard.type(REF.lower())
    page.keyboard.press("Enter")
    expect(page.locator("main .what").first).to_have_text("Opened a request")
    expect(page.locator("tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Older").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(10)
    assert f"ref={REF.lower()}" in page.url
    page.get_by_role("link", name="Newest").press("Enter")
    page.get_by_role("button", name="Check the whole audit").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The audit is whole")
    assert page.locator("#ref").input_value() == REF.lower()
    context.close()


def test_the_pages_hold_together_at_twice_the_text_size(browser, site):
    """Nothing scrolls sideways, and nothing is cut off."""
    site.joins("Large L", "administrator")
    large = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    context, page = window(large, site, viewport={"width": 780, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    signs_in(page, "Large L")
    for path in ("account", "people", "people/staff-nurse", "audit", "prove"):
        page.goto(f"{site.address}/staff/{path}")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
    large.close()


def test_no_page_breaks_the_content_policy(browser, site):
    """The square is drawn without a style of its own, and nothing comes from elsewhere."""
    site.joins("Policy P", "administrator")
    context, page = window(browser, site)
    broken, asked = [], []
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda request: asked.append(request.url))
    types_password(page, "Policy P")
    sets_up_app(page)
    for path in ("account", "people", "audit"):
        page.goto(f"{site.address}/staff/{path}")
    page.wait_for_timeout(200)
    assert broken == []
    assert [url for url in asked if not url.startswith((site.address, "data:"))] == []
    context.close()
