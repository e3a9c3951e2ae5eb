"""The patient's own pages in a real browser: narrow and wide, light and dark, with and without a script, for everybody."""

from __future__ import annotations

import pytest

from bot.web.access import Browser
from tests.functional.pages import window
from tests.functional.test_pages_accessible import check, check_lights
from tests.unit.web.fake_own import REFS, furnish_own
from tests.unit.web.scene import HOSTILE

pytestmark = pytest.mark.functional
WIDTHS, THEMES, SCRIPTS = (320, 390, 1280), ("light", "dark"), (True, False)
PAGES = ("/inbox", "/devices", *(f"/inbox/{ref}" for ref in REFS))


def entered(browser, served, hostile=(), **options):
    """A window whose person is confirmed, with one matter of each look."""
    context, page = window(browser, served, **options)
    page.goto(served.address)
    token = next(one["value"] for one in context.cookies() if one["name"] == "window")
    served.do(furnish_own, served.office, Browser(token).address, hostile)
    return context, page, Browser(token).address


def read(served, address, ref):
    """Which lines of a matter were told to have been shown."""
    return sorted({line for whose, lines in served.office.seen if whose == f"{address}:{ref}" for line in lines})


def becomes(page, look, wanted):
    for _ in range(60):
        if look() == wanted:
            return
        page.wait_for_timeout(50)
    assert look() == wanted


@pytest.mark.parametrize("script", SCRIPTS, ids=("script", "plain"))
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_ones_own_can_be_used_by_everybody(browser, served, width, script):
    """Nothing to scroll sideways for, and nothing that axe finds; axe itself needs a script, the layout does not."""
    options = {"viewport": {"width": width, "height": 800}, "java_script_enabled": script}
    context, page, _ = entered(browser, served, **options)
    for path in PAGES:
        page.goto(served.address + path)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            if script:
                check(page)
            assert page.locator("h1").bounding_box()["width"] <= width
            boxes = [one.bounding_box() for one in page.locator("main a, main button").all()]
            assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes if box)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_door_can_be_used_by_everybody(browser, served, width):
    """Whoever is not confirmed must find the way as well."""
    context, page = window(browser, served, viewport={"width": width, "height": 800})
    page.goto(f"{served.address}/devices")
    check_lights(page)
    page.goto(f"{served.address}/inbox")
    check_lights(page)
    page.get_by_role("button", name="Confirm that it's me").click()
    page.wait_for_url("**/#latest")
    context.close()


@pytest.mark.parametrize("script", SCRIPTS, ids=("script", "plain"))
def test_an_answer_is_read_once_it_was_on_the_screen(browser, served, script):
    """Opened from the list by one tap."""
    context, page, address = entered(browser, served, java_script_enabled=script)
    page.goto(f"{served.address}/inbox")
    assert read(served, address, REFS[0]) == []
    page.get_by_role("link", name="Refill request").click()
    page.wait_for_url(f"**/inbox/{REFS[0]}")
    becomes(page, lambda: read(served, address, REFS[0]), [2])
    context.close()


def test_an_answer_below_the_fold_is_read_when_it_comes_into_view(browser, served):
    """A page that was opened and left at its first line has shown its first line."""
    context, page, address = entered(browser, served, HOSTILE, viewport={"width": 320, "height": 500})
    page.goto(f"{served.address}/inbox/{REFS[0]}")
    page.wait_for_timeout(1500)
    before = read(served, address, REFS[0])
    last = len(HOSTILE) + 2
    assert last not in before
    page.locator(f'[data-line="{last}"]').scroll_into_view_if_needed()
    becomes(page, lambda: last in read(served, address, REFS[0]), wanted=True)
    assert page.title() != "ran"
    context.close()


def test_the_page_leaves_the_screen_when_it_may_not_stand_any_longer(browser, served):
    """The phone was put down: what is left on it is the door. Without a script the browser itself asks again."""
    for script in SCRIPTS:
        context, page, address = entered(browser, served, java_script_enabled=script)
        served.do(lapse, served, 2)
        page.goto(f"{served.address}/inbox")
        assert page.get_by_text(REFS[0]).count() == 1
        served.do(served.office.set, address, level="LINKED")
        page.get_by_role("button", name="Confirm that it's me").wait_for(timeout=9000)
        assert page.get_by_text(REFS[0]).count() == 0
        served.do(lapse, served, None)
        context.close()


def lapse(served, seconds):
    """Have what was confirmed end after so many seconds."""
    served.office.short = seconds


def test_the_keyboard_goes_through_a_matter_in_the_order_of_reading(browser, served):
    """Skip link, the practice, the ways to other pages, then the matter itself."""
    context, page, _ = entered(browser, served)
    page.goto(f"{served.address}/inbox")
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 14)"))
    order = ["Skip to the pa", "Call 911", "Chat", "My messages", "Refill request"]
    assert [reached.index(one) for one in order] == sorted(reached.index(one) for one in order)
    context.close()


@pytest.mark.parametrize("script", SCRIPTS, ids=("script", "plain"))
def test_a_device_is_unlinked_and_notices_are_chosen_by_plain_forms(browser, served, script):
    """The two things that one comes for, each one tap and an answer."""
    context, page, address = entered(browser, served, java_script_enabled=script)
    page.goto(f"{served.address}/devices")
    page.get_by_role("button", name="Unlink", exact=True).first.click()
    page.get_by_text("It is unlinked.").wait_for()
    assert len(served.office.linked[address]) == 3
    page.get_by_label("By e-mail only").check()
    page.get_by_label("Also at night").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert served.office.chosen[address] == ("mail", True)
    assert page.get_by_label("By e-mail only").is_checked()
    page.get_by_role("button", name="Unlink this one").click()
    page.wait_for_url(served.address + "/")
    assert Browser(next(one["value"] for one in context.cookies() if one["name"] == "window")).address != address
    context.close()
