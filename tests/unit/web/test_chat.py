"""The chat page: what is sent reaches the office once, and what comes back is always clear words."""

from __future__ import annotations

import re

import pytest

from bot.channels.base import RenderedButton
from bot.web.access import Browser
from tests.unit.web.scene import HOSTILE, REVIEW, REVIEW_BUTTONS, SCENES, furnish
from tests.unit.web.visitor import Visitor, Words


def address(visitor):
    return Browser(visitor.http.cookies["window"]).address


async def test_the_first_page_says_what_this_is_and_offers_the_first_steps(visitor, office):
    """A person who knows nothing can begin with one tap, and knows that it is a program and not for emergencies."""
    page = await visitor.get("/")
    words = Words(page.text).text
    assert "I am a program, not a person" in words
    assert "not for emergencies" in words
    for label in ("Ask for a visit", "Ask for a refill", "Talk to a person", "Menu", "Call 911"):
        assert label in words
    assert 'href="tel:911"' in page.text
    assert office.received == []


async def test_a_plain_form_is_answered_on_the_next_page(visitor, office):
    """Everything works without a script."""
    await visitor.get("/")
    sent = await visitor.form("/chat/say", text="when are you open", event="abcdefgh12345678")
    assert (sent.status_code, sent.headers["location"]) == (303, "/#latest")
    page = await visitor.get("/")
    assert "when are you open" in page.text
    assert "You wrote: when are you open" in page.text


async def test_the_same_form_sent_twice_is_one_message(visitor, office):
    """A second tap, or going back and forth, must not say it twice."""
    await visitor.get("/")
    for _ in range(3):
        await visitor.form("/chat/say", text="hello", event="abcdefgh12345678")
    assert len(office.received) == 1


async def test_two_buttons_of_one_form_are_two_presses(visitor, office):
    """The form's identifier is one for all its buttons."""
    await visitor.get("/")
    for button in ("menu", "faq", "menu"):
        await visitor.form("/chat/press", button=button, event="abcdefgh12345678")
    assert [event.button for event in office.received] == ["menu", "faq"]
    assert {event.kind for event in office.received} == {"press"}


async def test_a_button_may_carry_a_name_with_spaces_and_accents(visitor, office):
    """Clinicians and pharmacies are called by their names."""
    await visitor.get("/")
    answer = await visitor.form("/chat/press", button="2.a.provider.Dr. N\u00fa\u00f1ez: Katonah")
    assert answer.status_code == 303
    assert office.received[0].button == "2.a.provider.Dr. N\u00fa\u00f1ez: Katonah"


async def test_no_window_can_use_up_another_windows_identifier(app, office):
    """Identifiers are unique in the whole channel; somebody who guesses one must not silence a message."""
    for _ in range(2):
        visitor = Visitor(app)
        await visitor.get("/")
        await visitor.form("/chat/say", text="hello", event="abcdefgh12345678")
    assert len(office.received) == 2


@pytest.mark.parametrize("given", ["", "short", "x" * 100, "with space!", "\u202e" * 10])
async def test_an_identifier_that_is_none_is_replaced(visitor, office, given):
    """It goes into the database."""
    await visitor.get("/")
    await visitor.json("/chat/say", text="hello", event=given)
    name = office.received[0].event_id
    assert name.startswith(f"{address(visitor)[:16]}:")
    assert name.isascii()
    assert len(name) < 80


async def test_a_red_flag_is_answered_at_once_to_the_script(visitor):
    """Guidance comes with the answer to the very request, not with the next look."""
    await visitor.get("/")
    answer = await visitor.json("/chat/say", text="I have chest pain", event="abcdefgh12345678")
    found = answer.json()
    assert answer.status_code == 200
    assert found["stored"] is True
    assert "Call 911 now" in found["guidance"]
    assert 'href="tel:911"' in found["guidance"]


