"""The pages in a real browser: live, by keyboard alone, with the network gone, and without any script."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from bot.web.access import Browser
from tests.functional.pages import sign_in, window
from tests.unit.web.fakes import CONTENT
from tests.unit.web.scene import REVIEW, REVIEW_BUTTONS, SCENES

pytestmark = pytest.mark.functional


@pytest.fixture
def chat(browser, served):
    context, page = window(browser, served)
    page.goto(served.address)
    yield page
    context.close()


def address(page):
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "window")
    return Browser(token).address


def says(page, text):
    page.fill("#text", text)
    page.press("#text", "Enter")


def test_a_message_is_shown_at_once_and_stays_one_message(chat):
    """What the person typed is there before the network is, and is not doubled when it comes back."""
    says(chat, "hello there")
    expect(chat.locator(".entry.said")).to_have_count(1)
    expect(chat.locator(".entry.reply").last).to_contain_text("You wrote: hello there")
    expect(chat.locator(".entry.said[data-seq]")).to_have_count(1)
    expect(chat.locator(".entry.said")).to_have_count(1)
    assert chat.input_value("#text") == ""


def test_many_messages_in_a_row_keep_their_order(chat):
    """People send three short lines rather than one."""
    for number in range(6):
        says(chat, f"line {number}")
    expect(chat.locator(".entry.said[data-seq]")).to_have_count(6)
    expect(chat.locator(".entry:not(.welcome)")).to_have_count(12)
    words = chat.locator(".entry.said .words").all_inner_texts()
    assert words == [f"line {number}" for number in range(6)]
    numbers = [int(one.get_attribute("data-seq")) for one in chat.locator(".entry[data-seq]").all()]
    assert numbers == sorted(numbers)


def test_a_reply_of_the_office_appears_by_itself(chat, served):
    """Nobody has to reload to be answered."""
    says(chat, "hello")
    expect(chat.locator(".entry.reply").last).to_contain_text("You wrote")
    served.do(served.office.add, address(chat), "staff", "thread.reply", "Nora wrote: Thursday works.")
    served.do(served.office.set, address(chat), speaker="staff")
    expect(chat.locator(".entry.staff")).to_contain_text("Thursday works.")
    expect(chat.locator("#bar")).to_contain_text("What you write now goes to them")


def test_a_red_flag_is_pinned_with_the_number_to_tap_until_the_patient_goes_on(chat):
    """It is an alert, always in view, and said once."""
    says(chat, "I have chest pain")
    alarm = chat.locator("#alarm .alarm")
    expect(alarm).to_contain_text("Call 911 now")
    assert chat.locator("#alarm").get_attribute("role") == "alert"
    assert alarm.get_by_role("link", name="Call 911").get_attribute("href") == "tel:911"
    expect(chat.locator(".entry.guidance")).to_be_hidden()
    says(chat, "something else")
    expect(chat.locator(".entry.reply").last).to_contain_text("something else")
    expect(alarm).to_be_in_viewport()
    alarm.get_by_role("button", name="This is not an emergency").click()
    expect(alarm).to_have_count(0)
    expect(chat.locator(".entry.guidance")).to_be_visible()


def test_guidance_comes_even_when_nothing_can_be_saved(chat, served):
    """And the person is told that the message is lost, and may try again."""
    served.office.broken = True
    try:
        says(chat, "chest pain")
        expect(chat.locator("#alarm")).to_contain_text("Call 911 now")
        expect(chat.locator("#trouble")).to_contain_text("That was not saved")
        expect(chat.locator(".entry.unsent")).to_contain_text("Not sent yet")
    finally:
        served.office.broken = False
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".entry.said[data-seq]")).to_have_count(1)
    expect(chat.locator("#trouble")).to_have_text("")
    expect(chat.locator(".entry.unsent")).to_have_count(0)


def test_what_was_typed_without_a_network_is_sent_when_it_is_back(chat, served):
    """A tunnel, a lift, a cellar: nothing is lost and nothing is sent twice."""
    chat.context.set_offline(True)
    says(chat, "from the cellar")
    expect(chat.locator(".entry.unsent")).to_contain_text("Not sent yet")
    expect(chat.locator("#state")).to_have_text("Trying to reconnect")
    chat.context.set_offline(False)
    expect(chat.locator(".entry.said[data-seq]")).to_have_count(1)
    expect(chat.locator("#state")).to_have_text("")
    assert [event.text for event in served.office.received].count("from the cellar") == 1


def test_a_page_that_outlived_its_cookie_sends_all_the_same(chat, served):
    """The window was opened anew in another tab; the person notices nothing."""
    chat.context.clear_cookies()
    says(chat, "still here")
    expect(chat.locator(".entry.said[data-seq]")).to_have_count(1)
    assert [event.text for event in served.office.received].count("still here") == 1


def test_buttons_answer_and_then_make_room(chat, served):
    """A tap is shown as an answer; old buttons are gone."""
    chat.get_by_role("button", name="Menu", exact=True).click()
    expect(chat.locator(".entry.reply").last).to_contain_text("What can I do for you")
    expect(chat.locator(".entry.said")).to_have_text(re.compile("Menu"))
    expect(chat.get_by_role("button", name="Ask for a visit")).to_have_count(1)
    chat.get_by_role("button", name="Ask for a visit").click()
    expect(chat.locator(".entry.reply").last).to_contain_text("flow.appointment")
    expect(chat.get_by_role("button", name="Ask for a visit")).to_have_count(0)


def test_signing_out_hides_private_lines_without_a_reload(browser, served):
    """The phone goes back to its owner."""
    context, page = window(browser, served, "private")
    page.goto(served.address)
    expect(page.locator(".entry.private:visible")).to_have_count(1)
    page.get_by_role("button", name="Show after confirming").click()
    expect(page.locator(".entry", has_text="private words").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".entry", has_text="private words")).to_have_count(0)
    expect(page.locator(".entry.private:visible")).to_have_count(1)
    context.close()


def test_the_whole_chat_works_by_keyboard_alone(chat, served):
    """Tab, Enter, Shift and Enter; focus is always visible and never lost under what is pinned."""
    chat.keyboard.press("Tab")
    expect(chat.locator(".skip")).to_be_focused()
    chat.keyboard.press("Enter")
    expect(chat.locator("#text")).to_be_focused()
    chat.keyboard.type("one")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("two")
    assert chat.input_value("#text") == "one\ntwo"
    chat.keyboard.press("Enter")
    expect(chat.locator(".entry.said .words")).to_have_text("one\ntwo")
    served.do(served.office.add, address(chat), "reply", "appointment.review", REVIEW, REVIEW_BUTTONS)
    served.do(served.office.wake, f"web:{address(chat)}")
    send = chat.locator("#log").get_by_role("button", name="Send", exact=True)
    expect(send).to_be_visible()
    for _ in range(40):
        chat.keyboard.press("Shift+Tab")
        if send.evaluate("one => one === document.activeElement"):
            break
    outline = send.evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    expect(send).to_be_in_viewport(ratio=1)
    chat.keyboard.press("Enter")
    expect(chat.locator(".entry.reply").last).to_contain_text("1.accept")


def test_an_empty_message_is_met_with_words(chat, served):
    """The button is never dead."""
    chat.get_by_role("button", name="Send your message").click()
    expect(chat.locator("#state")).to_have_text(CONTENT.say("web.compose.empty"))
    expect(chat.locator("#text")).to_be_focused()


def test_a_pasted_letter_of_a_hundred_thousand_characters_goes_through(chat, served):
    """It is cut no earlier than the office cuts it, and the page stays usable."""
    chat.evaluate("document.getElementById('text').value = 'word '.repeat(30000)")
    chat.press("#text", "Enter")
    expect(chat.locator(".entry.said[data-seq]")).to_have_count(1)
    assert max(len(event.text) for event in served.office.received) == 100_001
    expect(chat.get_by_text("Show the whole message")).to_be_visible()


def test_without_a_script_the_same_page_does_the_same(browser, served):
    """Old phones, strict browsers, broken networks."""
    context, page = window(browser, served, java_script_enabled=False)
    page.goto(served.address)
    page.fill("#text", "no script here")
    page.get_by_role("button", name="Send your message").click()
    expect(page.locator(".entry.reply").last).to_contain_text("You wrote: no script here")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Ask for a visit").click()
    expect(page.locator(".entry.reply").last).to_contain_text("flow.appointment")
    page.fill("#text", "chest pain")
    page.get_by_role("button", name="Send your message").click()
    expect(page.locator("#alarm .alarm")).to_be_in_viewport()
    page.get_by_role("button", name="This is not an emergency").click()
    expect(page.locator("#alarm .alarm")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("path", ["/", "/staff/items/WH-HOST", "/staff?show=mine"])
def test_planted_scripts_do_not_run(browser, served, path):
    """In any field of any page; and nothing on our own pages breaks the policy that stops them."""
    context, page = window(browser, served, "hostile")
    broken = []
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("dialog", lambda dialog: broken.append(dialog.message))
    if path != "/":
        sign_in(page, served)
    page.goto(served.address + path)
    page.wait_for_timeout(300)
    if path == "/":
        served.do(served.office.set, SCENES["hostile"].address, level="LINKED")  # everything again, by the script
        page.wait_for_timeout(300)
    assert page.title() != "ran"
    assert broken == []
    context.close()


def test_the_chat_page_is_light_and_quick(browser, served):
    """Under 60 kB on the wire; nothing is fetched from anywhere else."""
    context, page = window(browser, served)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    size = 0

    def count(answer):
        nonlocal size
        if "stream" not in answer.url:
            size += int(answer.headers.get("content-length", "0"))

    page.on("response", count)
    page.goto(served.address)
    page.wait_for_timeout(200)
    assert 0 < size < 60_000
    assert [url for url in asked if not url.startswith((served.address, "data:"))] == []
    context.close()


def test_new_work_appears_in_the_list_by_itself(browser, served):
    """And the keyboard stays where it was."""
    context, page = window(browser, served, viewport={"width": 1280, "height": 800})
    sign_in(page, served)
    expect(page.get_by_role("link", name="WH-7K2M")).to_be_visible()
    page.get_by_role("link", name="WH-2QX9").focus()
    time.sleep(0.3)  # the page's stream has opened and knows the list as it is
    served.do(served.desk.put, "WH-NEW1", kind="message", who="AB, 20\u201329")
    served.do(served.office.wake, "queue")
    expect(page.get_by_role("link", name="WH-NEW1")).to_be_visible()
    expect(page.get_by_role("link", name="WH-2QX9")).to_be_focused()
    context.close()


def test_a_request_is_taken_and_answered_by_keyboard_alone(browser, served):
    """A desk that needs no mouse."""
    served.do(served.desk.put, "WH-KEYS", kind="message", who="AB, 20\u201329")
    context, page = window(browser, served, viewport={"width": 1280, "height": 800})
    sign_in(page, served)
    page.get_by_role("link", name="WH-KEYS").press("Enter")
    page.get_by_role("button", name="Take it").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("You have it now")
    page.get_by_label("Answer to the patient").fill("Please come on Thursday.")
    page.get_by_role("button", name="Send to the patient").press("Enter")
    expect(page.locator(".post.staff")).to_contain_text("Please come on Thursday.")
    expect(page.locator(".delivery")).to_have_text("On its way")
    page.get_by_label("How did it end?").select_option("answered")
    page.get_by_role("button", name="Close").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Closed.")
    context.close()


def test_a_colleague_who_was_quicker_costs_no_draft(browser, served):
    """Two people, one request."""
    served.do(served.desk.put, "WH-RACE", kind="message", status="taken", assignee="Nora Quill")
    context, page = window(browser, served)
    sign_in(page, served)
    page.goto(f"{served.address}/staff/items/WH-RACE")
    page.get_by_label("Answer to the patient").fill("a careful answer")
    served.do(served.desk.put, "WH-RACE", assignee="Ruth Amsel")
    page.get_by_role("button", name="Send to the patient").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was sent")
    assert page.get_by_label("Answer to the patient").input_value() == "a careful answer"
    context.close()
