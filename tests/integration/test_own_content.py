"""Hours and wording, from a draft to what the patient reads and back: for the right roles, with nothing lost and nothing unseen."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from bot.publishing import Publishing
from bot.views import DeskError, StaffView
from policies import limits
from policies.opening import is_open
from tests.integration.own_kit import BASE, DAYS, FEE, HOURS, drafts, field, kept, publishes, said
from tests.integration.staff_kit import ROLES, desk_at

LEADS = ("lead", "administrator")
PAGES = (BASE, FEE, HOURS, DAYS, f"{BASE}/history")
ACTS = {
    f"{FEE}/save": {"answer": "It is {portal.fee}.", "version": "0", "base": "0"},
    f"{FEE}/publish": {"version": "1"},
    f"{FEE}/put-back": {"number": "0", "base": "0"},
    f"{FEE}/discard": {},
}
GOOD = "It is {portal.fee}. Nobody pays for it."


@pytest.fixture
async def desk(tmp_path):
    async with desk_at(tmp_path) as one:
        await one.joins("Lena", "lead")
        await one.joins("Adam", "administrator")
        yield one


@pytest.fixture
async def lena(desk):
    return await desk.browser().signs_in("Lena")


@pytest.mark.parametrize("role", ["nobody", *ROLES])
async def test_each_page_and_action_is_for_leads_and_administrators_only(desk, role):
    """Deny by default: nobody else sees a word of it or changes one."""
    browser = desk.browser()
    if role != "nobody":
        await desk.joins("Someone", role)
        await browser.signs_in("Someone")
    for path in PAGES:
        await browser.get(path)
        assert (browser.answer.status_code == 200 and browser.place == path) is (role in LEADS), path
    for path, fields in ACTS.items():
        await browser.get("/staff" if role != "nobody" else "/staff/sign-in")
        await browser.post(path, **fields)
        if role not in LEADS:
            assert browser.answer.status_code in (401, 403), path
            assert await kept(desk) == (0, 0)
    await browser.get("/staff")
    assert (f'href="{BASE}"' in browser.page) is (role in LEADS)
    if role != "nobody":
        view = StaffView("staff-someone", "Someone", role, "", fresh=True)
        for doing in (desk.desk.own_content(view), desk.desk.revisions(view), desk.desk.piece(view, "faq", "fee")):
            if role in LEADS:
                await doing
                continue
            with pytest.raises(DeskError, match="not_your_role"):
                await doing


@pytest.mark.parametrize("path", ACTS)
async def test_every_form_needs_the_token_of_its_session(desk, lena, path):
    """Another site must not publish in a lead's name."""
    await drafts(lena, GOOD)
    before = await kept(desk)
    for token in ("", "0" * 64):
        lena.answer = await lena.http.post(path, data={"csrf": token, **ACTS[path]})
        assert lena.answer.status_code == 403
    lena.answer = await lena.http.post(
        path, data={"csrf": re.search(r'name="csrf" value="(\w+)"', (await lena.get(FEE)).text)[1], **ACTS[path]},
        headers={"origin": "https://elsewhere.example"},
    )  # fmt: skip
    assert lena.answer.status_code == 403
    assert await kept(desk) == before


async def test_a_draft_is_checked_published_and_read_by_patients(desk, lena):
    """The way from a thought to the patient, without a file and without starting anything anew."""
    before = said(desk)
    await drafts(lena, GOOD)
    assert "The check found nothing" in lena.words
    assert "It is free. Nobody pays for it." in lena.words
    assert said(desk) == before
    await lena.post(f"{FEE}/publish", version=field(lena, "version"))
    assert "Published. Patients read it from now on." in lena.words
    assert said(desk) == "It is free. Nobody pays for it."
    assert await kept(desk) == (1, 0)
    assert [line for line in await desk.audit() if line[0].startswith("content.")] == [
        ("content.published", "staff-lena", "faq.fee"),
        ("content.drafted", "staff-lena", "faq.fee"),
    ]
    await lena.get("/staff/audit?action=content.published")
    assert "Published wording or hours" in lena.words
    assert "What it costs" in lena.words
    assert "change: 1" in lena.words


async def test_a_draft_that_fails_is_refused_with_its_line_and_the_next_move_and_is_kept(desk, lena):
    """Patients never read it, and its writer knows what to do."""
    bad = "It is {portal.fee}.\n\nCall (914) 232-1919 or {nobody}."
    await drafts(lena, bad)
    for words in (
        "Not ready yet: 2 to mend", "Line 3", "Call (914) 232-1919",
        "Write the name of the fact", "put {office.phone} in its place", "Take one from the list of facts",
    ):  # fmt: skip
        assert words in lena.words, words
    assert f"{FEE}/publish" not in lena.page
    await lena.post(f"{FEE}/publish", version="1")
    assert lena.answer.status_code == 409
    assert "patients still read the old words" in lena.words
    assert "Call (914) 232-1919 or {nobody}." in lena.page
    assert await kept(desk) == (0, 1)
    assert "content.refused" in {line[0] for line in await desk.audit()}


