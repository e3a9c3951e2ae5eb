"""What is carried through signing in leads only to the desk; browsers are named shortly; filters of the audit are days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.staff_views import AuditAsk
from bot.web.agents import described
from bot.web.audit import asked_for
from bot.web.carried import Carried, carried_by, carried_from


@pytest.mark.parametrize(
    "wanted",
    [
        "/staff",
        "/staff/items/K7M-4RXC",
        "/staff/people/staff-1a2b",
        "/staff/audit?person=staff-1&since=2026-11-01",
        "/staff/account",
    ],
)
def test_pages_of_the_desk_are_gone_back_to(wanted):
    """Whoever comes from a bookmark goes on where they wanted."""
    assert Carried(wanted).back == wanted


@pytest.mark.parametrize(
    "trap",
    ["", "/", "//evil.example", "https://evil.example", "/staff/../x", "/staff\\x", "/staff/items/x?y", "/staffx", "/staff/a\n",
     "/staff/audit?x=<y>", "/staff/\u0661", "javascript:0", "/staff/audit?next=//evil example", "/staff//evil.example"],
)  # fmt: skip
def test_nothing_else_is_gone_to(trap):
    """An address may come with a trap."""
    assert Carried(trap).back == "/staff"


def test_a_form_is_carried_for_actions_that_have_one_only():
    """Words for an action that has none would land nowhere."""
    page = "/staff/items/K7M-4RXC"
    assert carried_by({"next": page, "verb": "reply", "draft": "text=x"}).typed == {"text": "x"}
    assert carried_by({"next": page, "verb": "close", "draft": "text=x"}).draft == ""
    assert carried_by({"next": "/staff", "verb": "reply", "draft": "text=x"}).draft == ""
    assert carried_by({"next": page, "verb": "save", "draft": "text=x"}).draft == ""


def test_what_is_carried_comes_out_as_it_went_in():
    """On the way it is one field, whatever was typed."""
    typed = {"answer": "a & b = c\n\u00e9+%", "mon_0": "08:00", "mon_1": ""}
    on_the_way = Carried("/staff/practice/faq/hours-and-place", "save", typed)
    fields = {"next": on_the_way.back, "verb": on_the_way.verb, "draft": on_the_way.draft}
    assert carried_by(fields).typed == typed


def test_what_a_page_put_in_for_once_is_not_carried():
    """The next page has its own."""
    found = carried_from("/staff/items/K7M-4RXC/propose", {"csrf": "t", "key": "k", "day1": "2026-12-01"})
    assert (found.back, found.verb, dict(found.typed)) == ("/staff/items/K7M-4RXC", "propose", {"day1": "2026-12-01"})


@pytest.mark.parametrize(
    "path", ["/staff/items/K7M-4RXC/close", "/staff/people/a/reply", "/staff/sign-out", "/elsewhere/x/reply"]
)
def test_nothing_is_carried_from_elsewhere(path):
    """No page there has a form to put it in."""
    assert carried_from(path, {"text": "x"}).draft == ""


def test_a_form_of_thousands_of_fields_is_left_behind():
    """None of ours has so many, and taking it apart costs."""
    many = "&".join(f"f{number}=x" for number in range(5_000))
    assert carried_by({"next": "/staff/items/K7M-4RXC", "verb": "reply", "draft": many}).draft == ""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141 Safari/537.36 Edg/141",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/141 Safari/537.36", "Chrome, Mac"),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 SamsungBrowser/29 Chrome/136 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        ("curl/8.9", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_name_it(line, name):
    """So that one knows one's own in the list of sessions."""
    assert described(line) == name


def test_filters_that_cannot_be_are_left_out():
    """A mistyped day in an address is no error of ours."""
    asked = {
        "person": " staff-1 ",
        "action": "item.read",
        "ref": "x" * 100,
        "since": "2026-11-01",
        "until": "2026-13-45",
    }
    assert asked_for(asked) == AuditAsk("staff-1", "item.read", "x" * 60, date(2026, 11, 1), None)
    assert asked_for({"since": "\u0662026-11-01", "until": "tomorrow"}) == AuditAsk()
