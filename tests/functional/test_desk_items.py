"""What staff do with one request, in a real browser over the real desk, narrow and wide."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind, Status
from tests.functional.work_site import NARROW, WIDE

pytestmark = pytest.mark.functional
expect.set_options(timeout=15_000)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


def button(page, verb):
    return page.locator(f"button[data-verb={verb}]")


@SIZES
def test_a_request_is_taken_answered_and_closed(site, browser, size):
    """The everyday path; each step says what it did, and the answer goes by itself after its seconds."""
    ref = site.item()
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}", viewport=size)
    button(page, "take").click()
    expect(page.locator(".done")).to_contain_text("You have it now")
    page.get_by_label("Answer to the patient").fill("Please come on Thursday.")
    button(page, "reply").click()
    expect(page.locator(".delivery")).to_have_text("Goes out in a few seconds")
    expect(page.locator(".delivery")).to_have_text(re.compile("Patient was told|private inbox"))  # without a reload
    expect(button(page, "take_back")).to_have_count(0)
    page.get_by_label("How did it end?").select_option("answered")
    button(page, "close").click()
    expect(page.locator(".done")).to_contain_text("Closed.")
    kept = site.kept(ref)
    assert (kept.status, kept.outcome) == (Status.CLOSED, "answered")
    button(page, "reopen").click()
    expect(page.locator(".marks")).to_contain_text("Waiting")
    page.context.close()


@SIZES
def test_a_reply_is_taken_back_and_mended(site, browser, size):
    """Seen a second too late, and still in time."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}", viewport=size)
    page.get_by_label("Answer to the patient").fill("Your tset is in.")
    button(page, "reply").click()
    button(page, "take_back").first.click()
    expect(page.locator(".done")).to_contain_text("Nothing was sent")
    assert page.get_by_label("Answer to the patient").input_value() == "Your tset is in."
    page.get_by_label("Answer to the patient").fill("Your test is in.")
    button(page, "reply").click()
    expect(page.locator(".delivery")).to_have_text(re.compile("Patient was told|private inbox"))
    assert site.told(ref).count("inbox.waiting") == 1
    page.context.close()


@SIZES
@pytest.mark.parametrize("verb", ["take", "release", "close"])
def test_a_move_is_undone_with_one_press(site, browser, size, verb):
    """And the way back is gone when its seconds are over."""
    ref = site.item()
    if verb != "take":
        site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}", viewport=size)
    button(page, verb).click()
    expect(button(page, "undo")).to_be_visible()
    button(page, "undo").click()
    expect(page.locator(".done")).to_have_text("Undone.")
    expect(button(page, "undo")).to_have_count(0)
    kept = site.kept(ref)
    assert (kept.status, kept.assignee) == ((Status.OPEN, None) if verb == "take" else (Status.TAKEN, "Nora"))
    page.context.close()


def test_the_way_to_undo_goes_when_it_would_not_work_any_more(site, browser):
    """A button that only refuses is worse than none."""
    ref = site.item()
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}")
    button(page, "take").click()
    expect(button(page, "undo")).to_be_visible()
    expect(button(page, "undo")).to_have_count(0, timeout=12_000)
    page.context.close()