@pytest.mark.parametrize(
    "words",
    ["<script>document.title='ran'</script>", "<img src=x onerror=alert(1)>", "</textarea><b>x</b>"],
)
async def test_script_in_a_wording_is_shown_as_text_and_never_published(desk, lena, words):
    """A lead's stolen session must not become every patient's."""
    await drafts(lena, f"It is free. {words}")
    await lena.post(f"{FEE}/publish", version=field(lena, "version"))
    assert lena.answer.status_code == 409
    assert words not in lena.page
    assert words not in said(desk)
    assert html.escape(words, quote=False) in lena.page.replace("&#39;", "'").replace("&#34;", '"')


async def test_publishing_asks_who_one_is_and_the_draft_waits(desk, lena):
    """A desk that was left open for a while must not change what patients read; and nothing is typed twice."""
    await drafts(lena, GOOD)
    desk.later(seconds=limits.STAFF_PROVED.total_seconds() + 60)
    await lena.get(FEE)
    assert "You will be asked to show who you are" in lena.words
    await lena.post(f"{FEE}/publish", version="1")
    assert lena.place == f"/staff/prove?next={FEE}"
    assert await kept(desk) == (0, 1)
    await lena.post("/staff/prove/code", code=lena.code(), next=FEE)
    assert lena.place == FEE
    await lena.post(f"{FEE}/publish", version="1")
    assert said(desk) == "It is free. Nobody pays for it."
    stale = StaffView("staff-lena", "Lena", "lead", "", fresh=False)
    for doing in (desk.desk.publish(stale, "faq", "fee", 1), desk.desk.put_back(stale, "faq", "fee", 0, 1)):
        with pytest.raises(DeskError, match=r"staff\.prove\.first"):
            await doing


async def test_an_older_window_does_not_win_over_a_newer_one(desk, lena):
    """What was typed there is still on the page, and can be saved on purpose."""
    await drafts(lena, "It is {portal.fee}. First.")
    await lena.post(f"{FEE}/save", answer="It is {portal.fee}. Second.", version="1", base="0")
    await lena.post(f"{FEE}/save", answer="It is {portal.fee}. From an old window.", version="1", base="0")
    assert lena.answer.status_code == 409
    assert "You saved this draft in another window" in lena.words
    assert "From an old window.</textarea>" in lena.page
    await lena.post(f"{FEE}/save", answer="It is {portal.fee}. Kept.", version=field(lena, "version"), base="0")
    assert "Your draft is saved and checked." in lena.words
    await lena.post(f"{FEE}/publish", version="2")
    assert lena.answer.status_code == 409
    assert await kept(desk) == (0, 1)


async def test_a_draft_is_kept_while_somebody_types(desk, lena):
    """A machine that goes off loses a few seconds, not the morning."""
    await lena.get(FEE)
    await lena.post(f"{FEE}/save", answer="It is {portal.fee}. Half", version="0", base="0", keep="yes")
    assert (lena.answer.status_code, lena.page) == (200, "1")
    await lena.get(FEE)
    assert "It is {portal.fee}. Half</textarea>" in lena.page
    assert "This draft is not checked yet." in lena.words


async def test_earlier_wordings_are_put_back_and_everybody_sees_who_did_what(desk, lena):
    """A slip is mended in one step, and stands in the history as one."""
    delivered = said(desk)
    await publishes(lena, "It is {portal.fee}. One.")
    await publishes(lena, "It is {portal.fee}. Two.")
    await lena.post(f"{FEE}/put-back", number="1", base="2")
    assert "It is put back." in lena.words
    assert said(desk) == "It is free. One."
    await lena.post(f"{FEE}/put-back", number="0", base="3")
    assert said(desk) == delivered
    await lena.get(f"{BASE}/history")
    for words in ("Lena put change 1 back", "Lena put back what was delivered", "It is free. Two."):
        assert words in lena.words
    async with desk.store.look() as unit:
        marks = [one.mark[:8] for one in await unit.revisions.list(9)]
    assert all(mark in lena.words for mark in marks)
    assert [line[0] for line in await desk.audit() if "put_back" in line[0]] == ["content.put_back"] * 2


@pytest.mark.parametrize(("number", "base"), [("7", "1"), ("-1", "1"), ("x", "1"), ("0", "0"), ("1", "0"), ("0", "9")])
async def test_nothing_is_put_back_from_a_page_that_is_too_old_or_a_number_that_never_was(desk, lena, number, base):
    """Somebody may have published since the page was opened."""
    await publishes(lena, GOOD)
    await lena.post(f"{FEE}/put-back", number=number, base=base)
    assert lena.answer.status_code == 409
    assert await kept(desk) == (1, 0)
    await lena.post(f"{BASE}/faq/security/put-back", number="1", base="0")
    assert lena.answer.status_code == 409


