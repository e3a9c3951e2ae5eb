"""Answers that are more than words, in real browsers on both sides of the desk: a visit, a refill, a reset token; and notes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.queue.item import Kind, Status
from policies import opening
from tests.functional.work_site import NARROW, WIDE

pytestmark = pytest.mark.functional
expect.set_options(timeout=15_000)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


def button(page, verb):
    return page.locator(f"button[data-verb={verb}]")


def mornings(site, many):
    """The next days, a week from now on, that the practice is open on at ten."""
    practice, now = site.app.services.content.practice, site.app.services.local_now()
    at = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)
    found = []
    while len(found) < many:
        if opening.is_open(practice.hours, at):
            found.append(at)
        at += timedelta(days=1)
    return found


def fill_times(page, times):
    """The form of the visit, filled in."""
    if len(times) > 1:
        page.get_by_text("More times to choose from").click()
    for number, at in enumerate(times, start=1):
        page.locator(f"#day{number}").fill(at.date().isoformat())
        page.locator(f"#time{number}").fill(at.strftime("%H:%M"))


def taken(site, browser, name, kind, size, **options):
    """A request that somebody has, open before them."""
    ref = site.item(kind)
    site.act(name, ref, "take")
    return ref, site.at_desk(browser, name, f"/staff/items/{ref}", viewport=size, **options)


@SIZES
def test_a_time_is_proposed_taken_in_the_chat_booked_and_put_in_both_calendars(site, browser, size):
    """The whole way of a visit; neither side loads a page anew to see what the other did."""
    ref, desk = taken(site, browser, "Felix", Kind.APPOINTMENT, size)
    chat = site.at_chat(browser, ref, viewport=size)
    fill_times(desk, mornings(site, 1))
    desk.get_by_label("A word to go with it").fill("Please bring your card.")
    button(desk, "propose").click()
    expect(desk.locator(".done")).to_contain_text("Your proposal goes out")
    expect(chat.locator("#log")).to_contain_text("Please bring your card.")
    expect(desk.locator(".visit-state")).to_contain_text("has not answered the proposal yet")
    chat.get_by_role("button", name="Yes, that works").click()
    expect(chat.locator("#log")).to_contain_text("It is booked once they confirm it")
    expect(desk.locator(".visit-state")).to_contain_text("The patient takes")
    button(desk, "book_taken").click()
    expect(chat.locator("#log")).to_contain_text("is booked")
    expect(desk.locator(".marks")).to_contain_text("Closed")
    for page, link in (
        (chat, chat.get_by_role("link", name="Put it in my calendar").last),
        (desk, desk.get_by_role("link", name="Calendar file")),
    ):
        with page.expect_download() as download:
            link.click()
        file = Path(download.value.path()).read_text(encoding="utf-8")
        assert "STATUS:CONFIRMED" in file
        assert f"DTSTART:{mornings(site, 1)[0].astimezone(opening.UTC):%Y%m%dT%H%M%SZ}" in file
    kept = site.kept(ref)
    assert (kept.status, kept.outcome) == (Status.CLOSED, "booked")
    desk.context.close()
    chat.context.close()


@SIZES
@SCRIPT
def test_of_several_times_one_is_taken_or_none(site, browser, size, script):
    """With and without a script at the desk."""
    ref, desk = taken(site, browser, "Felix", Kind.APPOINTMENT, size, java_script_enabled=script)
    chat = site.at_chat(browser, ref, viewport=size)
    fill_times(desk, mornings(site, 3))
    button(desk, "propose").click()
    expect(chat.get_by_role("button", name=re.compile("at 10:00 am"))).to_have_count(3)
    chat.get_by_role("button", name="None of these").click()
    expect(chat.locator("#log")).to_contain_text("this does not work")
    assert site.kept(ref).fields["proposal_answer"] == "declined"
    desk.goto(desk.url)
    expect(desk.locator("#thread")).to_contain_text("The patient turned it down.")
    desk.context.close()
    chat.context.close()


@SIZES
def test_a_proposal_is_taken_back_as_the_form_that_it_was(site, browser, size):
    """The wrong day is seen a second too late, and still in time."""
    ref, desk = taken(site, browser, "Felix", Kind.APPOINTMENT, size)
    times = mornings(site, 2)
    fill_times(desk, times)
    button(desk, "propose").click()
    button(desk, "take_back").first.click()
    expect(desk.locator("#day2")).to_have_value(times[1].date().isoformat())
    expect(desk.locator("#time1")).to_have_value("10:00")
    assert "proposal" not in site.kept(ref).fields
    desk.context.close()


@SIZES
def test_a_time_that_no_visit_can_be_at_is_refused_and_what_was_typed_stays(site, browser, size):
    """At two at night nobody is there."""
    _, desk = taken(site, browser, "Felix", Kind.APPOINTMENT, size)
    fill_times(desk, [mornings(site, 1)[0].replace(hour=2)])
    button(desk, "book").click()
    expect(desk.get_by_role("alert")).to_contain_text("closed")
    expect(desk.locator("#time1")).to_have_value("02:00")
    desk.context.close()


@SIZES
@SCRIPT
def test_a_refill_is_approved_and_the_patient_told(site, browser, size, script):
    """One press; the request is finished when the word has gone."""
    ref, desk = taken(site, browser, "Nora", Kind.REFILL, size, java_script_enabled=script)
    chat = site.at_chat(browser, ref, viewport=size)
    desk.get_by_label("A word or the reason").fill("It is ready after four.")
    button(desk, "approve").click()
    expect(chat.locator("#log")).to_contain_text("It is ready after four.")
    desk.goto(f"{site.address}/staff/items/{ref}")
    expect(desk.locator(".facts")).to_contain_text("Approved")
    assert site.kept(ref).outcome == "approved"
    desk.context.close()
    chat.context.close()


@SIZES
def test_a_refill_is_declined_only_with_its_reason(site, browser, size):
    """*No* without a why is a phone call."""
    ref, desk = taken(site, browser, "Nora", Kind.REFILL, size)
    chat = site.at_chat(browser, ref, viewport=size)
    button(desk, "decline").click()
    expect(desk.get_by_role("alert")).to_contain_text("reason")
    desk.get_by_label("A word or the reason").fill("The dose has changed. Please see us first.")
    button(desk, "decline").click()
    expect(chat.locator("#log")).to_contain_text("The dose has changed. Please see us first.")
    expect(desk.locator(".marks")).to_contain_text("Closed")
    assert site.kept(ref).outcome == "declined"
    desk.context.close()
    chat.context.close()


@SIZES
def test_a_refill_is_passed_on_to_a_provider_who_decides_it(site, browser, size):
    """The reason is for colleagues only; the patient hears who looks at it."""
    ref, desk = taken(site, browser, "Nora", Kind.REFILL, size)
    chat = site.at_chat(browser, ref, viewport=size)
    button(desk, "pass_provider").click()
    expect(desk.get_by_role("alert")).to_contain_text("reason")
    desk.get_by_label("A word or the reason").fill("the dose changed last week")
    button(desk, "pass_provider").click()
    expect(desk.locator(".done")).to_contain_text("Handed on.")
    expect(chat.locator("#log")).to_contain_text("a provider")
    other = site.at_desk(browser, "Paul", f"/staff/items/{ref}", viewport=size)
    expect(other.locator("#thread")).to_contain_text("the dose changed last week")
    button(other, "take").click()
    button(other, "approve").click()
    expect(other.locator(".marks")).to_contain_text("Closed")
    expect(chat.locator("#log")).to_contain_text("has approved the refill")
    assert "dose changed" not in chat.content()
    for page in (desk, other, chat):
        page.context.close()


@SIZES
def test_a_reset_token_is_shown_this_once(site, browser, size):
    """It is read out on the phone; who comes later finds nothing of it."""
    ref, desk = taken(site, browser, "Petra", Kind.RECOVERY, size)
    button(desk, "token").click()
    shown = desk.locator(".call .ref").inner_text()
    assert len(shown) > 8
    desk.goto(f"{site.address}/staff/items/{ref}")
    assert shown not in desk.content()
    desk.context.close()


@SIZES
def test_a_note_is_for_colleagues_only(site, browser, size):
    """And says who wrote it."""
    ref, desk = taken(site, browser, "Nora", Kind.MESSAGE, size)
    chat = site.at_chat(browser, ref, viewport=size)
    desk.get_by_text("Note for staff", exact=True).click()
    desk.locator("#note").fill("called, no answer")
    button(desk, "note").click()
    expect(desk.locator(".post.note")).to_contain_text("called, no answer")
    expect(desk.locator(".post.note")).to_contain_text("Nora")
    chat.reload()
    assert "no answer" not in chat.content()
    desk.context.close()
    chat.context.close()