async def test_a_red_flag_is_pinned_on_the_plain_page_until_the_patient_goes_on(visitor):
    """It must not scroll away."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="chest pain")
    page = await visitor.get("/")
    assert '<div class="alarm"' in page.text
    assert page.text.index('role="alert"') < page.text.index('role="log"')
    await visitor.form("/chat/press", button="go_on")
    assert '<div class="alarm"' not in (await visitor.get("/")).text


async def test_a_red_flag_goes_out_even_when_nothing_can_be_saved(visitor, office):
    """A full disk is no reason to keep quiet."""
    await visitor.get("/")
    office.broken = True
    scripted = await visitor.json("/chat/say", text="I have chest pain")
    assert scripted.status_code == 503
    assert "Call 911 now" in scripted.json()["guidance"]
    assert scripted.json()["stored"] is False
    plain = await visitor.form("/chat/say", text="I have chest pain")
    assert plain.status_code == 503
    assert "Call 911 now" in plain.text


async def test_what_could_not_be_saved_is_said_so_and_kept_in_the_box(visitor, office):
    """The person learns that it is lost, whom to call, and need not type it again."""
    await visitor.get("/")
    office.broken = True
    plain = await visitor.form("/chat/say", text="please move my visit <b>")
    assert "That was not saved" in plain.text
    assert "(914) 232-1919" in plain.text
    assert "please move my visit &lt;b&gt;</textarea>" in plain.text
    assert "That was not saved" in (await visitor.json("/chat/say", text="x")).json()["trouble"]


async def test_the_page_stands_when_the_past_cannot_be_read(visitor, office):
    """The box, the number and the guidance do not depend on the database."""
    await visitor.get("/")
    office.unreadable = True
    page = await visitor.get("/")
    assert page.status_code == 200
    assert "cannot be shown right now" in page.text
    assert "<textarea" in page.text
    sent = await visitor.form("/chat/say", text="chest pain")
    assert sent.status_code == 200
    assert "Call 911 now" in sent.text


async def test_nothing_a_person_types_becomes_part_of_the_page(app, office, desk):
    """Every field of every line is shown as text."""
    furnish(office, desk)
    visitor = Visitor(app)
    clean = Words((await visitor.get("/")).text)
    visitor.http.cookies.set("window", SCENES["hostile"].token)
    page = (await visitor.get("/")).text
    words = Words(page)
    assert words.tags.count("script") == clean.tags.count("script")
    assert "iframe" not in words.tags
    assert words.tags.count("img") == page.count('<noscript><img class="unseen" src="/chat/seen/') == 1
    assert [name for name in words.attributes if name.startswith("on") or name == "style"] == []
    assert HOSTILE[0] in words.text
    assert "\u202e" not in page
    assert "\x00" not in page
    news = (await visitor.get("/chat/entries?after=0")).json()
    parts = Words("".join(part["html"] for part in news["entries"]))
    assert {"script", "iframe", "img"} & set(parts.tags) == set()


async def test_a_review_is_a_card_of_labels_and_values(visitor, office):
    """The exact record, easy to check, with sending as the strongest button."""
    await visitor.get("/")
    office.add(address(visitor), "reply", "appointment.review", REVIEW, REVIEW_BUTTONS)
    page = (await visitor.get("/")).text
    assert "<dt>Provider</dt>" in page
    assert "\u2022" not in page
    assert re.findall('class="chip solid" name="button" value="([^"]+)"', page) == ["1.accept"]
    assert "Please check this. I have not sent it yet." in page


async def test_private_lines_are_not_on_the_page_until_it_is_confirmed_who_looks(app, office, desk):
    """A lent phone shows nothing."""
    furnish(office, desk)
    visitor = Visitor(app)
    visitor.http.cookies.set("window", SCENES["private"].token)
    page = (await visitor.get("/")).text
    assert "private words" not in page
    assert "Show after confirming it" in page
    assert "private words" not in (await visitor.get("/chat/entries?after=0")).text
    await visitor.form("/chat/press", button="inbox")
    assert "private words" in (await visitor.get("/")).text


async def test_only_the_newest_buttons_are_offered(visitor, office):
    """Old ones would be taps into the past; they stay in the page for whoever has no script, but hidden."""
    await visitor.get("/")
    for text in ("one", "two"):
        office.add(address(visitor), "said", "", text)
        office.add(address(visitor), "reply", "shared.menu", "Which?", (RenderedButton("faq", f"Choice {text}"),))
    page = (await visitor.get("/")).text
    old, new = page.split("Choice one")
    assert old.rindex('<div class="offer" hidden>') > old.rindex("<article")
    assert '<div class="offer" hidden>' not in new


async def test_a_link_that_leads_elsewhere_than_a_phone_or_a_page_is_left_out(visitor, office):
    """A button's link is set by the content, but a page never carries a script as an address."""
    await visitor.get("/")
    buttons = (RenderedButton("a", "Bad", "javascript:alert(1)"), RenderedButton("b", "Good", "tel:911"))
    office.add(address(visitor), "reply", "guidance.crisis", "Words", buttons)
    page = (await visitor.get("/")).text
    assert "javascript:" not in page
    assert page.count('href="tel:911"') >= 2


async def test_the_page_shows_that_the_office_holds_the_word_and_the_way_back(app, office, desk):
    """The patient always knows who reads what they write."""
    furnish(office, desk)
    visitor = Visitor(app)
    visitor.http.cookies.set("window", SCENES["held"].token)
    page = (await visitor.get("/")).text
    assert "What you write now goes to them" in page
    assert 'value="bot_back"' in page
    assert "From the office" in page


async def test_more_looks_than_windows_are_answered_from_where_they_stand(visitor, office):
    """A page whose stream does not come through asks with its mark, and gets only what is new, and a fresh token."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="one")
    first = (await visitor.get("/chat/entries?after=0.ANONYMOUS.0")).json()
    assert [part["look"] for part in first["entries"]] == ["said", "reply"]
    assert first["csrf"] == Browser(visitor.http.cookies["window"]).csrf
    again = (await visitor.get(f"/chat/entries?after={first['mark']}")).json()
    assert again.get("entries", []) == []


@pytest.mark.parametrize("mark", ["", "x", "-1", "1.2.3", "9" * 40, "1.ANONYMOUS", "\u0661"])
async def test_a_mark_that_is_none_counts_as_having_nothing(visitor, mark):
    """It comes from the browser."""
    await visitor.get("/")
    await visitor.form("/chat/say", text="one")
    answer = await visitor.http.get("/chat/entries", params={"after": mark})
    assert len(answer.json()["entries"]) == 2