async def test_hours_and_holidays_reach_the_clocks_of_the_desk(desk, lena):
    """A holiday forgotten in the clock is an overdue list on Monday."""
    week = {
        f"{day}_{number}": at
        for day in ("mon", "tue")
        for number, at in enumerate(("09:00", "17:00", "12:00", "13:00"))
    }
    await publishes(lena, "", HOURS, **week)
    assert "9:00 am to 12:00 pm and 1:00 pm to 5:00 pm" in said(desk, "hours.open")
    services = desk.application.services
    monday = services.local_now().replace(hour=12, minute=30) + timedelta(days=7)
    assert monday.weekday() == 0
    assert not is_open(services.content.practice.hours, monday)
    assert is_open(services.content.practice.hours, monday.replace(hour=13))
    day = {"d0_date": monday.date().isoformat(), "d0_name": "Snow day", "d0_0": "", "d0_1": ""}
    await publishes(lena, "", DAYS, **day)
    assert not is_open(services.content.practice.hours, monday.replace(hour=13))
    await lena.get(DAYS)
    assert "Snow day" in lena.page


async def test_hours_that_cannot_be_meant_are_named_by_their_day_and_kept(desk, lena):
    """Whoever mistypes sees the row and what to do."""
    await drafts(lena, "", HOURS, mon_0="17:00", mon_1="08:00", tue_0="08:00", tue_1="16:00", tue_2="12:00")
    assert "Monday It closes before it opens. Put the earlier time first." in lena.words
    assert "Tuesday A time is missing." in lena.words
    assert 'value="17:00"' in lena.page
    await lena.post(f"{HOURS}/publish", version="1")
    assert lena.answer.status_code == 409
    assert await kept(desk) == (0, 1)


async def test_saying_the_same_again_publishes_nothing_but_a_reading_of_an_answer(desk, lena):
    """Hours that did not change are no change; an answer that was read again has a new date of review."""
    week = {
        f"{day}_{number}": at
        for day in ("mon", "tue", "wed", "thu", "fri")
        for number, at in enumerate(("08:00", "16:30"))
    }
    await publishes(lena, "", HOURS, **week)
    assert lena.answer.status_code == 409
    assert "Your draft says what is in use already" in lena.words
    await publishes(lena, "It is {portal.fee}. We offer the portal to our patients at no cost.")
    assert await kept(desk) == (1, 1)


@pytest.mark.parametrize(
    "typed",
    [{"answer": "x" * 9000}, {"answer": ""}, {}, {"answer": "\x00\u202e"}, {"other": "x", "role": "administrator"}],
)
async def test_odd_forms_change_nothing_and_break_nothing(desk, lena, typed):
    """Mass assignment, floods and emptiness."""
    await drafts(lena, "", FEE, **typed)
    assert lena.answer.status_code in (200, 409)
    await lena.post(f"{FEE}/publish", version="1")
    assert lena.answer.status_code == 409
    assert (await kept(desk))[0] == 0
    for page in (f"{BASE}/faq/nothing", f"{BASE}/nothing/fee", f"{BASE}/faq/..%2Ffee", f"{BASE}/history?before=x"):
        await lena.get(page)
        assert lena.answer.status_code in (200, 404)


async def test_a_piece_that_nobody_has_is_not_published(desk, lena):
    """Forged addresses lead nowhere."""
    await lena.get(FEE)
    for verb in ("save", "publish", "put-back", "discard"):
        await lena.post(f"{BASE}/faq/guidance/{verb}", answer="x", version="0", base="0", number="0")
        assert lena.answer.status_code == 404
    with pytest.raises(DeskError, match="unknown"):
        Publishing(desk.application.services).piece("guidance.emergency")


async def test_what_was_wrong_before_keeps_nobody_from_changing_the_hours(desk, lena):
    """On the day an answer's date of review passes, a snow day must still get into the list."""
    await lena.get(FEE)
    assert "To be read again by May 23, 2027" in lena.words
    desk.later(days=400)
    lena = await desk.browser().signs_in("Adam")
    await lena.get(BASE)
    assert "Read this again" in lena.words
    await publishes(lena, "", HOURS, mon_0="09:00", mon_1="12:00")
    assert said(desk, "hours.open") == "The office is open now. Its hours are Monday, 9:00 am to 12:00 pm."
    await publishes(lena, GOOD)
    assert said(desk) == "It is free. Nobody pays for it."
    assert "To be read again by June 26, 2028" in lena.words
