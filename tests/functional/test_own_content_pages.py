"""The pages of hours and wording in a real browser: for everybody, narrow and wide, light and dark, by keyboard, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.functional.desk_site import desk_site, signs_in, window
from tests.functional.pages import ARGUMENTS, CHROMIUM
from tests.functional.test_pages_accessible import check, check_lights

pytestmark = pytest.mark.functional

WIDTHS = pytest.mark.parametrize("width", [390, 1440])
BAD = "Call (914) 232-1919.\n\nThe {nothing} <script>document.title='ran'</script> \u05e9\u05dc\u05d5\u05dd."
PRACTICE = "/staff/practice"
PATIENT = 40_000
"""Milliseconds. The first check reads the whole content, screening examples and all, on whatever machine runs the tests."""


@pytest.fixture(scope="module")
def site():
    with desk_site() as one:
        yield one


def comes(browser, site, name, width=1440, **options):
    """Somebody who may change everything signs in."""
    site.joins(name, "lead")
    context, page = window(browser, site, viewport={"width": width, "height": 900}, **options)
    page.set_default_timeout(PATIENT)
    signs_in(page, name)
    return context, page


def saves(page) -> None:
    """Save and check, and wait until it is done."""
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("status").first).to_have_text("Your draft is saved and checked.", timeout=PATIENT)


def said(site, key="faq.fee") -> str:
    """What a patient reads."""
    return site.application.services.content.say(key)


@WIDTHS
def test_every_page_of_hours_and_wording_can_be_used_by_everybody(browser, site, width):
    """Lists, forms, findings, previews and history, with signs of every kind in them."""
    context, page = comes(browser, site, f"Look {width}", width)
    page.goto(site.address + PRACTICE)
    check_lights(page)
    page.goto(f"{site.address}{PRACTICE}/faq/fee")
    check_lights(page)
    page.get_by_label("Words", exact=True).fill(BAD)
    saves(page)
    expect(page.locator("#faults")).to_contain_text("Not ready yet: 3 to mend")
    assert page.title() != "ran"
    check_lights(page)
    page.get_by_label("Words", exact=True).fill(f"It is {{portal.fee}}. We looked at it at {width} wide.")
    saves(page)
    check_lights(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_have_text("Published. Patients read it from now on.", timeout=PATIENT)
    assert said(site) == f"It is free. We looked at it at {width} wide."
    page.get_by_text("Facts that fill themselves").click()
    page.locator(".revisions summary").first.click()
    check_lights(page)
    for slug in ("office-hours", "support-hours", "office-holidays"):
        page.goto(f"{site.address}{PRACTICE}/hours/{slug}")
        check_lights(page)
    page.get_by_label("Row 1: Name").fill("")
    page.get_by_label("Row 2: Date").fill("2020-01-01")
    saves(page)
    check_lights(page)
    for path in ("/history", "/faq/nothing"):
        page.goto(site.address + PRACTICE + path)
        check_lights(page)
    context.close()


@WIDTHS
def test_a_lead_sets_hours_with_a_break_and_a_short_day(browser, site, width):
    """A table and a list, no file and no manual."""
    context, page = comes(browser, site, f"Hours {width}", width)
    opens = "08:30" if width == 390 else "09:30"
    page.get_by_role("link", name="Hours and wording").click()
    page.get_by_role("link", name="Office hours").click()
    for what, at in (("Opens", opens), ("Break from", "12:15"), ("Break until", "13:00")):
        page.get_by_label(f"Tuesday: {what}").fill(at)
    page.get_by_label("Friday: Opens").fill("")
    page.get_by_label("Friday: Closes").fill("")
    saves(page)
    expect(page.locator(".would")).to_contain_text(f"Tuesday, {opens[1:]} am to 12:15 pm and 1:00 pm to 4:30 pm")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".now")).to_contain_text("12:15 pm", timeout=PATIENT)
    assert "Friday" not in said(site, "hours.open")
    page.get_by_role("link", name="All hours and wording").click()
    page.get_by_role("link", name="Holidays and short days").click()
    row = page.locator("tr", has=page.locator("input[type=date][value='']")).first
    row.locator("input[type=date]").fill(f"2027-03-{width // 100:02d}")
    row.locator("input[name$=_name]").fill("Training")
    row.locator("input[type=time]").nth(0).fill("08:00")
    row.locator("input[type=time]").nth(1).fill("12:00")
    page.get_by_label("Remove Labor Day").first.check()
    saves(page)
    expect(page.locator(".differ .added")).to_contain_text("8:00 am to 12:00 pm. Training")
    expect(page.locator(".differ .removed")).to_contain_text("Labor Day")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("Published", timeout=PATIENT)
    context.close()


def test_everything_is_done_by_keyboard_alone(browser, site):
    """Draft, mend, publish and put back, without a mouse."""
    context, page = comes(browser, site, "Keys K")
    page.get_by_role("link", name="Hours and wording").press("Enter")
    page.get_by_role("link", name="Is it safe?").press("Enter")
    page.get_by_label("Words", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("The portal is {very} safe.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#faults")).to_contain_text("Line 1", timeout=PATIENT)
    page.get_by_label("Words", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("The portal is safe.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The check found nothing.")).to_be_visible(timeout=PATIENT)
    page.get_by_label("Words", exact=True).focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Publish")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Published", timeout=PATIENT)
    assert said(site, "faq.security") == "The portal is safe."
    page.get_by_role("button", name="Put back: As delivered").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("It is put back.", timeout=PATIENT)
    assert "encrypted" in said(site, "faq.security")
    context.close()


def test_a_draft_is_kept_while_it_is_typed_and_publishing_hides_until_it_is_checked(browser, site):
    """A page that is closed by accident costs a few seconds of typing; and what was checked is what is published."""
    context, page = comes(browser, site, "Keeps K")
    address = f"{site.address}{PRACTICE}/faq/quick-guide"
    page.goto(address)
    page.get_by_label("Words", exact=True).fill("Look at the {guide.name}.")
    saves(page)
    page.get_by_label("Words", exact=True).press("Control+End")
    page.keyboard.type(" It is short.")
    expect(page.get_by_role("button", name="Publish")).to_be_hidden()
    expect(page.locator("#keeping")).to_have_text("Your draft is saved.", timeout=15_000)
    page.goto(f"{site.address}/staff")
    page.goto(address)
    expect(page.get_by_label("Words", exact=True)).to_have_value("Look at the {guide.name}. It is short.")
    expect(page.get_by_text("This draft is not checked yet.")).to_be_visible()
    page.get_by_label("Words", exact=True).press("Control+End")
    page.keyboard.type(" Read it.")
    saves(page)
    page.get_by_role("button", name="Throw this draft away").click()
    expect(page.get_by_role("status").first).to_have_text("Your draft is thrown away.")
    context.close()


def test_two_editors_in_two_browsers_lose_nothing(browser, site):
    """The second is told, has both wordings beside each other, and decides."""
    one, lena = comes(browser, site, "Lena Two")
    two, adam = comes(browser, site, "Adam Two")
    for page, words in ((lena, "Lena wrote this."), (adam, "Adam wrote this.")):
        page.goto(f"{site.address}{PRACTICE}/faq/services")
        page.get_by_label("Words", exact=True).fill(words)
        saves(page)
    expect(adam.locator("main")).to_contain_text("Lena Two has a draft of this too")
    for page in (adam, lena):
        page.get_by_role("button", name="Publish").click()
    expect(lena.get_by_role("alert")).to_contain_text(
        "Adam Two published another wording after you began.", timeout=PATIENT
    )
    expect(lena.get_by_label("Words", exact=True)).to_have_value("Lena wrote this.")
    expect(lena.locator(".now")).to_contain_text("Adam wrote this.")
    saves(lena)
    lena.get_by_role("button", name="Publish").click()
    expect(lena.get_by_role("status").first).to_contain_text("Published", timeout=PATIENT)
    assert said(site, "faq.services") == "Lena wrote this."
    one.close()
    two.close()


def test_everything_works_without_script(browser, site):
    """A locked-down browser is enough."""
    site.joins("Plain P", "lead")
    context, page = window(browser, site, java_script_enabled=False)
    page.set_default_timeout(PATIENT)
    signs_in(page, "Plain P")
    page.goto(f"{site.address}{PRACTICE}/faq/sign-up")
    page.get_by_label("Words", exact=True).fill("Ask us, and we sign you up.")
    saves(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("Published", timeout=PATIENT)
    assert said(site, "faq.sign_up") == "Ask us, and we sign you up."
    context.close()


@pytest.mark.parametrize("role", ["Nurse", "Front Desk", "Portal Support"])
def test_other_roles_find_neither_a_link_nor_a_page(browser, role):
    """The menu and the pages agree."""
    with desk_site() as fresh:
        context, page = window(browser, fresh)
        signs_in(page, role)
        expect(page.get_by_role("link", name="Hours and wording")).to_have_count(0)
        page.goto(f"{fresh.address}{PRACTICE}/faq/fee")
        expect(page.locator("main")).to_contain_text("not one for your role")
        expect(page.locator("main form")).to_have_count(0)
        check(page)
        context.close()


def test_the_pages_hold_together_at_twice_the_text_size(browser, site):
    """Nothing scrolls sideways, and nothing is cut off."""
    large = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    context, page = comes(large, site, "Large O", 780)
    for path in ("", "/faq/fee", "/hours/office-hours", "/hours/office-holidays", "/history"):
        page.goto(site.address + PRACTICE + path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
    large.close()


def test_no_page_breaks_the_content_policy(browser, site):
    """Nothing comes from elsewhere, and nothing is written into the page that could run."""
    context, page = comes(browser, site, "Policy O")
    broken, asked = [], []
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "/faq/fee", "/hours/office-hours", "/hours/office-holidays", "/history"):
        page.goto(site.address + PRACTICE + path)
    page.wait_for_timeout(200)
    assert broken == []
    assert [url for url in asked if not url.startswith((site.address, "data:"))] == []
    context.close()


LABELS = """() => [...document.querySelectorAll('.list tbody td[data-label]')].filter(one => one.offsetParent && !one.matches('.blank'))
  .map(one => getComputedStyle(one, '::before').content).filter(content => content === 'none' || content === 'normal').length"""


def test_on_a_phone_every_field_of_a_table_says_what_it_is(browser, site):
    """Where the head of the table is gone, seven bare fields in a row are a riddle."""
    context, page = comes(browser, site, "Phone P", 390)
    for path in (f"{PRACTICE}/hours/office-holidays", f"{PRACTICE}/hours/office-hours", PRACTICE, "/staff/people"):
        page.goto(site.address + path)
        assert page.locator(".list tbody td[data-label]").count()
        assert page.evaluate(LABELS) == 0, path
    context.close()