@SIZES
def test_a_request_is_handed_to_a_role_and_to_a_colleague(site, browser, size):
    """With a note that the colleague finds in the thread."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}", viewport=size)
    page.get_by_text("Hand it on", exact=True).first.click()
    page.get_by_label("To whom?").select_option("staff:s-felix")
    page.get_by_label("Note for them").fill("he is on the phone")
    button(page, "transfer").click()
    expect(page.locator(".done")).to_contain_text("Handed on.")
    expect(page.locator(".post.note")).to_contain_text("Handed to Felix. he is on the phone")
    assert site.kept(ref).assignee == "Felix"
    button(page, "undo").click()
    expect(page.locator(".done")).to_have_text("Undone.")
    page.get_by_text("Hand it on", exact=True).first.click()
    page.get_by_label("To whom?").select_option("role:provider")
    button(page, "transfer").click()
    expect(page.locator(".marks")).to_contain_text("Waiting")
    assert (site.kept(ref).status, site.kept(ref).role) == (Status.OPEN, "provider")
    page.context.close()


@SIZES
@pytest.mark.parametrize("script", [True, False])
def test_a_ready_answer_is_put_in_with_and_without_a_script(site, browser, size, script):
    """Its places are filled; its blank is marked, and refuses to be sent."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}", viewport=size, java_script_enabled=script)
    page.get_by_label("Answer to the patient").fill("Good morning.")
    page.get_by_label("Ready answers").select_option("message.received")
    page.get_by_role("button", name="Put it in").click()
    box = page.get_by_label("Answer to the patient")
    expect(box).to_have_value(re.compile(r"Good morning\.\n\nHello Marisol, .*\[by when\]"))
    button(page, "reply").click()
    expect(page.get_by_role("alert")).to_contain_text("Something is left to fill in: [by when]")
    box = page.get_by_label("Answer to the patient")
    expect(box).to_have_value(re.compile(r"\[by when\]"))
    box.fill(box.input_value().replace("[by when]", "tomorrow"))
    button(page, "reply").click()
    expect(page.locator(".post.staff")).to_contain_text("You will hear from us here tomorrow.")
    page.context.close()


def test_typing_goes_over_the_blank_of_a_ready_answer(site, browser):
    """One key less."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}")
    page.get_by_label("Ready answers").select_option("message.received")
    page.get_by_role("button", name="Put it in").click()
    page.keyboard.type("by noon")
    expect(page.get_by_label("Answer to the patient")).to_have_value(re.compile(r"from us here by noon\."))
    page.context.close()


def test_what_the_patient_writes_appears_while_an_answer_is_typed(site, browser):
    """And what was typed stays where it is."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}")
    page.get_by_label("Answer to the patient").fill("a careful ans")
    site.says(ref, "one thing more: it itches")
    expect(page.locator(".post.patient")).to_contain_text("it itches")
    assert page.get_by_label("Answer to the patient").input_value() == "a careful ans"
    page.context.close()


def test_a_page_whose_request_went_to_somebody_else_says_so_and_keeps_the_draft(site, browser):
    """A colleague with more rights handed it on; the words are not lost with it."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}")
    page.get_by_label("Answer to the patient").fill("a careful answer")
    lena = site.run(site._who("Lena"))
    site.run(site.app.desk.transfer(lena, ref, "staff:s-felix"))
    expect(page.locator("#changed")).to_be_visible()
    button(page, "reply").click()
    expect(page.get_by_role("alert")).to_contain_text("You do not have this request")
    assert page.get_by_label("Answer to the patient").input_value() == "a careful answer"
    page.context.close()


@pytest.mark.parametrize("breaks", [False, True])
def test_what_happens_before_the_line_is_there_is_told_all_the_same(site, browser, *, breaks):
    """While the browser connects, or while its line is down, the request goes to somebody else."""
    ref = site.item()
    site.act("Nora", ref, "take")
    page = site.at_desk(browser, "Nora", f"/staff/items/{ref}")
    lena, tries = site.run(site._who("Lena")), []

    def connecting(route):
        tries.append(route.request.url)
        if len(tries) == 1:
            site.run(site.app.desk.transfer(lena, ref, "staff:s-felix"))
        if breaks and len(tries) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/staff/stream?*", connecting)
    page.reload(wait_until="commit")
    expect(page.locator("[data-live=item]")).to_have_attribute("data-stands", re.compile("felix", re.IGNORECASE))
    assert site.kept(ref).assignee == "Felix"
    page.context.close()


def test_back_leads_to_the_list_as_it_was(site, browser):
    """Whoever works through the refills comes back to the refills."""
    ref = site.item(Kind.REFILL)
    page = site.at_desk(browser, "Nora", "/staff?show=unassigned&kind=refill")
    page.get_by_role("link", name=ref).click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile("show=unassigned&kind=refill"))
    page.context.close()
