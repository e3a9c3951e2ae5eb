"""The whole path in a real browser: question, appointment, chest pain, code, staff, reply. Screenshots go to build/screenshots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.functional.pages import ARGUMENTS, CHROMIUM
from tests.functional.server import ROOT, Server, running

pytestmark = pytest.mark.functional
SHOTS = ROOT / "build" / "screenshots"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def server(tmp_path: Path, model: Path) -> Iterator[Server]:
    """A running practice."""
    assert model.exists()
    with running(tmp_path) as one:
        yield one


class Patient:
    """A person at the chat page."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        page.goto(server.url)

    def says(self, text: str, until: str) -> None:
        """Type and send; wait until the answer has come."""
        self.page.locator("#text").fill(text)
        self.page.keyboard.press("Enter")
        self.sees(until)

    def presses(self, label: str, until: str) -> None:
        """Press the newest button of that label."""
        self.page.get_by_role("button", name=label, exact=True).last.click()
        self.sees(until)

    def sees(self, text: str) -> None:
        """The newest lines hold the text."""
        expect(
            self.page.locator("#alarm .alarm, #log .entry:not(.said, .twin)").filter(has_text=text).last
        ).to_be_visible(timeout=15_000)

    def shot(self, name: str) -> None:
        """Keep a picture."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


def asks_and_is_verified(patient: Patient) -> None:
    """A question, an appointment, a question and chest pain in the middle, the code from the mailbox."""
    patient.says("Is there a fee to use the portal?", "no cost")
    patient.shot("1-question")
    patient.says("I need an appointment", "What is your last name")
    patient.says("Vega", "date of birth")
    patient.says("wait, when are messages read?", "date of birth")
    patient.says("my chest hurts and my left arm is numb", "Call 911 now")
    expect(patient.page.get_by_role("alert").filter(has_text="911").first).to_be_visible()
    patient.shot("2-chest-pain")
    patient.presses("This is not an emergency, go on", "let us go on")
    patient.says("8/12/1979", "e-mail address or the ZIP code")
    patient.says("10549", "a code is on its way")
    patient.says(patient.server.newest_code(), "You are confirmed")


def test_from_a_question_to_the_answer_that_is_read(browser: Browser, server: Server) -> None:
    """The main job of the product, on the pages people use, at the width of a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    patient = Patient(context.new_page(), server)
    asks_and_is_verified(patient)
    patient.presses("Dr. Patel", "What is the visit for")
    patient.says("my knee aches on stairs", "Which days and times")
    patient.says("next Tuesday morning", "I have not sent it yet")
    patient.says("change the provider to Dr. Okonkwo", "Dr. Okonkwo")
    patient.shot("3-review")
    patient.presses("Send", "Your reference is")
    patient.shot("4-receipt")
    desk = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    staff_answers(desk, server, "Tuesday at 9:30 with Dr. Okonkwo works. Please come ten minutes early.")
    patient.sees("Tuesday at 9:30 with Dr. Okonkwo works")
    patient.shot("7-reply-read")
    told = desk.locator(".post.staff .told")
    for _ in range(20):
        desk.reload()
        if told.filter(has_text="Read on the patient's private page").count():
            break
        desk.wait_for_timeout(250)
    expect(told).to_contain_text("In the patient's private inbox")
    expect(desk.locator(".post.staff .delivery")).to_have_text("Read by the patient")
    desk.screenshot(path=SHOTS / "7-told-read.png", full_page=True)
    context.close()


def staff_answers(desk: Page, server: Server, text: str) -> None:
    """Felix signs in, takes the request and answers it."""
    desk.goto(f"{server.url}/staff")
    desk.get_by_label("Name").fill("Felix")
    desk.get_by_label("Password").fill(server.staff_password)
    desk.get_by_role("button", name="Sign in").click()
    SHOTS.mkdir(parents=True, exist_ok=True)
    expect(desk.locator("a[href^='/staff/items/']").first).to_be_visible()
    desk.screenshot(path=SHOTS / "5-queue.png")
    assert "knee" not in desk.content()
    desk.locator("a[href^='/staff/items/']").first.click()
    desk.locator("button[data-verb=take]").click()
    expect(desk.get_by_text("my knee aches on stairs")).to_be_visible()
    desk.locator("#reply").fill(text)
    desk.locator("button[data-verb=reply]").click()
    expect(desk.locator(".thread .post.staff").filter(has_text=text)).to_be_visible()
    desk.screenshot(path=SHOTS / "6-item.png", full_page=True)


def test_the_whole_talk_works_without_script(browser: Browser, server: Server) -> None:
    """Plain forms carry a patient as well."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(server.url)
    for text, answer in (
        ("Is there a fee?", "no cost"),
        ("I need an appointment", "What is your last name"),
        ("Vega", "date of birth"),
    ):
        page.locator("#text").fill(text)
        page.locator("#compose button").click()
        expect(page.locator("#log .entry:not(.said)").filter(has_text=answer).last).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "8-no-script.png")
