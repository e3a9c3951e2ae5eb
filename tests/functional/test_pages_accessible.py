"""Every page can be used by everybody: checked by axe-core at WCAG 2.2 AA, in both themes, narrow and wide."""

from __future__ import annotations

import pytest

from tests.functional.pages import ARGUMENTS, AXE, CHROMIUM, COLOURS, RULES, WRONG, sign_in, window
from tests.unit.web.fakes import GOOD_LINK, GOOD_RESET, WHOLE_RESET
from tests.unit.web.scene import SCENES

pytestmark = pytest.mark.functional

LOOKS = [("light", 320), ("dark", 1280), ("dark", 390)]
OPEN = {
    "first visit": "/",
    "mailbox": "/mailbox",
    "link": f"/s/{GOOD_LINK}",
    "dead link": "/s/used",
    "reset": f"/portal/reset/{GOOD_RESET}",
    "reset everything": f"/portal/reset/{WHOLE_RESET}",
    "dead reset": "/portal/reset/used",
    "reset done": "/portal/done",
    "missing": "/nowhere",
}
DOOR = {"sign-in": "/staff/sign-in"}
DESK = {
    "list": "/staff", "list of mine": "/staff?show=mine", "empty list": "/staff?show=overdue&kind=refill",
    "free": "/staff/items/WH-7K2M",
    "mine": "/staff/items/WH-2QX9", "urgent": "/staff/items/WH-9RF1", "with other": "/staff/items/WH-4TT8",
    "closed": "/staff/items/WH-1AB2", "hostile": "/staff/items/WH-HOST", "no such": "/staff/items/none",
}  # fmt: skip


def check(page, rules=RULES):
    """No violation, and nothing to scroll sideways for."""
    page.wait_for_load_state(
        "load"
    )  # a page whose style sheet is still on its way is judged by the browser's own colours
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(WRONG, rules)
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def check_lights(page):
    """The same in either theme. They differ in colours alone, so in the dark one nothing else is asked again."""
    for theme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)
        check(page, rules)


def check_looks(page):
    """The same narrow, wide, and as a phone is: a page that stands there is looked at again, not loaded again."""
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 700})
        check(page)


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_conversation_can_be_read_and_answered_by_everybody(browser, served, scene):
    """The page as it stands with each kind of line on it."""
    context, page = window(browser, served, scene)
    page.goto(served.address)
    check_looks(page)
    context.close()


@pytest.mark.parametrize("name", sorted(OPEN | DOOR))
def test_every_open_page_can_be_used_by_everybody(browser, served, name):
    """Errors are pages too."""
    context, page = window(browser, served)
    page.goto(served.address + (OPEN | DOOR)[name])
    check_looks(page)
    context.close()


def test_every_staff_page_can_be_used_by_everybody(browser, served):
    """Staff have bodies as different as patients'."""
    context, page = window(browser, served)
    sign_in(page, served)
    for path in DESK.values():
        page.goto(served.address + path)
        check_looks(page)
    context.close()


def test_the_chat_holds_together_at_twice_the_text_size(browser, served):
    """Many patients read with large letters: nothing scrolls sideways, and nothing pinned covers the message box."""
    large = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    _, page = window(large, served, "alarm", viewport={"width": 390, "height": 844})
    page.goto(served.address)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#text").click()
    assert page.locator("#text").bounding_box()["width"] > 120
    page.locator("#alarm").get_by_role("link", name="Call 911").click(trial=True)
    large.close()


@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize("answer", ["Biscuit", "chest pain"])
def test_the_reset_page_can_be_mended_by_everybody(browser, served, answer, theme, width):
    """The page with its errors, and with guidance on top of it."""
    context, page = window(browser, served, color_scheme=theme, viewport={"width": width, "height": 700})
    page.goto(f"{served.address}/portal/reset/{GOOD_RESET}")
    for name in ("password", "again"):
        page.fill(f"#{name}", "short")
    for row in (1, 2, 3):
        page.select_option(f"#question{row}", str(row))
        page.fill(f"#answer{row}", answer)
    page.click("form button")
    check(page)
    context.close()
