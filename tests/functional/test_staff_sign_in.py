"""Signing in to the desk in a real browser: passkeys with a real (virtual) authenticator, codes, recovery, and all of it by keyboard."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from playwright.sync_api import expect

from bot.views import StaffView
from tests.functional.desk_site import desk_site, passkeys, sets_up_app, signs_in, types_password, window
from tests.integration.staff_kit import NEW_PASSWORD, PASSWORD, totp

pytestmark = pytest.mark.functional


@pytest.fixture(scope="module")
def site():
    with desk_site() as one:
        yield one


def test_from_the_first_password_to_a_passkey_that_signs_in_alone(browser, site):
    """The way everybody should go: choose a password, add a passkey, and never type the password again."""
    site.joins("Ines M", "nurse", must_change=True)
    context, page = window(browser, site)
    wire, key = passkeys(context, page)
    types_password(page, "Ines M")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password, once more").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    expect(page.get_by_role("heading", name="Protect your sign-in")).to_be_visible()
    page.get_by_label("What do you call this device?").fill("work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    assert len(wire.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    page.get_by_role("link", name="I have kept them, go on").click()
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    context.close()


def test_a_passkey_is_named_used_as_second_factor_and_removed(browser, site):
    """Everything one does with it in its life."""
    site.joins("Paul K", "nurse")
    context, page = window(browser, site, viewport={"width": 1440, "height": 900})
    passkeys(context, page)
    signs_in(page, "Paul K")
    page.get_by_role("link", name="My account").click()
    page.get_by_label("What do you call this device?").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status").first).to_contain_text("Your passkey is added")
    page.locator(".lines details").first.locator("summary").click()
    page.get_by_label("Name of laptop").fill("old laptop")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator(".lines").first).to_contain_text("old laptop")
    page.get_by_role("button", name="Sign out", exact=True).click()
    types_password(page, "Paul K")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    page.goto(f"{site.address}/staff/account")
    page.get_by_role("button", name="Remove old laptop").click()
    expect(page.get_by_role("status").first).to_contain_text("The passkey is removed")
    expect(page.locator("main")).to_contain_text("You have no passkey yet")
    context.close()


def test_a_device_that_has_a_passkey_already_says_so(browser, site):
    """Instead of making a second one that nobody can tell from the first."""
    site.joins("Rosa T", "nurse")
    context, page = window(browser, site)
    passkeys(context, page)
    types_password(page, "Rosa T")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("link", name="I have kept them, go on").click()
    page.goto(f"{site.address}/staff/account")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".passkey [role=status]")).to_have_text("This device already has a passkey for you.")
    context.close()


def test_a_passkey_that_is_not_unlocked_leaves_the_page_usable(browser, site):
    """The finger was wet; one tries again or types the password."""
    context, page = window(browser, site)
    wire, key = passkeys(context, page)
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".passkey [role=status]")).to_have_text("No passkey was used. You can try again.")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()
    context.close()


def test_a_passkey_from_another_practice_is_refused_in_words(browser, site):
    """The device offers one that this desk does not know."""
    with desk_site() as other:
        other.joins("Ines M", "nurse")
        context, page = window(browser, other)
        passkeys(context, page)
        types_password(page, "Ines M")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
        page.goto(f"{site.address}/staff/sign-in")  # the same machine, so the same name
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("That passkey did not work")
        context.close()


def test_at_an_address_of_figures_the_page_names_the_one_where_passkeys_work(browser, site):
    """Browsers make passkeys for names only; a button that cannot work is worse than none."""
    context, page = window(browser, site)
    page.goto(site.address.replace("localhost", "127.0.0.1") + "/staff/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("link", name=site.address)).to_be_visible()
    context.close()


def test_without_a_script_the_app_and_recovery_codes_work(browser, site):
    """Only passkeys need one; the buttons that would do nothing are not there."""
    site.joins("Otto B", "front_desk")
    context, page = window(browser, site, java_script_enabled=False)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    types_password(page, "Otto B")
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("needs a browser that can do it")
    sets_up_app(page)
    code = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them, go on").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    types_password(page, "Otto B")
    page.get_by_text("I do not have my phone or key").click()
    page.get_by_label("Recovery code", exact=True).fill(code.lower())
    page.locator("details").get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status").first).to_contain_text("You came in with a recovery code")
    expect(page.locator("main")).to_contain_text("9 left")
    context.close()


def test_the_square_is_what_an_app_reads(browser, site):
    """The drawing holds the address that the typed key belongs to, and scales with the page."""
    site.joins("Mona L", "nurse")
    context, page = window(browser, site)
    types_password(page, "Mona L")
    page.get_by_role("button", name="Set up an app").click()
    square = page.locator(".square svg")
    assert square.bounding_box()["width"] > 180
    staff = StaffView("staff-mona-l", "Mona L", "nurse", "", fresh=True)
    setup = site.run(site.application.desk.app_setup(staff))
    said = parse_qs(urlsplit(setup.otpauth).query)
    assert said["secret"][0].rstrip("=") == page.locator(".typed").inner_text().replace(" ", "")
    assert (said["issuer"], said["digits"], said["period"]) == (["Westchester Health"], ["6"], ["30"])
    drawn = segno.make_qr(setup.otpauth, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    assert square.locator(".qrline").get_attribute("d") == re.search(r'class="qrline"[^>]* d="([^"]+)"', drawn)[1]
    context.close()


def test_signing_in_works_by_keyboard_alone(browser, site):
    """From the door through the code to the list, and focus is always to be seen."""
    site.joins("Kay W", "front_desk")
    context, page = window(browser, site)
    secret = signs_in(page, "Kay W")
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    _tab_to(page, page.locator("#name"))
    page.keyboard.type("Kay W")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/step**")
    _tab_to(page, page.locator("#code"))
    assert page.locator("#code").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.type(totp(secret, time.time() + 30))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Requests")).to_be_visible()
    context.close()


def _tab_to(page, target):
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("never reached by keyboard")


def test_the_recovery_codes_can_be_printed_and_are_not_shown_again(browser, site):
    """On paper there are the codes and what they are for, and nothing of the desk around them."""
    site.joins("Vera N", "nurse")
    context, page = window(browser, site)
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    types_password(page, "Vera N")
    sets_up_app(page)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("button", name="Print").click()
    assert page.title() == "printed"
    page.emulate_media(media="print")
    expect(page.locator(".codes")).to_be_visible()
    expect(page.locator("header.top")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="I have kept them, go on").click()
    for path in ("/staff/account", "/staff/sign-in/step", "/staff/sign-in/step/app"):
        page.goto(site.address + path)
        assert not any(code in page.content() for code in codes)
    assert all(re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", code) for code in codes)
    context.close()


def test_a_demonstration_says_that_the_password_is_enough(browser):
    """And why it would not be with real patients."""
    with desk_site("required") as demo:
        context, page = window(browser, demo)
        expect(page.locator(".strip")).to_contain_text("This is a demonstration")
        types_password(page, "Nurse")
        page.wait_for_url("**/staff")
        page.get_by_role("link", name="My account").click()
        expect(page.locator("main")).to_contain_text("In this demonstration that is enough")
        context.close()
