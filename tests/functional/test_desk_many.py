"""Several requests of the list by one press, in a real browser: ticked by mouse, finger and keys, done, told, undone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind, Status
from tests.functional.test_desk_items import button
from tests.functional.test_desk_keys import press
from tests.functional.test_pages_accessible import check_lights
from tests.functional.work_site import NARROW, WIDE

pytestmark = pytest.mark.functional
expect.set_options(timeout=15_000)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@pytest.fixture
def refs(site):
    """Five requests that nobody has, alone in the list of their kind; what is left of them is closed afterwards."""
    made = [site.item(Kind.REFILL) for _ in range(5)]
    yield made
    for ref in made:
        while (kept := site.kept(ref)).status is not Status.CLOSED:
            site.act(
                "Lena" if kept.status is Status.OPEN else kept.assignee,
                ref,
                "take" if kept.status is Status.OPEN else "close",
            )


def tick(page, ref):
    return page.locator(f"#rows tr[data-ref='{ref}'] .tick input")


def ticked(page):
    return [box.get_attribute("name").removeprefix("item.") for box in page.locator(".tick input:checked").all()]


def holders(site, refs):
    return [site.kept(ref).assignee for ref in refs]


@SIZES
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_several_are_taken_and_what_a_colleague_has_is_told(site, browser, refs, size, script):
    """Three of four are there, and the fourth says who has it; without a script too."""
    page = site.at_desk(browser, "Nora", "/staff?show=open&kind=refill", viewport=size, java_script_enabled=script)
    site.act("Lena", refs[1], "take") if not script else None
    for ref in refs[:4]:
        tick(page, ref).check()
    site.act("Lena", refs[1], "take") if script else None
    button(page, "take").click()
    expect(page.locator(".became .done")).to_contain_text("You have them now: 3.")
    expect(page.locator(".became .trouble")).to_contain_text(
        re.compile(f"Not done: 1.*{refs[1]} Lena has it", re.DOTALL)
    )
    assert holders(site, refs) == ["Nora", "Lena", "Nora", "Nora", None]
    assert ticked(page) == []
    page.context.close()


@SIZES
def test_several_are_closed_with_an_outcome_and_brought_back(site, browser, refs, size):
    """Closing asks how they ended first; one press takes all of it back."""
    for ref in refs:
        site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", "/staff?show=mine&kind=refill", viewport=size)
    expect(page.locator("#many")).to_be_hidden()  # Nothing crowds the list until something is selected.
    page.get_by_label("Select all on this page").check()
    expect(page.locator("#many-count")).to_have_text("5 selected")
    tick(page, refs[4]).uncheck()
    assert page.get_by_label("Select all on this page").evaluate("one => one.indeterminate")
    expect(button(page, "close")).to_be_hidden()
    page.locator("#many summary", has_text="Close").click()
    button(page, "close").click()
    expect(page.get_by_role("alert")).to_contain_text("choose how they ended")
    assert ticked(page) == refs[:4]
    page.locator("#many summary", has_text="Close").click()
    page.get_by_label("How did it end?").select_option("approved")
    button(page, "close").click()
    expect(page.locator(".became")).to_contain_text("Closed: 4.")
    assert {site.kept(ref).outcome for ref in refs[:4]} == {"approved"}
    button(page, "undo").click()
    expect(page.locator(".became")).to_contain_text("Undone: 4.")
    assert holders(site, refs) == ["Nora"] * 5
    page.context.close()


@SIZES
def test_several_are_handed_on_and_given_back(site, browser, refs, size):
    """To one colleague with a note, and the rest back into the list."""
    for ref in refs:
        site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", "/staff?show=mine&kind=refill", viewport=size)
    for ref in refs[:2]:
        tick(page, ref).check()
    page.locator("#many summary", has_text="Hand on").click()
    page.get_by_label("To whom?").select_option("staff:s-lena")
    page.get_by_label("Note for them").fill("the pharmacy called")
    button(page, "transfer").click()
    expect(page.locator(".became")).to_contain_text("Handed on: 2.")
    for ref in refs[2:]:
        tick(page, ref).check()
    button(page, "release").click()
    expect(page.locator(".became")).to_contain_text("Given back: 3.")
    assert holders(site, refs) == ["Lena", "Lena", None, None, None]
    page.goto(f"{site.address}/staff/items/{refs[0]}")
    expect(page.locator(".post.note")).to_contain_text("Handed to Lena. the pharmacy called")
    page.context.close()


@SIZES
def test_all_of_it_goes_by_keys_and_can_be_used_by_everybody(site, browser, refs, size):
    """Ticked by x, by Shift with x for a stretch; a leads to the bar; Enter in a box opens the row and posts nothing."""
    page = site.at_desk(browser, "Nora", "/staff?show=unassigned&kind=refill", viewport=size)
    check_lights(page)
    press(page, "a")
    expect(page.locator("#key-told")).to_contain_text("No request is selected")
    press(page, "j", "x", "j", "j", "j", "Shift+X")
    assert ticked(page) == refs[:4]
    expect(page.locator("#told")).to_have_text("4 selected")
    press(page, "k", "x")
    assert ticked(page) == [*refs[:2], refs[3]]
    check_lights(page)
    press(page, "a")
    expect(button(page, "take")).to_be_focused()
    check_lights(page)
    site.act("Lena", refs[1], "take")
    expect(page.locator(f"#rows tr[data-ref='{refs[1]}']")).to_have_count(0)
    assert ticked(page) == [refs[0], refs[3]]  # The list was renewed, and what was ticked still is.
    expect(page.locator("#many-count")).to_have_text("2 selected")
    expect(button(page, "take")).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".became")).to_be_focused()
    expect(page.locator(".became")).to_contain_text("You have them now: 2.")
    check_lights(page)
    tick(page, refs[2]).focus()
    press(page, "Space", "Enter")
    expect(page).to_have_url(re.compile(f"/staff/items/{refs[2]}$"))
    assert holders(site, refs) == ["Nora", "Lena", None, "Nora", None]
    page.goto(f"{site.address}/staff?show=open&kind=refill")
    for ref in refs:
        tick(page, ref).check()
    for fold in ("Hand on", "Close"):
        page.locator("#many summary", has_text=fold).click()
        check_lights(page)
    page.get_by_label("How did it end?").select_option("done")
    button(page, "close").click()
    expect(page.locator(".became")).to_contain_text("Not done: 3")
    check_lights(page)
    page.context.close()


def test_enter_in_a_box_posts_nothing_without_a_script_either(site, browser, refs):
    """Browsers press the first button of a form then; it must not be *take*."""
    page = site.at_desk(browser, "Nora", "/staff?show=unassigned&kind=refill", java_script_enabled=False)
    tick(page, refs[0]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("choose what to do with them")
    assert ticked(page) == refs[:1]
    assert holders(site, refs) == [None] * 5
    page.context.close()


def test_a_stretch_is_ticked_with_shift_and_the_mouse_and_a_reload_posts_nothing(site, browser, refs):
    """As in every mailbox; and the page of what was done is the list again when it is reloaded."""
    page = site.at_desk(browser, "Nora", "/staff?show=unassigned&kind=refill")
    tick(page, refs[3]).click()
    tick(page, refs[1]).click(modifiers=["Shift"])
    assert ticked(page) == refs[1:4]
    button(page, "take").click()
    expect(page.locator(".became")).to_contain_text("You have them now: 3.")
    expect(page).to_have_url(re.compile(r"/staff\?show=unassigned&kind=refill"))
    page.reload()
    expect(page.locator(".became")).to_have_count(0)
    page.context.close()


def test_a_press_twice_says_what_the_first_one_did(site, browser, refs):
    """The browser shows the answer to the second press of a double click."""
    page = site.at_desk(browser, "Nora", "/staff?show=unassigned&kind=refill", java_script_enabled=False)
    for ref in refs:
        tick(page, ref).check()
    button(page, "take").dblclick()
    expect(page.locator(".became")).to_contain_text("You have them now: 5.")
    assert [site.kept(ref).moves for ref in refs] == [1] * 5
    page.context.close()
