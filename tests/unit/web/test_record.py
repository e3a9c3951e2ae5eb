"""The page of records: a form with a reason, a report to print, a file; each only by a form of this very session."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.overviews import RecordAsk
from tests.unit.web.visitor import Visitor, Words

WHY = "Asked for by the patient in a letter."

OURS = 5
"""Scripts of our own on each page of the desk."""


@pytest.fixture
async def lead(app, desk):
    """Lena, who looks after the desk."""
    visitor = await Visitor(app).signed_in()
    desk.sessions = {token: replace(one, name="Lena", role="lead") for token, one in desk.sessions.items()}
    await visitor.get("/staff/record")
    return visitor


async def test_the_report_is_a_page_to_print_with_who_read_it(lead, desk):
    """Everything in tables, with their heads; what is empty is named once."""
    answer = await lead.form("/staff/record", ref="WH-7K2M", reason=WHY, form="page")
    words = Words(answer.text)
    assert answer.status_code == 200
    assert desk.looked == [("record", RecordAsk(WHY, "WH-7K2M"), "page")]
    for part in (
        "Disclosure report",
        "Who read it",
        "Nora Quill",
        "November 23, 2026 at 10:10 am",
        WHY,
        "Nothing is held",
    ):
        assert part in words.text
    assert words.tags.count("table") == 5


async def test_nothing_that_anybody_wrote_becomes_part_of_the_report(lead):
    """A patient's words are read by who can do the most harm."""
    answer = await lead.form(
        "/staff/record", ref="WH-7K2M", reason="<img src=x onerror=alert(1)> and more", form="page"
    )
    words = Words(answer.text)
    assert words.tags.count("script") == OURS
    assert "img" not in words.tags
    assert "<script>alert(1)</script>=1+1" in words.text
    assert "\u202e" not in answer.text


async def test_the_file_is_for_programs_and_never_opened_in_the_page(lead, desk):
    """As an attachment, under a name without a name."""
    answer = await lead.form("/staff/record", name="Marisol Vega", dob="1979-08-12", reason=WHY, form="json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="record-2026-11-23.json"'
    whole = json.loads(answer.content)
    assert (whole["patient"], whole["reason"]) == ("Marisol Vega", WHY)
    assert whole["sections"]["readers"] == [
        {"at": "2026-11-23T10:10:00-05:00", "who": "Nora Quill", "role": "Nurse", "event": "Opened the request", "about": "WH-7K2M"}
    ]  # fmt: skip
    assert whole["sections"]["chat"] == []
    assert desk.looked == [("record", RecordAsk(WHY, "", "Marisol Vega", date(1979, 8, 12)), "json")]


async def test_without_a_reason_the_form_comes_back_with_what_was_typed(lead, desk):
    """And nothing was read."""
    answer = await lead.form("/staff/record", ref="WH-7K2M", reason="short", form="page")
    assert answer.status_code == 409
    assert "say in a sentence why" in answer.text
    assert 'value="WH-7K2M"' in answer.text
    assert desk.looked == []


async def test_an_address_fills_the_form_and_hands_out_nothing(lead, desk):
    """A link in a mail must not print a record."""
    page = await lead.get("/staff/record?ref=WH-7K2M&reason=because+I+say+so&form=json")
    assert 'value="WH-7K2M"' in page.text
    assert "because I say so" not in page.text
    assert desk.looked == []
    odd = await lead.get('/staff/record?ref="><script>alert(1)</script>')
    assert Words(odd.text).tags.count("script") == OURS


async def test_no_other_site_and_no_old_page_hands_out_a_record(lead, desk):
    """The form must be this session's own."""
    refused = await lead.form("/staff/record", {"sec-fetch-site": "cross-site"}, ref="WH-7K2M", reason=WHY)
    lead.csrf = "0" * 64
    stale = await lead.form("/staff/record", ref="WH-7K2M", reason=WHY)
    assert (refused.status_code, stale.status_code) == (403, 403)
    assert desk.looked == []


async def test_who_does_not_look_after_the_desk_sees_no_form(app, desk):
    """Nor a place in the menu that leads there."""
    nora = await Visitor(app).signed_in()
    page = await nora.get("/staff/record")
    assert page.status_code == 403
    assert "not one for your role" in page.text
    assert "/staff/record" not in (await nora.get("/staff")).text
